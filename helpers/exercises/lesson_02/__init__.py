"""Exercises of lesson 02, one file each."""
