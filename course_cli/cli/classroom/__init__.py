"""The commands of `course_cli nbgrader`, one module each."""
