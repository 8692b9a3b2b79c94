"""Comments that suppress findings and should not, or do not."""
