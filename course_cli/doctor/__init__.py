"""Looks at an installation: what is there, what is amiss, and how to mend it. Nothing is changed."""
