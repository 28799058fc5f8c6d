"""Exercises of lesson 09, one file each."""
