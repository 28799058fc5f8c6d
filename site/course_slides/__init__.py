"""Slides for a class, from the executed notebooks, by rule: nothing in a notebook is marked for it.

``texts`` reads a lesson's prose, ``outputs`` what its cells show; ``layout`` says how much of both a slide can hold; ``lesson``
makes the slides, ``page`` writes them as a deck of reveal.js, ``printing`` as PDF. ``site/build_slides.py`` calls them.
"""
