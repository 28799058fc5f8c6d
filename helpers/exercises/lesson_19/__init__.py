"""Exercises of lesson 19, one file each."""
