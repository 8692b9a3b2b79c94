"""What names mean, and what statements do with what they name."""
