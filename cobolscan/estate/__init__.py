"""What spans programs, from small facts that each of them leaves behind."""
