"""The commands of `course_cli dev`, one module each."""
