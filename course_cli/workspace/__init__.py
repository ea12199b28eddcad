"""A student's folder: reading it without trusting it, writing into it without losing anything."""
