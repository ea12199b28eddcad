"""No right answer on file is flagged: every reference and every alternative runs on the simulated device."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor

from course_cli.course.catalog import Catalog
from course_cli.sandbox import simulated_device

ROOT = Path(__file__).resolve().parents[2]
Call = Callable[[Any], Any]

X, Y = torch.randn(4, 3), torch.randn(4, 3)
y = torch.tensor([0, 2, 1, 1])
p = X.softmax(1)
W, V = torch.randn(3, 3), torch.randn(3, 3)
maps, kernels, b = torch.randn(2, 3, 6, 5), torch.randn(4, 3, 2, 3), torch.randn(4)
picture, kernel = torch.randn(5, 6), torch.randn(2, 3)
params = [torch.randn(3, 5), torch.randn(5), torch.randn(5, 2), torch.randn(2)]
block = {
    **{name: torch.randn(4) for name in ("gamma1", "beta1", "gamma2", "beta2", "b2")},
    **{name: torch.randn(4, 4) for name in ("W_q", "W_k", "W_v", "W_o")},
    "W1": torch.randn(4, 6), "b1": torch.randn(6), "W2": torch.randn(6, 4),
}  # fmt: skip


def backpropagation(module: Any, X: Tensor, params: Any, dlogits: Tensor) -> Any:
    logits, cache = module.forward(X, params)
    return logits, module.backward(cache, dlogits)


# What to call, and with what; the functions of one exercise in a list.
CALLS: dict[str, list[tuple[str, tuple[Any, ...]]]] = {
    "perceptron/perceptron": [
        ("step", (X,)), ("sigmoid", (X,)), ("perceptron", (X, X[0], 0.5, torch.tanh)),
        ("perceptron", (X, X[0], torch.tensor(0.5), torch.relu)), ("predict_label", (p,)),
    ],
    "perceptron/feedforward": [("feedforward", (X, [W, W[:2]], [W[0], W[0, :2]], torch.tanh, torch.sigmoid))],
    "perceptron/softmax": [("softmax", (X,))],
    "perceptron/log_softmax": [("log_softmax", (X,)), ("softmax_cross_entropy", (X, y))],
    "perceptron/cross_entropy": [
        ("cross_entropy", (p, y)), ("one_hot_cross_entropy", (p, torch.eye(3, dtype=torch.int64)[y])),
    ],
    "perceptron/accuracy": [("predict_classes", (X,)), ("accuracy", (X, y)), ("accuracy", (y.float(), y))],
    "mlp/relu": [("relu", (X,))],
    "mlp/activation_gradients": [("sigmoid_grad", (X,)), ("tanh_grad", (X,)), ("relu_grad", (X,))],
    "mlp/mlp": [("net", (X, params))],
    "mlp/backprop": [("", (X, params, torch.randn(4, 2)))],
    "convolution/corr2d": [("corr2d", (picture, kernel)), ("convolve2d", (picture, kernel))],
    "convolution/conv_layer": [("Conv2D", (picture,))],
    "convolution/padding": [("pad2d", (picture, ((1, 0), (2, 1)), 3.0)), ("pad2d", (picture, 1))],
    "convolution/strided": [("corr2d_strided", (picture, kernel, (1, 2), (2, 1)))],
    "convolution/channels": [
        ("corr2d_multi_in", (maps[0], kernels[0])), ("corr2d_multi_in_out", (maps[0], kernels)),
        ("corr2d_1x1", (maps[0], kernels[:, :, :1, :1])),
    ],
    "convolution/pooling": [
        *(("pool2d", (picture, (2, 3), mode)) for mode in ("max", "avg")),
        *(("pool2d_layer", (maps, (2, 3), mode, (1, 1), 2)) for mode in ("max", "avg")),
    ],
    "convolution/conv2d_vectorised": [("conv2d", (maps, kernels, b, (1, 0), (2, 1)))],
    "convolution/batch_norm": [
        *(("batch_norm", (X, X[0], X[1], Y[0], Y[1] ** 2, training)) for training in (True, False)),
        *(("batch_norm", (maps, X[0], X[1], Y[0], Y[1] ** 2, training)) for training in (True, False)),
    ],
    "attention/soft_attention": [
        (name, (query, X)) for name in ("soft_attention", "attend") for query in (X[0], Y)
    ],
    "attention/hard_attention": [
        (name, (query, X)) for name in ("hard_attention", "hard_attend") for query in (X[0], Y)
    ],
    "attention/scaled_dot_product": [
        ("attention", (X, Y, Y)), ("attention", (maps, maps, maps, torch.ones(6, 6, dtype=torch.bool).tril())),
    ],
    "attention/self_attention": [("self_attention", (X, W, V, V, scaled)) for scaled in (False, True)],
    "attention/multihead_attention": [
        ("multihead_attention", (Z, Z, Z, *[torch.randn(4, 4)] * 4, 2, True))
        for Z in (torch.randn(3, 4), torch.randn(2, 3, 4))
    ],
    "attention/causal_attention": [("causal_self_attention", (X, W, V, V))],
    "attention/layer_norm": [("layer_norm", (maps, torch.randn(5), torch.randn(5)))],
    "attention/transformer_block": [("encoder_block", (torch.randn(2, 3, 4), block, 2))],
    "regularization/weight_decay": [
        ("l2_penalty", (X[0],)), ("sgd_step_l2", (X[0], torch.tensor(0.5), Y, Y[:, 0], 0.1, 0.2)),
    ],
    "regularization/dropout": [("dropout", (X, p)) for p in (0.0, 0.3, 1.0)] + [("dropout", (X, 0.5, False))],
    "regularization/model_complexity": [
        ("polynomial_features", (X[:, 0], 3)), ("fit_polynomial", (X[:, 0], Y[:, 0], 2)),
    ],
}  # fmt: skip


def right_answers() -> Iterator[tuple[str, Path]]:
    for id_ in CALLS:
        yield id_, ROOT / "solutions" / f"{id_}.py"
        yield from ((id_, path) for path in sorted((ROOT / "tests" / "alternatives" / id_).glob("*.py")))


@pytest.fixture(autouse=True)
def _siblings_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(ROOT / "solutions"))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in {id_.partition("/")[0] for id_ in CALLS}:
            del sys.modules[name]


@pytest.mark.parametrize(
    ("id_", "path"), [pytest.param(*pair, id=f"{pair[0]}:{pair[1].stem}") for pair in right_answers()]
)
def test_a_right_answer_is_not_flagged(id_: str, path: Path) -> None:
    module = ModuleType(path.stem)
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), vars(module))
    for name, args in CALLS[id_]:
        with simulated_device.simulation() as to_device:
            if isinstance(getattr(module, name, None), type):
                value = to_device(getattr(module, name)((2, 3)))(*to_device(args))
            elif name:
                value = getattr(module, name)(*to_device(args))
            else:
                value = backpropagation(module, *to_device(args))
            assert devices(value) <= {simulated_device.DEVICE.type}, name


def devices(value: Any) -> set[str]:
    if isinstance(value, (list, tuple)):
        return {device for item in value for device in devices(item)}
    return {simulated_device.locate(value)[1]} if isinstance(value, Tensor) else set()


def test_every_torch_exercise_is_here_or_has_a_reason() -> None:
    makes_its_own = {
        "perceptron/init_params", "convolution/learn_kernel", "convolution/output_shape", "convolution/receptive_field",
        "attention/positional_encoding", "regularization/early_stopping",
    }  # fmt: skip
    capstones = {exercise.id for exercise in Catalog.load().exercises if exercise.is_capstone}
    torch_exercises = {exercise.id for exercise in Catalog.load().exercises if exercise.library == "torch"}
    assert torch_exercises - capstones - makes_its_own == set(CALLS)
