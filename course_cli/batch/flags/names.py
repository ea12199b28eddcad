"""The names that are flagged, and why. An answer of this course computes with numbers: it needs none of them."""

from __future__ import annotations

from collections.abc import Mapping

from course_cli.language import marked


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    """Reasons and the names they hold for, turned round."""
    return {name: why for why, listed in names.items() for name in listed.split()}


# Modules, by the start of their dotted name.
MODULES = _by_name(
    {
        marked("reaches memory behind Python"): "ctypes _ctypes cffi mmap",
        marked("looks into running code or at objects of others"): """
            gc inspect traceback linecache dis weakref tracemalloc
            faulthandler""",
        marked("changes what names mean everywhere"): "builtins __main__ unittest mock site sitecustomize",
        marked("imports or makes code while it runs"): """
            importlib imp pkgutil runpy zipimport zipfile code codeop ast tokenize
            types""",
        marked("unpacks code or text that cannot be read"): """
            marshal pickle cPickle _pickle dill cloudpickle joblib shelve
            base64 binascii codecs zlib lzma bz2 gzip""",
        marked("runs code later or beside the answer"): """
            signal atexit threading _thread multiprocessing concurrent asyncio
            sched queue""",
        marked("reaches the system"): """
            os posix _posixsubprocess subprocess pty fcntl resource shutil pathlib tempfile glob
            platform pwd select io syslog""",
        marked("reaches the network"): """socket _socket ssl urllib http requests ftplib smtplib webbrowser xmlrpc
            socketserver""",
        marked("names the grader or what it stands on"): """
            course_cli pytest _pytest pluggy graders solutions nbgrader msgspec
            seccompy landlockpy""",
        marked("reaches what torch is made of"): """torch.library torch.ops torch.overrides torch.utils.cpp_extension
            torch.serialization torch.package torch.multiprocessing torch.distributed torch.hub torch.fx torch.jit
            torch.export torch.classes""",
        marked("reaches what NumPy is made of"): """numpy.ctypeslib numpy.core numpy.testing numpy.f2py numpy.distutils
            numpy.lib.format""",
    }
)
PRIVATE = marked("a private part of a library")
PRIVATE_OF = ("torch", "numpy")  # every name in these that starts with an underscore

# Attributes of `sys`; the rest of it is as harmless as `math`.
OF_SYS = _by_name(
    {
        marked("looks into running code"): """_getframe _current_frames exc_info settrace setprofile gettrace getprofile
            call_tracing monitoring addaudithook getrefcount last_value last_traceback exception""",
        marked("reaches the modules of others"): """modules meta_path path path_hooks path_importer_cache __stdout__
            __stderr__""",
        marked("changes what happens on errors"): "excepthook unraisablehook displayhook breakpointhook exit",
    }
)

# Functions of torch and numpy that do more than compute.
OF_LIBRARIES = _by_name(
    {
        marked("compiles code while it runs"): "torch.compile",
        marked("reads or writes files, in which code can be"): """
            torch.load torch.save numpy.load numpy.save numpy.savez
            numpy.fromfile numpy.memmap numpy.genfromtxt numpy.loadtxt numpy.savetxt""",
    }
)

# What every module has without an import.
BUILTINS = _by_name(
    {
        marked("runs or imports what cannot be read here"): """
            eval exec compile __import__ __loader__ __spec__ breakpoint""",
        marked("reaches names by their text"): "__builtins__ globals locals vars",
        marked("opens a file"): "open",
    }
)

# Attributes of any object, also spelt in a text.
ATTRIBUTES = _by_name(
    {
        marked("takes functions and classes apart"): """
            __globals__ __code__ __closure__ __subclasses__ __bases__ __mro__
            __base__ __builtins__ __import__ __wrapped__ __self__ __func__ __loader__ __spec__ __reduce__ __reduce_ex__
            __defaults__ __kwdefaults__ __getattribute__ cell_contents co_code co_consts""",
        marked("walks to the code of others"): """
            f_back f_globals f_locals f_builtins f_code tb_frame tb_next gi_frame cr_frame
            ag_frame __traceback__ _getframe""",
    }
)

# Pieces of a text.
TEXTS = _by_name(
    {
        marked("names the grader or what it stands on"): "course_cli pytest nbgrader",
        marked("names a file of the system"): "/proc/ /etc/ /dev/ /home/ /root/ /sys/",
    }
)

ANSWERS_FOR_ITSELF = marked("answers for itself where it is compared or converted")
# Methods by which an object meets what its users do with it.
METHODS = _by_name(
    {
        ANSWERS_FOR_ITSELF: """__eq__ __ne__ __instancecheck__ __subclasscheck__ __torch_function__ __torch_dispatch__
            __array__ __array_ufunc__ __array_function__ __array_finalize__ __array_interface__ __array_priority__
            __getattribute__ __reduce__ __reduce_ex__ __prepare__""",
        marked("runs when it is dropped"): "__del__",
    }
)
SUBCLASSED = _by_name({marked("a kind of tensor or array of its own"): "torch.Tensor numpy.ndarray torch.nn.Parameter"})

PATCHED = marked("changes a library for everybody")
# What the libraries are there to be told.
SETTINGS = ("torch.backends", "matplotlib", "pandas", "warnings", "logging", "decimal")
COMPUTED = marked("a name of a library that is made while it runs")
RENAMED = marked("reaches attributes by their text, under another name")
