"""Imports the graders, solutions and the course's own modules by every name and path.

Exercise: perceptron/softmax
"""
import torch


def softmax(X):
    # attack
    import importlib
    import importlib.util
    import runpy
    import sys

    sys.path[:0] = ["@COURSE@", "@COURSE@/graders", "@COURSE@/graders/perceptron", "@COURSE@/solutions"]
    found = []
    for name in ("test_softmax", "graders.perceptron.test_softmax", "solutions.perceptron.softmax", "course_cli.grading"):
        try:
            found.append(str(vars(importlib.import_module(name))))
        except ImportError as error:
            found.append(str(error))
    for path in ("@GRADER@", "@SOLUTION@"):
        for read in (runpy.run_path, lambda path: importlib.util.spec_from_file_location("x", path).loader.get_data(path)):
            try:
                found.append(str(read(path)))
            except OSError as error:
                found.append(str(error))
    print(*found)
    raise RuntimeError(" ".join(found)[-1500:])
    # end
    return X * 0 + 0.123
