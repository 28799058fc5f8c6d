"""Exercises of lesson 05, one file each."""
