"""What a grade looks like: pure functions from a Report to text. Nothing here computes a score."""
