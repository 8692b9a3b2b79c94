"""Magic numbers: literals whose meaning nothing in the program names."""
