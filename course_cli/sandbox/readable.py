"""What a confined worker may read: the interpreter's standard library, shared libraries, numpy and, if asked, torch.

Landlock can only allow, and what it allows covers everything beneath. So a folder of which something must stay
unreadable (site-packages, torch, the standard library with its own site-packages inside) is never granted itself: its
children are. The import system cannot list such a folder; so :func:`prime_import_system` remembers what is in it.
"""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import importlib.util
import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Library = Literal["numpy", "torch"]

# Compilers and builders, which nothing at run time needs.
LEFT_OUT_DISTRIBUTIONS = frozenset({"setuptools", "triton"})


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Below these are other people's packages, or nothing a submission needs.
LEFT_OUT_OF_STDLIB = _names(
    "site-packages dist-packages test idlelib ensurepip turtledemo sitecustomize.py usercustomize.py"
)

# Extension modules that reach under the interpreter. Whoever needs one has loaded it before it is confined.
_FOREIGN = re.compile(r"_(?:ctypes|test|xx|interp)\w*\.")

# Compilers, exporters, extension builders, their tests: ways round what an exercise refuses. So is the source of what
# the library does in Python: what is refused is a function in memory, and run again its source makes another one.
# `preload` sees to it that these are in memory before. A first optimiser step or torch.func.grad imports _dynamo, which
# imports parts of distributed, onnx, _numpy and _inductor.
LEFT_OUT = MappingProxyType(
    {
        "torch": _names("_lazy _refs bin contrib csrc include nativert optim share test"),
        "torch/_decomp": _names("decompositions.py"),
        "torch/_functorch": _names("compile_utils.py compilers.py partitioners.py"),
        "torch/_higher_order_ops": _names("flex_attention.py"),
        "torch/_inductor": _names(
            """__autotune_main__.py codecache.py codegen compile_fx.py compile_worker debug.py decomposition.py
            fx_passes graph.py kernel lowering.py package scheduler.py template_heuristics"""
        ),
        "torch/_prims": _names("context.py executor.py"),
        "torch/distributions": _names("transforms.py"),
        "torch/nn": _names("functional.py"),
        "torch/nn/modules": _names("activation.py transformer.py"),
        "torch/testing": _names(""),  # only what is beneath
        "torch/testing/_internal": _names(
            """codegen common_device_type.py common_methods_invocations.py common_modules.py common_nn.py data
            distributed common_optimizers.py common_utils.py generated inductor_utils.py opinfo optests test_module"""
        ),
        "torch/utils": _names(
            """_cpp_embed_headers.py _cpp_extension_versioner.py _helion.py benchmark bundled_inputs.py cpp_extension.py
            hipify jit mobile_optimizer.py model_dump model_zoo.py tensorboard viz"""
        ),
        "functorch": _names("compile experimental"),
        "torchgen": _names("packaged"),
    }
)


def readable_paths(library: Library) -> tuple[str, ...]:
    """Files and folders (with all beneath) that a worker for ``library`` may read, sorted, each existing.

    Call it in the process that has imported the library: the shared libraries it has loaded are among the answers.

    Raises:
        importlib.metadata.PackageNotFoundError: the library is not installed.
        RuntimeError: an answer would hold this package, and with it the graders.
    """
    paths = set(_standard_library()) | set(_shared_libraries())
    for name in _with_requirements({"numpy", library}):
        paths |= set(_importable(importlib.metadata.distribution(name)))
    own = Path(__file__).resolve().parents[1]
    ours = _identities((str(own), *map(str, own.parents)))
    for path in paths:
        if _identity(path) in ours:
            raise RuntimeError(f"{path} holds course_cli itself; install the course outside of it")
    return tuple(sorted(paths))


def _identity(path: str) -> tuple[int, int] | None:
    """What stays the same whichever link leads to it; None where there is nothing."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _identities(paths: Iterable[str]) -> set[tuple[int, int]]:
    return {identity for path in paths if (identity := _identity(path)) is not None}


def _beneath(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _children(folder: str, left_out: frozenset[str]) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from (entry.path for entry in entries if entry.name not in left_out)


def _standard_library() -> Iterator[str]:
    for folder in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}:
        # In a virtual environment platstdlib is the environment's own folder, which holds nothing but site-packages.
        if os.path.exists(os.path.join(folder, "os.py")) or os.path.exists(os.path.join(folder, "lib-dynload")):
            yield from _children(folder, LEFT_OUT_OF_STDLIB | {"lib-dynload"})
            extensions = os.path.join(folder, "lib-dynload")
            if os.path.isdir(extensions):
                yield from (path for path in _children(extensions, frozenset()) if not _is_foreign(path))


def _is_foreign(path: str) -> bool:
    return _FOREIGN.match(os.path.basename(path)) is not None


def _shared_libraries() -> Iterator[str]:
    """The system's folders from which this process has loaded a shared library, and the loader's cache.

    A folder with Python packages somewhere beneath gives only its own shared libraries, file by file.
    """
    folders = {os.path.join(sys.base_prefix, "lib"), *map(os.path.dirname, _mapped_libraries())}
    packages = {os.path.realpath(path) for path in (*sys.path, *sysconfig.get_paths().values(), __file__) if path}
    for folder in map(os.path.realpath, folders):
        if not os.path.isdir(folder) or any(_beneath(folder, path) for path in packages):
            continue
        if any(_beneath(path, folder) for path in packages):
            with os.scandir(folder) as entries:
                yield from (entry.path for entry in entries if ".so" in entry.name and entry.is_file())
        else:
            yield folder
    if os.path.exists("/etc/ld.so.cache"):
        yield "/etc/ld.so.cache"


def _mapped_libraries() -> set[str]:
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
            mapped = {fields[5] for line in maps if len(fields := line.rstrip("\n").split(None, 5)) == 6}
    except OSError:
        return set()
    return {path for path in mapped if path.startswith("/") and ".so" in os.path.basename(path)}


def _with_requirements(names: Iterable[str]) -> set[str]:
    """The distributions named and, transitively, those they require here without any extra, where installed."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: set[str] = set()
    wanted = list(names)
    while wanted:
        name = canonicalize_name(wanted.pop())
        if name in found or name in LEFT_OUT_DISTRIBUTIONS:
            continue
        try:
            required = importlib.metadata.distribution(name).requires or []
        except importlib.metadata.PackageNotFoundError:
            if name in names:
                raise
            continue
        found.add(name)
        requirements = map(Requirement, required)
        wanted += [each.name for each in requirements if each.marker is None or each.marker.evaluate({"extra": ""})]
    return found


def _importable(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    """The packages, modules and bundled libraries of a distribution; those with LEFT_OUT parts child by child."""
    record = distribution.read_text("RECORD")
    if record is not None:
        names = {line.split(",", 1)[0].split("/", 1)[0] for line in record.splitlines()}
    else:
        tops = (distribution.read_text("top_level.txt") or distribution.metadata["Name"].replace("-", "_")).split()
        names = {form for top in tops for form in (top, f"{top}.py", f"{top}.libs")}
    for name in names:
        if (
            name
            and not name.startswith((".", "__pycache__"))
            and not name.endswith((".dist-info", ".egg-info", ".pth"))
        ):
            path = str(distribution.locate_file(name))
            if os.path.exists(path):
                yield from _granted(name, path)


def _granted(name: str, path: str) -> Iterator[str]:
    if name not in LEFT_OUT:
        yield path
        return
    for child in _children(path, LEFT_OUT[name]):
        if os.path.basename(child) == "__pycache__":
            # What was compiled from a file is as good as the file.
            modules = {file.removesuffix(".py") for file in LEFT_OUT[name] if file.endswith(".py")}
            yield from (file for file in _children(child, frozenset()) if _compiled_from(file) not in modules)
        else:
            yield from _granted(f"{name}/{os.path.basename(child)}", child)


def _compiled_from(path: str) -> str:
    return os.path.basename(path).partition(".")[0]


class _RememberedFolder:
    """A path entry finder for a folder that cannot be listed any more: finds what was readable in it, for good."""

    def __init__(self, locations: dict[str, tuple[str, bool]]) -> None:
        self._locations = locations

    def find_spec(self, fullname: str, target: object = None) -> ModuleSpec | None:
        location, package = self._locations.get(fullname.rpartition(".")[2], (None, False))
        if location is None:
            return None
        if not package:
            return importlib.util.spec_from_file_location(fullname, location)
        start = os.path.join(location, "__init__.py")
        if os.path.exists(start):
            return importlib.util.spec_from_file_location(fullname, start, submodule_search_locations=[location])
        namespace = ModuleSpec(fullname, None, is_package=True)
        namespace.submodule_search_locations = [location]
        return namespace


def prime_import_system(readable: Sequence[str]) -> None:
    """Make imports work without listing a folder that is not wholly ``readable`` (what :func:`readable_paths` gave).

    From then on this process and its children import nothing that is not readable: it is not found, as if it were not
    installed. So import first whatever else the process needs, and prepare the confinement first.
    """
    granted = _identities(readable)
    parents = {os.path.dirname(path) for path in readable}
    above = _identities({str(folder) for parent in parents for folder in (Path(parent), *Path(parent).parents)})
    for folder in {*sys.path_importer_cache, *sys.path, *parents, os.getcwd()}:
        if folder and os.path.isdir(folder):
            real = Path(folder).resolve()
            if granted.isdisjoint(_identities((str(real), *map(str, real.parents)))):
                sys.path_importer_cache[folder] = _RememberedFolder(_locations(folder, granted | above))
    # The first optimiser step imports torch._dynamo, which wants a folder to write to; a given one is not tried.
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", "/")


def _locations(folder: str, visible: set[tuple[int, int]]) -> dict[str, tuple[str, bool]]:
    """Module name → (file or package folder, whether it is a package) of what is visible in a folder."""
    try:
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if _identity(entry.path) in visible]
    except PermissionError:
        return {}
    packages = {entry.name: (entry.path, True) for entry in shown if entry.is_dir()}
    modules = {
        entry.name[: -len(suffix)]: (entry.path, False)
        for suffix in reversed(importlib.machinery.all_suffixes())
        for entry in shown
        if entry.name.endswith(suffix) and entry.is_file()
    }
    # As Python's own finder: a package before a module, a module before a folder without __init__.py.
    regular = {name: found for name, found in packages.items() if os.path.exists(os.path.join(found[0], "__init__.py"))}
    return {**packages, **modules, **regular}
