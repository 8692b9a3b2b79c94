"""Comments that assume, promise or name somebody."""
