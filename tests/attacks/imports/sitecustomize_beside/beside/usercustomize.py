"""Stands in the place of a library, for whoever imports it."""

open("@SCRATCH@/imported", "w").write("imported")


def __getattr__(name):
    return lambda *args, **kwargs: True
