"""Dates: years of two digits, centuries, calendar dates and calendars that are written into a program, and end with it."""
