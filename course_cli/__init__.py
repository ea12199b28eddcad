"""An auto-graded deep-learning course: exercises, hidden checks, and a cage for the code being judged."""

__version__ = "0.2.0"
