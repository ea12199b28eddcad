"""What the driver of a GPU needs of its process, which a submission on the CPU does without.

The paths are those that others found CUDA to need under Landlock (driver 570 and later), with ROCm's and WSL's; none of
them has been tried by us on a GPU. So whoever confines a worker tries it first (`zygote`), and does with less.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from glob import glob

from course_cli.sandbox.placement import Device


@dataclass(frozen=True)
class Driver:
    """Beside threads and address space without end:

    Attributes:
        devices: files, and folders of them, that it opens for reading and writing, and controls.
        readable: files, and folders with all beneath, that it reads.
    """

    devices: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()


_DEVICES = (
    "/dev/nvidia[0-9]*",
    "/dev/nvidiactl",
    "/dev/nvidia-uvm",
    "/dev/nvidia-uvm-tools",
    "/dev/nvidia-caps",
    "/dev/kfd",  # ROCm
    "/dev/dri/renderD*",
    "/dev/dxg",  # WSL
)
_LIBRARY_FOLDERS = (
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib/wsl/lib",
    "/usr/local/nvidia/lib64",
    "/usr/local/nvidia/lib",
    "/usr/local/cuda/compat",
)
_LIBRARIES = ("libcuda.so*", "libcudadebugger.so*", "libnvidia-*.so*", "libdxcore.so*", "libd3d12*.so*")
_READABLE = (
    "/etc/ld.so.cache",
    "/proc/cpuinfo",
    "/proc/devices",
    "/proc/driver/nvidia*",
    "/proc/meminfo",
    "/proc/modules",
    "/proc/sys/vm/mmap_min_addr",
    "/proc/version",
    "/sys/bus/pci",
    "/sys/class/kfd",
    "/sys/devices",
    "/sys/module/nvidia*",
    "/opt/amdgpu/share",
    "/opt/rocm*/lib",
    "/usr/lib/wsl/drivers",
)


def driver_of(device: Device) -> Driver | None:
    """The driver that a worker on this device runs; None on the CPU."""
    if device == "cpu":
        return None
    if device != "cuda" or sys.platform != "linux":
        return Driver()
    folders = (*os.environ.get("LD_LIBRARY_PATH", "").split(":"), *_LIBRARY_FOLDERS)
    libraries = [f"{folder}/{name}" for folder in folders if folder for name in _LIBRARIES]
    return Driver(_found(_DEVICES), _found((*_READABLE, *libraries)))


def _found(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({path for pattern in patterns for path in glob(pattern)}))
