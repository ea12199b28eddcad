"""Many submissions: reading them, grading them on many processes or machines, the gradebook that keeps the results."""

DEFAULT_GRADEBOOK = "grades.db"
