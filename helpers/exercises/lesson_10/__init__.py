"""Exercises of lesson 10, one file each."""
