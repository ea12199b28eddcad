"""Runs every submission of `tests/attacks` against the real thing, and judges whether it was held.

`README.md` in `tests/attacks` says what such a file looks like and what held means.
"""
