"""Grading on every save: a thread looks at the files, one reads keys, one talks to the engine; the session decides."""
