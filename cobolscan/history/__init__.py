"""History: who, when and why, read from what a source says of itself. Start at `file_history.FileHistory`."""
