"""What could not be read or parsed: the rules that the engine itself speaks through."""
