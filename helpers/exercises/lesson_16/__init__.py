"""Exercises of lesson 16, one file each."""
