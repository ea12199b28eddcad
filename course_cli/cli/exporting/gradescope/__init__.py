"""The files of a Gradescope autograder, and what they run there."""
