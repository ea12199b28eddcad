from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from course_cli.grading.abbreviate import (
    DIGITS,
    abbreviate,
    abbreviate_call,
    brief_pair,
    clean,
    digits_to_tell_apart,
    number,
    register,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (0.1, "0.1"),
        (math.nan, "nan"),
        (1 + 2j, "(1+2j)"),
        ("核K", "'核K'"),
        ([], "[]"),
        ((1,), "(1,)"),
        ([1, (2.0, "a")], "[1, (2.0, 'a')]"),
        ({"W": torch.tensor([1.0])}, "{'W': tensor([1.])}"),
        (torch.tensor([[0.25, 0.75]]), "tensor([[0.2500, 0.7500]])"),
        (torch.tensor(0.25), "tensor(0.2500)"),
        (torch.tensor([1.0, 2.0]), "tensor([1., 2.])"),
        (torch.tensor([1, 2]), "tensor([1, 2])"),
        (torch.tensor([1, 2], dtype=torch.int32), "tensor([1, 2], dtype=torch.int32)"),
        (torch.tensor([True, False]), "tensor([True, False])"),
        (torch.tensor([0.5], dtype=torch.float16), "tensor([0.5000], dtype=torch.float16)"),
        (torch.tensor([0.5], dtype=torch.bfloat16), "tensor([0.5000], dtype=torch.bfloat16)"),
        (torch.tensor([1e-9, math.nan, -math.inf, 0]), "tensor([1.0000e-09, nan, -inf, 0.0000])"),
        (torch.empty(0), "tensor([])"),
        (torch.empty(0, 3), "tensor([], size=(0, 3))"),
        (torch.tensor([1 - 2j]), "tensor([1.0000-2.0000j], dtype=torch.complex64)"),
        (torch.nn.Parameter(torch.tensor([0.5])), "tensor([0.5000])"),
        (np.array([0.5, 1.5]), "array([0.5000, 1.5000])"),
        (np.array(0.5, dtype=np.float32), "array(0.5000, dtype=float32)"),
        (np.array([object()], dtype=object), "array of shape (1,), object"),
        (np.float64(0.5), "0.5"),
        (torch.empty(2, device="meta"), "tensor of shape (2,), float32"),
    ],
)
def test_small_values_are_written_out(value: object, text: str) -> None:
    assert abbreviate(value) == text


def test_a_big_tensor_shows_its_shape_dtype_and_corner() -> None:
    X = torch.arange(640.0).reshape(64, 10)
    assert abbreviate(X) == "tensor of shape (64, 10), float32: [[0., 1., 2., ...], [10., 11., 12., ...], ...]"
    assert abbreviate(torch.zeros(3, 3), width=24).startswith("tensor of shape (3, 3), float32: [[0.")


def test_a_big_tensor_shows_the_element_in_focus() -> None:
    X = torch.arange(640.0).reshape(64, 10)
    assert abbreviate(X, focus=(3, 7)) == "tensor of shape (64, 10), float32, at [3, 6:9]: [36., 37., 38.]"
    assert abbreviate(X, focus=(63, 9)).endswith("at [63, 7:10]: [637., 638., 639.]")
    assert abbreviate(torch.arange(500.0), focus=(0,)).endswith("at [0:3]: [0., 1., 2.]")


def test_everything_stays_short() -> None:
    loop: list[object] = []
    loop.extend([loop] * 50)
    for value in (
        loop,
        [[1] * 1000] * 1000,
        "x" * 10**7,
        10**100_000,
        dict.fromkeys(range(10_000), "y" * 1000),
        torch.zeros(3000, 3000),
        torch.zeros((1,) * 40),
        torch.zeros((2,) * 12),
        {"k" * 10**6: 1},
    ):
        assert len(abbreviate(value)) <= 600


def test_no_method_of_an_unknown_object_is_called() -> None:
    class Hostile:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

        def __repr__(self) -> str:
            raise RuntimeError

    class LoudList(list):  # type: ignore[type-arg]
        def __iter__(self) -> object:  # type: ignore[override]
            raise RuntimeError

    class LoudTensor(torch.Tensor):
        @classmethod
        def __torch_function__(cls, *args: object, **kwargs: object) -> object:
            raise RuntimeError

    quiet = torch.zeros(2).as_subclass(LoudTensor)
    assert abbreviate([Hostile(), LoudList(), quiet]) == "[<Hostile>, <LoudList>, <LoudTensor>]"
    boxed = np.empty(1, dtype=object)
    boxed[0] = Hostile()
    assert abbreviate(boxed) == "array of shape (1,), object"


def test_a_registered_type_says_its_own_name() -> None:
    class Handle:
        label = "lstm"

    register(Handle, lambda handle: handle.label)
    assert abbreviate_call("train", (Handle(),), {}) == "train(lstm)"


def test_control_characters_never_get_through() -> None:
    assert clean("a\x1b[31m\x00\u202eb\nc\td") == "a\\x1b[31m\\x00\\u202eb\nc\td"
    assert "\x1b" not in abbreviate("\x1b[2J")
    assert len(clean("\x1b" * 5000)) == 2000
    assert clean("x" * 5000) == "x" * 1997 + "..."
    assert clean("\ud800") == "\\ud800"


def test_a_call_is_written_as_it_would_be_typed() -> None:
    X = torch.tensor([[1.0, 3.5]])
    assert abbreviate_call("softmax", (X,), {}) == "softmax(tensor([[1.0000, 3.5000]]))"
    assert abbreviate_call("sgd", (1, "a"), {"lr": 0.5}) == "sgd(1, 'a', lr=0.5)"
    assert abbreviate_call("f", (), {}) == "f()"
    big = torch.rand(64, 10)
    assert len(abbreviate_call("attention", (big, big, big), {"mask": big})) < 600
    assert abbreviate_call("f", tuple(range(100)), {}).endswith("19, ...)")


def test_enough_digits_to_tell_two_numbers_apart() -> None:
    one, following = 1.0, math.nextafter(1.0, 2.0)
    for left, right in ((0.25, 0.75), (0.5, 0.50000001), (one, following), (1e-4, 1e-4 + 1e-20), (1e9, 1e9 + 1e-6)):
        digits = digits_to_tell_apart(left, right)
        assert number(left, digits) != number(right, digits)
        assert len(set(brief_pair(left, right))) == 2
    assert digits_to_tell_apart(0.25, 0.75) == DIGITS[0]
    assert brief_pair(0.5, 0.75) == ("0.5", "0.75")
    assert brief_pair(0.1 + 0.2, 0.3) == ("0.30000000000000004", "0.3")
    assert brief_pair(3, 4) == ("3", "4")
