"""Dates, years and centuries."""
