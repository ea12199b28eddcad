"""Whoever misspells a name is told the one that a person would have thought of first."""

from __future__ import annotations

import pytest

from course_cli.course.catalog import Catalog
from course_cli.course.nearest import nearest

CATALOG = Catalog.load()
NAMES = [*CATALOG.chapters, *(exercise.id for exercise in CATALOG.exercises)]

FIRST = {
    "perceptron/softmax": (
        *("softmx", "sofmax", "softmaxx", "ssoftmax", "sotfmax", "softamx", "Softmax", "SOFTMAX", "soft_max"),
        *("perceptron/softmx", "percptron/softmax", "percepton/sotfmax", "Perceptron/Softmax", "softmax2"),
        *("mlp/softmax", "banana/softmax", "perceptron.softmax", "perceptron_softmax", "perceptron\\softmx"),
    ),
    "perceptron/log_softmax": ("logsoftmax", "log-softmax", "log_softmx", "lgo_softmax"),
    "perceptron/cross_entropy": ("crossentropy", "cross_entrpy", "CrossEntropy", "entropy"),
    "mlp/relu": ("rleu", "reelu", "rlu", "ReLU", "perceptron/relu"),
    "mlp/backprop": ("backpropagation", "back_prop"),
    "recurrent/lstm": ("lsmt", "ltsm", "lstmm", "recurent/lstm", "recurrent/lsmt"),
    "recurrent/gru": ("gur", "grru"),
    "recurrent/rnn": ("rn", "rnnn"),
    "optimization/sgd": ("sdg", "sgdd"),
    "optimization/adam": ("adma", "adm"),
    "convolution/conv2d_vectorised": ("conv2d", "conv_2d", "conv2d_vectorized"),
    "convolution/batch_norm": ("batchnorm", "batch_nrom"),
    "attention/multihead_attention": ("multihead", "multi_head", "multi_head_attention"),
    "attention/transformer_block": ("transformer", "transfomer_block"),
    "perceptron": ("percepton", "preceptron", "Perceptron"),
    "convolution": ("convolutions", "convoluton"),
    "mlp": ("mpl", "MLP"),
}
NONE = (
    "banana",
    "cnn",
    "asd",
    "x",
    "xyz",
    "",
    "1",
    "week1",
    "tion",
    "all_of_them",
    "perceptron/banana",
    "../../etc/passwd",
)


@pytest.mark.parametrize(("written", "meant"), [(name, meant) for meant, names in FIRST.items() for name in names])
def test_a_misspelt_name_suggests_what_was_meant(written: str, meant: str) -> None:
    found = nearest(written, NAMES)
    assert found[:1] == [meant]
    assert len(found) <= 3


@pytest.mark.parametrize("written", NONE)
def test_nothing_is_suggested_where_nothing_is_near(written: str) -> None:
    assert nearest(written, NAMES) == []


def test_a_slip_of_one_letter_suggests_one_name_alone() -> None:
    assert nearest("softmx", NAMES) == ["perceptron/softmax"]


def test_part_of_several_names_suggests_them_all() -> None:
    assert sorted(nearest("norm", NAMES)) == ["attention/layer_norm", "convolution/batch_norm"]


def test_a_name_of_any_length_and_of_any_signs_is_looked_at() -> None:
    assert nearest("\x1b[31m" + "(" * 100_000, NAMES) == []
