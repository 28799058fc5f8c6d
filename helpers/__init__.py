"""The code behind the course *Training neural networks in PyTorch*.

The notebooks in ``notebooks/`` write each idea out by hand first; this package holds the same idea
as a small tested function. Import the module you need (``from helpers.models import MLP``): importing
``helpers`` alone loads nothing heavy.
"""
