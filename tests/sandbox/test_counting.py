"""Work grows with the input exactly where the student's code loops over it, whatever the loop is written with."""

from __future__ import annotations

import builtins
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from course_cli.sandbox.counting import WorkCounter

Loss = Callable[[Tensor, Tensor], object]
ROOT = Path(__file__).parents[2]

VECTORISED: dict[str, Loss] = {
    "gather": lambda p, y: -p.gather(1, y[:, None]).squeeze(1).log(),
    "arange": lambda p, y: -torch.log(p[torch.arange(len(y)), y]),
    "range": lambda p, y: -torch.log(p[range(len(y)), y]),
    "list_of_range": lambda p, y: -torch.log(p[list(range(len(y))), y]),
    "numpy_labels": lambda p, y: -torch.log(p[range(len(y)), y.numpy()]),
    "one_hot": lambda p, y: -torch.xlogy(F.one_hot(y, p.shape[1]).to(p.dtype), p).sum(1),
    "einsum": lambda p, y: -torch.einsum("ij,ij->i", p.log(), F.one_hot(y, p.shape[1]).to(p.dtype)),
    "boolean_mask": lambda p, y: -p[F.one_hot(y, p.shape[1]).bool()].log(),
    "masked_select": lambda p, y: -torch.masked_select(p, F.one_hot(y, p.shape[1]).bool()).log(),
    "where": lambda p, y: -torch.where(y[:, None] == torch.arange(p.shape[1]), p, 1.0).log().sum(1),
    "identity_rows": lambda p, y: -(p * torch.eye(p.shape[1])[y]).sum(1).log(),
    "take_along_dim": lambda p, y: -torch.take_along_dim(p, y[:, None], 1)[:, 0].log(),
    "diagonal": lambda p, y: -p.index_select(1, y).diagonal().log(),
    "flat_index": lambda p, y: -p.reshape(-1)[torch.arange(len(y)) * p.shape[1] + y].log(),
    "nonzero": lambda p, y: -p[F.one_hot(y, p.shape[1]).nonzero(as_tuple=True)].log(),
    "numpy": lambda p, y: -np.log(p.numpy()[np.arange(len(y)), y.numpy()]),
    "vmap": lambda p, y: -torch.vmap(lambda row, label: row.gather(0, label[None])[0])(p, y).log(),
    "loop_over_classes": lambda p, y: -sum(p[:, j].log() * (y == j) for j in range(p.shape[1])),  # type: ignore[operator]
}


def index_loop(p: Tensor, y: Tensor) -> Tensor:
    losses = torch.zeros(len(y))
    for i in range(len(y)):
        losses[i] = -torch.log(p[i, y[i]])
    return losses


def while_loop_of_lists(p: Tensor, y: Tensor) -> list[float]:
    rows, labels, losses, i = p.tolist(), y.tolist(), [], 0
    while i < len(labels): losses.append(-math.log(rows[i][labels[i]])); i += 1  # noqa: E701, E702
    return losses


def recursion(p: Tensor, y: Tensor, i: int = 0) -> list[Tensor]:
    return [] if i == len(y) else [-p[i, y[i]].log(), *recursion(p, y, i + 1)]


def chosen(p: Tensor, y: Tensor) -> Tensor:
    return p[torch.arange(len(y)), y]


LOOPS: dict[str, Loss] = {
    "index": index_loop,
    "while": while_loop_of_lists,
    "recursion": recursion,
    "zip_and_stack": lambda p, y: torch.stack([-torch.log(row[label]) for row, label in zip(p, y)]),  # noqa: B905
    "comprehension": lambda p, y: [-math.log(p[i][y[i]]) for i in range(len(y))],
    "generator": lambda p, y: sum(-math.log(a) for a in chosen(p, y).tolist()),
    "map_of_lambda": lambda p, y: list(map(lambda a: -math.log(a), chosen(p, y).tolist())),  # noqa: C417
    "map_of_builtin": lambda p, y: list(map(math.log, chosen(p, y).tolist())),
    "map_over_tensor": lambda p, y: list(map(math.log, chosen(p, y))),
    "map_over_array": lambda p, y: list(map(math.log, np.asarray(chosen(p, y)).tolist())),
    "item": lambda p, y: [math.log(a.item()) for a in chosen(p, y)],
    "vectorize": lambda p, y: np.vectorize(lambda a: -math.log(a))(chosen(p, y).numpy()),
    "vectorize_of_builtin": lambda p, y: np.vectorize(math.log)(chosen(p, y).numpy()),
    "frompyfunc": lambda p, y: np.frompyfunc(math.log, 1, 1)(chosen(p, y).numpy()),
    "fromiter": lambda p, y: np.fromiter((math.log(a) for a in chosen(p, y).numpy()), float),
    "apply_along_axis": lambda p, y: np.apply_along_axis(lambda row: np.log(row[0]), 1, p.numpy()),
    "apply": lambda p, y: chosen(p, y).apply_(math.log),
}


def work(loss: Loss, n: int) -> tuple[int, int]:
    generator = torch.Generator().manual_seed(0)
    p, y = torch.rand(n, 5, generator=generator) + 0.1, torch.randint(0, 5, (n,), generator=generator)
    with WorkCounter() as counter:
        loss(p, y)
    return counter.operations, counter.steps


@pytest.mark.parametrize("loss", [pytest.param(loss, id=name) for name, loss in VECTORISED.items()])
def test_vectorised_code_does_the_same_work_on_more_rows(loss: Loss) -> None:
    work(loss, 3)  # what the first call of a library function does once
    assert work(loss, 8) == work(loss, 80)


@pytest.mark.parametrize("loss", [pytest.param(loss, id=name) for name, loss in LOOPS.items()])
def test_a_loop_does_more(loss: Loss) -> None:
    work(loss, 3)
    few, many = work(loss, 8), work(loss, 80)
    assert many[0] >= few[0] + 72 or many[1] >= few[1] + 72


def test_numpy_arrays_count_steps() -> None:
    def steps(n: int) -> int:
        array = np.ones(n)
        with WorkCounter() as counter:
            loop(array)
        return counter.steps

    def loop(array: np.ndarray) -> float:
        return sum(math.exp(value) for value in array)

    assert steps(80) >= steps(8) + 72


def test_everything_is_restored() -> None:
    trace, mapping, vectorise = sys.gettrace(), builtins.map, np.frompyfunc
    attributes = dict(vars(Tensor))
    with pytest.raises(ZeroDivisionError), WorkCounter():
        1 / 0  # noqa: B018
    assert (sys.gettrace(), builtins.map, np.frompyfunc) == (trace, mapping, vectorise)
    assert dict(vars(Tensor)) == attributes
    assert type(torch.ones(2).numpy()) is np.ndarray


def test_results_are_what_they_are_without_counting() -> None:
    with WorkCounter():
        listed, mapped = torch.arange(3).tolist(), list(map(abs, [-1, 2]))
        array = torch.ones(2).numpy()
    assert (listed, mapped, array.tolist()) == ([0, 1, 2], [1, 2], [1.0, 1.0])
    assert isinstance(array, np.ndarray)


def test_gradients_are_recorded_while_counting() -> None:
    x = torch.ones(3, requires_grad=True)
    with WorkCounter() as counter:
        y = (x * x).sum()
    y.backward()  # type: ignore[no-untyped-call]
    assert torch.equal(x.grad, 2 * torch.ones(3))  # type: ignore[arg-type]
    assert counter.operations == 2


def test_switching_the_trace_off_shows() -> None:
    def cheat() -> None:
        sys.settrace(None)

    results = []
    for _ in range(2):
        with WorkCounter() as counter:
            cheat()
        results.append(counter.steps)
    assert results[0] != results[1]


def test_neither_torch_nor_its_compiler_is_imported() -> None:
    code = (
        "import sys, math, numpy\n"
        "from course_cli.sandbox.counting import WorkCounter\n"
        "def f(n): return [math.log(k + 1) for k in range(n)]\n"
        "with WorkCounter() as few: f(5)\n"
        "with WorkCounter() as many: f(50)\n"
        "assert many.steps >= few.steps + 45 and many.operations == few.operations == 0\n"
        "assert 'torch' not in sys.modules\n"
        "import torch\n"
        "with WorkCounter() as few: (lambda: torch.ones(3) + 1)()\n"
        "assert few.operations == 2 and 'torch._dynamo' not in sys.modules, few.operations\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
