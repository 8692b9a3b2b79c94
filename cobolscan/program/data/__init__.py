"""Data of a program: items, pictures, layout, files."""
