"""Where a worker's tensors are. A GPU's place is tried on what a CPU build has: its own device, and "meta"."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from course_cli.sandbox.driver import driver_of
from course_cli.sandbox.nucleus import Home, homes
from course_cli.sandbox.placement import TRAITS, DeviceUnusable, Place, TorchDevice, open_place

ROOT = Path(__file__).parents[2]


def test_the_cpu_leaves_everything_where_it_is() -> None:
    value = [torch.ones(2), {"W": (torch.ones(1), "text")}]
    place = open_place("cpu")
    assert place.put(value) is value
    assert not place.on_device


def test_tensors_and_modules_go_to_a_device_that_torch_has() -> None:
    place = TorchDevice(torch, "meta")
    layer = nn.Linear(2, 3)
    X = torch.ones(2, requires_grad=True)
    (there, number), named = place.put(([X, 3], {"layer": layer, "y": torch.ones(1, dtype=torch.int64)}))
    assert (there.device.type, there.requires_grad, there.is_leaf, number) == ("meta", True, True, 3)
    assert (X.device.type, named["y"].device.type, named["y"].dtype) == ("cpu", "meta", torch.int64)
    assert named["layer"] is layer
    assert {parameter.device.type for parameter in layer.parameters()} == {"meta"}
    assert place.put(there) is there


def test_a_device_is_warmed_up_and_rounds_as_the_cpu() -> None:
    """The settings are torch's own and global, so another process has them."""
    code = """
import torch
from course_cli.sandbox import refusal
from course_cli.sandbox.placement import TorchDevice
refusal.prepare(())  # as in the zygote: without torch's compilers
place = TorchDevice(torch, "cpu")
torch.backends.cudnn.benchmark = torch.backends.cudnn.allow_tf32 = True
torch.set_float32_matmul_precision("medium")
place.round_as_the_cpu()
assert torch.get_float32_matmul_precision() == "highest"
assert not torch.backends.cuda.matmul.allow_tf32 and not torch.backends.cudnn.allow_tf32
assert not torch.backends.cuda.matmul.allow_fp16_reduced_precision_reduction
assert torch.backends.cudnn.deterministic and not torch.backends.cudnn.benchmark
place.warm_up()
"""
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_device_that_is_not_there_says_why() -> None:
    with pytest.raises(DeviceUnusable, match="CUDA|NVIDIA"):
        open_place("cuda")


def test_what_stands_for_a_gpu_has_its_traits() -> None:
    for gpu, simulated in (("cuda", "simulated"), ("mps", "simulated-metal")):
        one, other = TRAITS[gpu], TRAITS[simulated]  # type: ignore[index]
        assert (one.forks, one.lacks_float64, one.rounding) == (other.forks, other.lacks_float64, other.rounding)
        assert driver_of(simulated) is not None  # type: ignore[arg-type]  # confined as with a driver
    assert driver_of("cpu") is None
    assert isinstance(open_place("cpu"), Place)


def test_numpy_has_its_own_process_on_the_cpu() -> None:
    assert homes({"numpy", "torch"}, "cuda") == (Home("numpy", "cpu"), Home("torch", "cuda"))
    assert homes({"numpy"}, "cuda") == (Home("numpy", "cpu"),)
    # Metal has no float64: what needs it runs on the CPU.
    assert homes({"torch"}, "mps") == (Home("torch", "mps"), Home("torch", "cpu"))
