"""Running chapters as programs: find them, check their parameters, run them, report. Imports no torch.

Imports run one way: ``results`` ← ``chapters`` ← ``parameters``, and ``results`` ← ``run`` ← ``batch``;
``report`` needs ``results`` alone.
"""
