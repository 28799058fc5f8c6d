"""What the web site adds to Sphinx, MyST-NB and Furo: one module for each subject, and each is a Sphinx extension.

``lesson_map`` and ``stage`` are none: they prepare what Sphinx reads, and ``site/build.py`` calls them.
"""
