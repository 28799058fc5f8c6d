"""Exercises of lesson 12, one file each."""
