"""Find files, decode them, recognise their reference format, and part code from comments and areas."""
