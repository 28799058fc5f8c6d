"""Exercises of lesson 08, one file each."""
