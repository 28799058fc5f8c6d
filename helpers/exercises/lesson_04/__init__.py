"""Exercises of lesson 04, one file each."""
