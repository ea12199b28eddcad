"""Where a worker keeps its tensors: on the CPU, on a GPU, or on the simulated device that stands for one in tests.

A place is opened in the worker, never before the fork: a process that has touched CUDA has no children that can. Once
it is open everything a submission is given is put there; what comes back crosses as data (`values`), wherever it was.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

Device = Literal["cpu", "cuda", "mps", "simulated", "simulated-metal"]


@dataclass(frozen=True)
class Traits:
    """What is to be known of a device before anything runs there.

    Attributes:
        forks: whether a forked process can use it; Apple's Metal answers only to one that was started afresh.
        lacks_float64: whether it has no double precision at all, as Metal.
        patience: by how much the time limits grow, as each operation has a price of its own there.
        rounding: by how much the tolerance for float32 grows. Chosen, not measured: we have had no GPU.
    """

    forks: bool = True
    lacks_float64: bool = False
    patience: float = 1.0
    rounding: float = 1.0


# "simulated" stands for CUDA in everything but the arithmetic, "simulated-metal" for MPS: for tests, without a GPU.
TRAITS = MappingProxyType[Device, Traits](
    {
        "cpu": Traits(),
        "cuda": Traits(patience=2.0, rounding=4.0),
        "mps": Traits(forks=False, lacks_float64=True, patience=2.0, rounding=10.0),
        "simulated": Traits(patience=8.0, rounding=4.0),
        "simulated-metal": Traits(forks=False, lacks_float64=True, patience=8.0, rounding=10.0),
    }
)


class DeviceUnusable(Exception):
    """torch cannot compute on the device in this process."""


class Place:
    """The CPU, where everything is from the start; the other places inherit from it."""

    on_device = False

    def put(self, value: Any) -> Any:
        """Nested lists, tuples and dicts with their tensors put here, and modules moved as `module.to(device)` does."""
        return value

    def seed(self, seed: int) -> None:
        """Seed the generators that are not the CPU's."""


class TorchDevice(Place):
    """A device that torch knows by this name, "cuda" or "mps"."""

    on_device = True

    def __init__(self, torch: Any, type_: str) -> None:
        self._torch = torch
        self._device = torch.device(type_)
        self._pytree = sys.modules["torch.utils._pytree"]

    def put(self, value: Any) -> Any:
        for leaf in self._pytree.tree_leaves(value):
            if isinstance(leaf, self._torch.nn.Module):
                leaf.to(self._device)
        return self._pytree.tree_map_only(self._torch.Tensor, self._moved, value)

    def seed(self, seed: int) -> None:
        getattr(self._torch, self._device.type).manual_seed(seed)

    def _moved(self, tensor: Any) -> Any:
        if tensor.device.type == self._device.type:
            return tensor
        return tensor.detach().to(self._device).requires_grad_(tensor.requires_grad)

    def round_as_the_cpu(self) -> None:
        """Have float32 neither rounded to TF32 nor half precision summed in itself, and the same result twice."""
        self._torch.set_float32_matmul_precision("highest")
        backends = self._torch.backends
        backends.cuda.matmul.allow_fp16_reduced_precision_reduction = False
        backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False
        backends.cudnn.allow_tf32 = False
        backends.cudnn.benchmark = False
        backends.cudnn.deterministic = True

    def warm_up(self) -> None:
        """Have the driver and its libraries loaded, while this process may still do what that takes.

        Raises DeviceUnusable, or what torch raises, where it does not compute.
        """
        ones = self._torch.ones(1, 1, 4, 4, device=self._device, requires_grad=True)
        picture = self._torch.nn.functional.conv2d(ones, ones.detach()[..., :2, :2])
        (picture @ picture).sum().backward()
        if ones.grad.device.type != self._device.type or not bool(self._torch.isfinite(ones.grad).all().item()):
            raise DeviceUnusable(f"torch does not compute on {self._device} as it should")


class _Simulated(Place):
    on_device = True

    def __init__(self, simulated_device: Any, *, lacks_float64: bool) -> None:
        self._simulation = simulated_device.simulation(lacks_float64=lacks_float64)
        self._moved: Callable[[Any], Any] = self._simulation.__enter__()  # for the rest of the process's life

    def put(self, value: Any) -> Any:
        return self._moved(value)


def open_place(device: Device) -> Place:
    """The place for this process, for good. Raises DeviceUnusable, with a reason for a person.

    To be called before any student's code is there, and before foreign functions are locked away.
    """
    if device == "cpu":
        return Place()
    torch: Any = sys.modules.get("torch")
    if torch is None:
        raise DeviceUnusable("torch is not loaded")
    try:
        if device in ("cuda", "mps"):
            place = TorchDevice(torch, device)
            place.round_as_the_cpu()
            place.warm_up()
            return place
        from course_cli.sandbox import simulated_device

        if not simulated_device.available():
            raise DeviceUnusable("this version of torch cannot simulate a device")
        return _Simulated(simulated_device, lacks_float64=TRAITS[device].lacks_float64)
    except (RuntimeError, AssertionError, OSError, ImportError) as error:
        raise DeviceUnusable(f"{type(error).__name__}: {error}") from error
