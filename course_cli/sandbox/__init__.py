"""Runs untrusted code in confined processes and knows nothing of grading."""
