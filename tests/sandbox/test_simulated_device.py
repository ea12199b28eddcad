"""The simulated device: right code runs on it and answers there, naive code fails as it would on a GPU."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import torch
from device_cases import CPU, NAIVE, ONLY_THERE, RIGHT
from torch import Tensor

from course_cli.sandbox import simulated_device

THERE = simulated_device.DEVICE.type

Placed = tuple[Tensor, str]


def run(function: Callable[..., Any], *args: Any) -> list[Placed]:
    """Call it with everything on the simulated device: the values and the device of each tensor that comes out."""
    with simulated_device.simulation() as to_device:
        return [simulated_device.locate(tensor.detach()) for tensor in tensors(function(*to_device(args)))]


def tensors(value: Any) -> list[Tensor]:
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in tensors(item)]
    return [value] if isinstance(value, Tensor) else []


@pytest.fixture(autouse=True)
def _same_random_numbers() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize("name", RIGHT)
def test_right_code_runs_and_answers_there(name: str) -> None:
    function, args = RIGHT[name]
    there = run(function, *copy.deepcopy(args))
    assert {device for _, device in there} == {THERE}
    if name in ONLY_THERE:
        return
    torch.manual_seed(0)
    here = tensors(function(*copy.deepcopy(args)))
    torch.testing.assert_close([value for value, _ in there], [tensor.detach() for tensor in here])


@pytest.mark.parametrize("name", NAIVE)
def test_naive_code_does_not(name: str) -> None:
    function, args, message = NAIVE[name]
    function(*copy.deepcopy(args))  # it is right on the CPU
    if message == CPU:
        assert CPU in {device for _, device in run(function, *args)}
    else:
        with pytest.raises((RuntimeError, TypeError), match=message) as caught:
            run(function, *args)
        assert type(caught.value) in (simulated_device.DevicesMixed, simulated_device.NotOnTheCpu)


def test_the_tables_are_not_short() -> None:
    assert len(RIGHT) >= 40
    assert len(NAIVE) >= 12


def test_arguments_stay_where_they_were() -> None:
    X = torch.ones(2, requires_grad=True)
    with simulated_device.simulation() as to_device:
        ((there, number),) = to_device([(X, 3)])
        assert (there.requires_grad, there.is_leaf, number) == (True, True, 3)
    assert type(X) is Tensor
    assert (X + 1).device.type == CPU


def test_a_module_comes_back_as_it_was_with_what_was_learnt() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.BatchNorm1d(3), torch.nn.Linear(3, 1))
    X = torch.randn(4, 3)
    model(X).sum().backward()
    before = [(parameter, type(parameter), parameter.grad) for parameter in model.parameters()]
    mean = model[1].running_mean.clone()
    with simulated_device.simulation() as to_device:
        loss = to_device(model)(to_device(X)).square().sum()
        loss.backward()
        assert {parameter.grad.device for parameter in model.parameters()} == {simulated_device.DEVICE}
        with torch.no_grad():
            model[0].weight.zero_()
    assert [(parameter, type(parameter), parameter.grad) for parameter in model.parameters()] == before
    assert not model[0].weight.any()
    assert not torch.equal(model[1].running_mean, mean)
    assert loss.requires_grad  # the graph is still there, and refers to the parameters
    torch.optim.SGD(model.parameters(), lr=0.1).step()
    model(X).sum().backward()


def test_outside_nothing_is_left_of_it() -> None:
    with simulated_device.simulation() as to_device:
        kept = to_device(torch.ones(2))
    assert torch.zeros(2, device="meta").is_meta
    assert torch.tensor([1.0]).device.type == CPU
    values, device = simulated_device.locate(kept + 1)
    assert (values.tolist(), device) == ([2.0, 2.0], THERE)


def test_it_needs_neither_threads_nor_the_compiler() -> None:
    code = (
        "import sys, threading, os, torch\n"
        "from course_cli.sandbox import simulated_device as device\n"
        "assert device.available()\n"
        "with device.simulation() as to_device:\n"
        "    X = to_device(torch.ones(2, requires_grad=True))\n"
        "    (X * X).sum().backward()\n"
        "assert 'torch._dynamo' not in sys.modules\n"
        "threads = len(os.listdir('/proc/self/task')) if os.path.isdir('/proc/self/task') else 1\n"
        "assert threads == 1, threads\n"
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_a_torch_that_will_not_be_deceived_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated_device, "_require_one_device", lambda *args: None)
    assert not simulated_device.available.__wrapped__()
    monkeypatch.undo()
    monkeypatch.setattr(simulated_device, "_Elsewhere", None)
    assert not simulated_device.available.__wrapped__()
