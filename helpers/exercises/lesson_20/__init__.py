"""Exercises of lesson 20, one file each."""
