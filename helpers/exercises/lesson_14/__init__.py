"""Exercises of lesson 14, one file each."""
