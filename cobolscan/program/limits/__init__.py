"""Where a program bounds something, and what speaks for its being a limit."""
