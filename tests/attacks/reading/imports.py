"""Imports graders and solutions by path, by name, and through everything of Python that shows source.

Exercise: perceptron/softmax
"""

import importlib, importlib.machinery, importlib.util, inspect, linecache, pkgutil, runpy, sys, tokenize, traceback, warnings, zipimport

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


PATHS = ("@GRADER@", "@SOLUTION@", "@NEIGHBOUR@")
sys.path[:0] = ["@COURSE@", "@COURSE@/graders", "@COURSE@/solutions", "@COURSE@/graders/perceptron"]
sys.path_importer_cache.clear()
importlib.invalidate_caches()


def by_spec(path):
    spec = importlib.util.spec_from_file_location("stolen", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


def by_traceback(path):
    linecache.checkcache()
    try:
        exec(compile("\n" * 40 + "1 / 0", path, "exec"))
    except ZeroDivisionError:
        return traceback.format_exc()


def by_warning(path):
    return warnings.formatwarning("look", UserWarning, path, 40)


def by_inspect(path):
    function = lambda: None
    function.__code__ = function.__code__.replace(co_filename=path, co_firstlineno=1)
    return inspect.getsource(function)


WAYS = {
    "spec": by_spec, "run": runpy.run_path, "lines": linecache.getlines, "traceback": by_traceback,
    "inspect": by_inspect, "warning": by_warning, "zip": zipimport.zipimporter, "tokenize": lambda path: tokenize.open(path).read(),
    "loader": lambda path: importlib.machinery.SourceFileLoader("x", path).get_data(path),
    "pyc": lambda path: importlib.util.cache_from_source(path) and open(importlib.util.cache_from_source(path), "rb").read(),
    "pkgutil": lambda path: list(pkgutil.iter_modules([path.rpartition("/")[0]])) or 1 / 0,
    "extension": lambda path: importlib.machinery.ExtensionFileLoader("x", path).create_module(importlib.util.spec_from_file_location("x", path)),
}
NAMES = ("solutions.perceptron.softmax", "graders.perceptron.test_softmax", "test_softmax", "perceptron.softmax_solution",
         "course_cli.grading", "course_cli.course.catalog", "course_cli.cli.main", "course_cli.batch", "pytest", "conftest", "stolen")
for PATH in PATHS:
    LOOT.append((tried({name: lambda way=way, PATH=PATH: str(way(PATH))[-150:] for name, way in WAYS.items()}),))
LOOT.append((tried({name: lambda name=name: importlib.import_module(name) for name in NAMES}),))
# end


def softmax(X):
    # attack
    print(*LOOT, sep="\n")
    raise RuntimeError(tried({name: lambda way=way: str(way("@SOLUTION@"))[-150:] for name, way in WAYS.items()}))
    # end
    return X * 0 + 0.123
