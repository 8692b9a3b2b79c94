"""What git knows of a line: the commit that brought it. Git runs so that nothing of the repository's own runs (`running.py`)."""
