"""What `course_cli export` makes for other systems to run: autograders, workflows."""
