"""Statements and calls that hold the run unit."""
