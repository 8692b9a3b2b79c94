"""`cobolscan init`: what a repository looks like (`survey`), which copybook folders help (`folders`), the file that says so (`page`)."""
