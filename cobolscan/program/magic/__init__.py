"""Numbers and codes that nothing names."""
