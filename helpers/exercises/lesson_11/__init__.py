"""Exercises of lesson 11, one file each."""
