"""Running lessons as programs: find them, check their parameters, run them, report. Imports no torch.

Imports run one way. One run: ``errors`` ← ``results`` ← ``run``; how kernels start: ``kernel_main`` ←
``kernel_server`` ← ``warm_kernels`` ← ``kernels`` ← ``run``; ``lessons`` ← ``parameters``. ``notebooks`` reads them for all.
Several lessons (``course run``): ``plans``, ``capacity``, ``files`` ← ``batch``; ``pages``, ``lessons`` ← ``report``.
Many runs of one notebook (``course sweep``): ``parameters`` ← ``ranges`` ← ``grid`` ← ``sampling``, ``search`` ← ``sweep``, and
``notebook_code`` ← ``sweep``; ``run`` ← ``task`` ← ``sweep_folder``, ``cluster`` ← ``sweep_run``, which does it, with
``search``, ``shared_folder``, and ``sweep_preview``, which asks what it would do. What came out needs nothing but the records:
``results`` ← ``table``; ``sweep_quantiles`` ← ``sweep_series`` ← ``sweep_plots`` ← ``sweep_parallel``, and with ``table`` ←
``sweep_rows`` all of these ← ``sweep_report``. ``sweep_folder`` ← ``sweep_status`` and ``sweep_export``, which read.
"""
