"""What only shows when all programs are known, and is no limit, number, wait or date."""
