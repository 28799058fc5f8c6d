"""Running chapters as programs: find them, check their parameters, run them, report. Imports no torch.

Imports run one way: ``results`` ← ``parameters`` ← ``run`` ← ``batch`` ← ``report``.
"""
