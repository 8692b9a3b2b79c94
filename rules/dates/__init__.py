"""Limits: literals and items that decide how much a program accepts before it stops, refuses, wraps or truncates."""
