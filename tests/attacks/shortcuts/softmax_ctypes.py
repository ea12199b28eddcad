"""Has the interpreter make a new ctypes, under whatever name, and calls libtorch with it.

Exercise: perceptron/softmax
"""

import torch

# attack
import _imp
import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import spec_from_file_location


def new_ctypes():
    path = next(f"{folder}/{file}" for folder in sys.path for file in files(folder) if file.startswith("_ctypes."))
    for name in ("_ctypes", "mine._ctypes"):
        try:
            module = _imp.create_dynamic(spec_from_file_location(name, path, loader=ExtensionFileLoader(name, path)))
            if hasattr(module, "dlopen"):
                return module
        except Exception:
            pass
    for name in ("ctypes", "_ctypes"):
        sys.modules.pop(name, None)
    import _ctypes

    return _ctypes


def files(folder):
    import sysconfig

    return ["_ctypes" + sysconfig.get_config_var("EXT_SUFFIX")] if folder.endswith("lib-dynload") else []
# end


def softmax(X):
    # attack
    library = new_ctypes()
    assert library.CFuncPtr
    handle = library.dlopen(None, 0)
    raise RuntimeError(f"libtorch is at {library.dlsym(handle, 'PyInit__C')}")
    # end
    return X * 0 + 0.123
