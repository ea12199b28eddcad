"""What is imported is known without a look at every module, and what came after the first look is known too."""

import subprocess
import sys

SEEN = """
import os, sys
from course_cli.sandbox import loaded

def everything():
    files = [module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
    extensions = {loaded.identity(file) for file in files if file.endswith(".so")}
    return {name for name in sys.modules if name.split(".")[0] == "course_cli"}, extensions

def seen():
    found = loaded.loaded()
    return set(found.ours), set(found.extensions)

first = seen()
assert first == everything(), first
import numpy, course_cli.sandbox.protocol
later = seen()
assert later == everything() and later[0] > first[0] and later[1] > first[1], later
del sys.modules[loaded.loaded().last]  # without the mark all are looked at again
import _decimal
assert seen()[1] == everything()[1]
"""


def test_modules_that_came_first_and_last_are_known() -> None:
    subprocess.run([sys.executable, "-c", SEEN], check=True)
