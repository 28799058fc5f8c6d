"""Exercises of lesson 03, one file each."""
