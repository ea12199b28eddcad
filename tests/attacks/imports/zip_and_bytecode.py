"""Compiles bytecode beside the graders, in the scratch folder and in its own __pycache__.

Exercise: perceptron/softmax
"""
import torch


def softmax(X):
    # attack
    import py_compile
    import zipfile

    said = []
    for target in ("@GRADER@c", "@COURSE@/graders/perceptron/__pycache__/test_softmax.cpython-311.pyc", "@SCRATCH@/x.pyc"):
        try:
            said.append(str(py_compile.compile("@SOLUTION@", cfile=target, doraise=True)))
        except Exception as error:
            said.append(repr(error))
    try:
        zipfile.ZipFile("@SCRATCH@/torch.zip", "w").writestr("torch.py", "raise SystemExit")
    except OSError as error:
        said.append(repr(error))
    raise RuntimeError("; ".join(said))
    # end
    return X * 0 + 0.123
