from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from course_cli.grading.assertions import (
    assert_close,
    assert_constant_work,
    assert_equal,
    assert_gradient,
    assert_raises,
    assert_unchanged,
    names_argument,
)
from course_cli.grading.failure import CheckFailure, StudentRaised, fail
from course_cli.grading.inputs import Inputs
from course_cli.grading.observation import Gradient, Observation, Work
from course_cli.grading.oracle import make_cotangent
from course_cli.grading.report import NOT_WRITTEN

T = torch.tensor


class _Counter(TorchDispatchMode):
    operations = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.operations += 1
        return func(*args, **(kwargs or {}))


class Local:
    """A student's function that runs here, on copies, as the proxy's would on the far side."""

    def __init__(self, function: Callable[..., Any], steps: Callable[..., int] | None = None) -> None:
        self.function = function
        self.name = getattr(function, "__name__", "f")
        self.calls = 0
        self._steps = steps

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.observe(*args, **kwargs).value

    def observe(self, *args: Any, seed: int | None = None, count: bool = False, **kwargs: Any) -> Observation:
        args, kwargs = copy.deepcopy((args, kwargs))
        self.calls += 1
        counter = _Counter()
        try:
            with counter if count else nullcontext():
                value = self.function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - a student's code raises anything
            raise StudentRaised(tuple(kind.__name__ for kind in type(error).__mro__), str(error), "line 3") from None
        work = Work(counter.operations, self._steps(*args) if self._steps else 5)
        return Observation(value, args, kwargs, work if count else None)

    def gradient(self, *args: Any, wrt: Sequence[int | str] = (0,), cotangent: Any = None, **kwargs: Any) -> Gradient:
        args, kwargs = copy.deepcopy((args, kwargs))
        leaves = []
        for key in wrt:
            head, *rest = str(key).split(".")
            if head == "self":
                leaf = getattr(self.function, rest[0])
            else:
                leaf = args[int(head)] if head.isdecimal() else kwargs[head]
                for part in rest:
                    leaf = leaf[int(part)]
            leaves.append(leaf.requires_grad_())
        value = self.function(*args, **kwargs)
        outputs = value if isinstance(value, (list, tuple)) else [value]
        cotangents = cotangent if isinstance(cotangent, (list, tuple)) else [cotangent]
        matching = all(o.shape == c.shape for o, c in zip(outputs, cotangents, strict=True))
        pairs = [(o, c) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
        grads: tuple[Any, ...] = (None,) * len(leaves)
        if pairs and matching:
            grads = torch.autograd.grad([o for o, _ in pairs], leaves, [c for _, c in pairs], allow_unused=True)
        plain = [o.detach() for o in outputs]
        return Gradient(type(value)(plain) if isinstance(value, (list, tuple)) else plain[0], tuple(grads))


def failure(assertion: Callable[..., None], *args: Any, **kwargs: Any) -> CheckFailure:
    with pytest.raises(CheckFailure) as caught:
        assertion(*args, **kwargs)
    return caught.value


# --- assert_close, assert_equal, fail


def test_close_and_equal_pass_silently_and_fail_with_the_culprit() -> None:
    X = Inputs(0).normal(3, 2)
    assert_close(X + 1e-7, X)
    assert_equal(X, X.clone())
    error = failure(assert_close, X.T, X, axes=("batch_size", "num_classes"))
    assert "shape (2, 3) instead of (batch_size, num_classes) = (3, 2)" in error.message
    assert (error.got[:8], error.expected[:8]) == ("tensor([", "tensor([")
    answer = X + 1e-6
    assert failure(assert_equal, answer, X).culprit is answer
    assert "returned an int, expected a bool" in failure(assert_equal, 1, True).message
    assert_close(2 / 3 + 1e-8, 2 / 3, rtol=1e-6)
    assert_close(T([1e4 + 0.005]), T([1e4]), magnitude=1e4)


def test_fail_shows_values_abbreviated_and_words_as_they_are() -> None:
    error = failure(fail, "too low", got=torch.zeros(1000, 1000), expected="at least 0.93")
    assert (error.message, error.expected) == ("too low", "at least 0.93")
    assert error.got.startswith("tensor of shape (1000, 1000), float32")
    assert failure(fail, "no", got=None).got == "None"
    assert failure(fail, "no").got == ""
    assert str(failure(fail, "no")) == "no"


def test_every_text_is_bounded_and_free_of_control_characters() -> None:
    loud = "\x1b[2J" * 10_000
    for error in (
        CheckFailure(loud, got=loud, expected=loud),
        StudentRaised(("ValueError",), loud, loud),
        failure(assert_raises, ValueError, Local(_raising(ValueError(loud))), naming="X"),
        failure(assert_equal, loud, "x"),
    ):
        for text in (error.message, error.got, error.expected):
            assert len(text) <= 2000
            assert "\x1b" not in text


# --- assert_unchanged


def test_unchanged_arguments_pass() -> None:
    X = T([1.0, float("nan")])
    assert_unchanged(Local(lambda X, w, **options: X + 1), X, [X, {"w": X}], scale=np.ones(2))


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (lambda X, params, lr: X.add_(1e-6), "the first argument"),
        (lambda X, params, lr: params["W"].mul_(2), "the second argument"),
        (lambda X, params, lr: params.update(b=1), "the second argument"),
        (lambda X, params, lr: lr.__setitem__(0, 9.0), "the argument `lr`"),
    ],
)
def test_changed_arguments_are_named(change: Callable[..., Any], label: str) -> None:
    args, kwargs = (torch.ones(2), {"W": torch.ones(2)}), {"lr": np.ones(2)}
    error = failure(assert_unchanged, Local(change), *args, **kwargs)
    assert error.message.startswith(f"the call changed {label} in place")
    assert error.got != error.expected


def test_a_change_is_seen_even_when_the_call_runs_on_the_very_objects() -> None:
    class InPlace(Local):
        def observe(self, *args: Any, seed: int | None = None, count: bool = False, **kwargs: Any) -> Observation:
            return Observation(self.function(*args, **kwargs), args, kwargs)

    assert "the first argument" in failure(assert_unchanged, InPlace(lambda X: X.zero_()), torch.ones(2)).message


def test_arguments_that_are_no_data_are_left_alone_and_lost_ones_fail() -> None:
    class Forgetful(Local):
        def observe(self, *args: Any, seed: int | None = None, count: bool = False, **kwargs: Any) -> Observation:
            return Observation(None, (), {})

    assert_unchanged(Local(lambda X, f: f(X)), torch.ones(2), torch.tanh)
    assert "did not come back" in failure(assert_unchanged, Forgetful(abs), torch.ones(2)).message


# --- assert_raises


def _raising(error: Exception) -> Callable[..., Any]:
    def f(*args: Any, **kwargs: Any) -> Any:
        raise error

    return f


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("X must be 2-D", "X", True),
        ("核K比输入X大", "X", True),
        ("核K比输入X大", "K", True),
        ("`X`", "X", True),
        ("X.shape is (3,)", "X", True),
        ("XY must be", "X", False),
        ("fiX it", "X", False),
        ("X_1", "X", False),
        ("2X", "X", False),
        ("x must be", "X", False),
        ("", "X", False),
        ("y_hat and y", "y", True),
        ("y_hat", "y", False),
        ("num_heads: 3", "num_heads", True),
    ],
)
def test_names_have_ascii_borders(text: str, name: str, found: bool) -> None:
    assert names_argument(text, name) == found


def test_the_right_exception_passes() -> None:
    class ShapeError(ValueError):
        pass

    assert_raises(ValueError, Local(_raising(ValueError("X is 1-D"))), T([1.0]), naming="X")
    assert_raises(ValueError, Local(_raising(ShapeError("核K比输入X大"))), naming=("K", "W"))
    assert_raises(ValueError, Local(_raising(ValueError())), naming=())


def test_the_wrong_outcome_is_explained() -> None:
    error = failure(assert_raises, ValueError, Local(lambda X: X * 2), T([1.0, 2.0]), naming="X")
    assert error.message == "returned tensor([2., 4.]) instead of raising ValueError"
    assert error.expected == "ValueError with a message that names X"
    error = failure(assert_raises, ValueError, Local(_raising(RuntimeError("mat1 and mat2"))), naming="X")
    assert (
        error.message == "raised RuntimeError, not ValueError: check the arguments first and raise ValueError yourself"
    )
    assert error.got == "RuntimeError: mat1 and mat2"
    error = failure(assert_raises, ValueError, Local(_raising(ValueError("bad XY"))), naming="X")
    assert error.message == "the message does not name the argument X: bad XY"
    error = failure(assert_raises, ValueError, Local(_raising(ValueError(""))), naming=("X", "K"))
    assert error.message == "the message does not name an argument (X or K): it is empty"


def test_a_parent_class_or_a_lookalike_is_not_the_exception() -> None:
    class ValueErrorX(Exception):
        pass

    for error in (Exception("X"), KeyError("X"), ValueErrorX("X")):
        failure(assert_raises, ValueError, Local(_raising(error)), naming="X")


def test_a_stub_is_not_written_and_other_failures_pass_through() -> None:
    error = failure(assert_raises, ValueError, Local(_raising(NotImplementedError())), naming="X")
    assert isinstance(error, StudentRaised)
    assert error.not_written
    assert error.message == NOT_WRITTEN
    said_more = StudentRaised(("NotImplementedError", "RuntimeError"), '"addmm" not implemented for Half')
    assert not said_more.not_written
    with pytest.raises(CheckFailure) as caught:
        raise StudentRaised(("KeyError", "LookupError", "Exception"), "'W'", "return params['W']")
    assert (caught.value.message, caught.value.got) == ("raised KeyError: 'W'", "return params['W']")

    class TimedOut(Exception):
        pass

    class Slow(Local):
        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            raise TimedOut

    with pytest.raises(TimedOut):
        assert_raises(ValueError, Slow(abs), naming="X")


# --- assert_gradient


def softmax(X: Tensor) -> Tensor:
    E = (X - X.max(1, keepdim=True).values).exp()
    return E / E.sum(1, keepdim=True)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_right_gradients_pass_in_every_dtype(dtype: torch.dtype) -> None:
    X = Inputs(1).normal(4, 3, dtype=dtype)
    assert_gradient(Local(softmax), (X,), softmax)
    assert_gradient(Local(lambda X: torch.softmax(X, 1)), (X,), softmax)
    assert not X.requires_grad


def test_oracle_runs_in_float64_without_touching_the_arguments() -> None:
    seen = []

    def oracle(X: Tensor, y: Tensor, params: list[Tensor]) -> Tensor:
        seen.extend([X.dtype, y.dtype, params[0].dtype])
        return X @ params[0] + y[:, None]

    args = (torch.ones(2, 3), T([1, 2]), [torch.ones(3, 2)])
    assert_gradient(Local(lambda X, y, params: X @ params[0] + y[:, None]), args, oracle, wrt=(0, "2.0"))
    assert seen == [torch.float64, torch.int64, torch.float64]
    assert not args[2][0].requires_grad


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (lambda X: softmax(X.detach()), "no gradient reaches the first argument: was the graph cut"),
        (lambda X: softmax(X.data) + 0 * X, "the gradient with respect to the first argument: every element is 0"),
        (lambda X: 2 * softmax(X) - softmax(X).detach(), "the first argument: every element is 2 times too large"),
        (lambda X: softmax(X.T).T, "the columns sum to 1"),
        (lambda X: softmax(X) + 1e-3, "every element is 0.001 too large"),
        (lambda X: softmax(X).sum(), "shape () instead of (4, 3)"),
        (lambda X: softmax(X).float(), "dtype float32 instead of float64"),
    ],
)
def test_wrong_gradients_fail(answer: Callable[..., Any], text: str) -> None:
    assert (
        text in failure(assert_gradient, Local(answer), (Inputs(1).normal(4, 3, dtype=torch.float64),), softmax).message
    )


def test_a_nan_gradient_is_pointed_at() -> None:
    z = T([-1e4, 0.0, 1e4])
    naive = Local(lambda z: torch.where(z >= 0, 1 / (1 + (-z).exp()), z.exp() / (1 + z.exp())))
    error = failure(assert_gradient, naive, (z,), torch.sigmoid)
    assert error.message.startswith("the gradient with respect to the first argument: contains nan at [0]")


def test_a_zero_gradient_may_be_none() -> None:
    X = torch.ones(3)
    assert_gradient(Local(torch.zeros_like), (X,), lambda X: X * 0)
    assert_gradient(Local(lambda X, y: X * 2), (X, X.clone()), lambda X, y: X * 2, wrt=(0, 1))
    assert_gradient(Local(torch.zeros_like), (X,), torch.zeros_like)


def test_keywords_parameters_and_several_outputs() -> None:
    class Layer:
        __name__ = "Layer"
        weight = T([[1.0, 2.0], [3.0, 4.0]])

        def __call__(self, x: Tensor, *, scale: Tensor) -> tuple[Tensor, Tensor]:
            return x @ self.weight, scale * x

    def oracle(x: Tensor, *, scale: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        return x @ weight, scale * x

    options: dict[str, Any] = {
        "wrt": (0, "scale", "self.weight"),
        "keywords": {"scale": T(2.0)},
        "parameters": {"self.weight": Layer.weight},
    }
    x = T([[1.0, -1.0], [0.5, 2.0]])
    assert_gradient(Local(Layer()), (x,), oracle, **options)

    class Deaf(Layer):
        def __call__(self, x: Tensor, *, scale: Tensor) -> tuple[Tensor, Tensor]:
            return x @ self.weight.data, scale.item() * x

    assert (
        "no gradient reaches the argument `scale`"
        in failure(assert_gradient, Local(Deaf()), (x,), oracle, **options).message
    )
    options["wrt"] = ("self.weight",)
    assert (
        "no gradient reaches `self.weight`" in failure(assert_gradient, Local(Deaf()), (x,), oracle, **options).message
    )


def test_a_given_cotangent_is_used_on_both_sides() -> None:
    X, ones = Inputs(2).normal(3, 3), torch.ones(3, 3)
    assert_gradient(Local(lambda X: (X * 2).T), (X,), lambda X: (X * 2).T, cotangent=ones)


def test_gradients_that_do_not_come_back_fail_the_check_only() -> None:
    class Lost(Local):
        def gradient(self, *args: Any, **kwargs: Any) -> Gradient:
            return Gradient(args[0] * 2, ())

    assert "did not come back" in failure(assert_gradient, Lost(abs), (torch.ones(2),), lambda X: X * 2).message


def test_a_graders_own_mistakes_are_not_check_failures() -> None:
    with pytest.raises(TypeError, match="not a floating-point tensor"):
        assert_gradient(Local(softmax), (T([1, 2]),), softmax)
    with pytest.raises(TypeError, match="an oracle returns"):
        assert_gradient(Local(softmax), (torch.ones(2),), lambda X: 3.0)


def test_the_cotangent_is_uneven_and_exact_in_half_precision() -> None:
    c = make_cotangent((4, 5), torch.float64)
    assert torch.equal(c, make_cotangent((4, 5), torch.float64))
    assert len(set(c.flatten().tolist())) > 15
    assert (c > 0).any()
    assert (c < 0).any()
    for dtype in (torch.float16, torch.bfloat16, torch.float32):
        assert torch.equal(make_cotangent((4, 5), dtype).double(), c)
    assert make_cotangent((), torch.float32).shape == ()
    assert make_cotangent((0, 3), torch.float32).shape == (0, 3)


# --- assert_constant_work


def test_vectorised_work_passes_and_a_loop_does_not() -> None:
    small, large = (torch.ones(4, 3),), (torch.ones(64, 3),)
    assert_constant_work(Local(softmax), small, large)
    loop = Local(lambda X: torch.stack([softmax(row[None])[0] for row in X]))
    error = failure(assert_constant_work, loop, small, large)
    assert "operations at size 4 but" in error.message
    assert error.message.endswith("at size 64: compute the batch at once, without a loop")


def test_a_loop_without_operations_shows_in_its_steps() -> None:
    quiet = Local(lambda X: X, steps=lambda X: 10 + len(X))
    error = failure(assert_constant_work, quiet, (torch.ones(4),), (torch.ones(64),), what="all samples")
    assert (
        error.message == "did 14 Python steps at size 4 but 74 at size 64: compute all samples at once, without a loop"
    )
    branch = Local(lambda X: X, steps=lambda X: 10 + 3 * (len(X) > 10))
    assert_constant_work(branch, (torch.ones(4),), (torch.ones(64),))


def test_first_use_does_not_count_and_the_large_call_is_made_once() -> None:
    state = {"first": True}

    def lazy(X: Tensor) -> Tensor:
        if state.pop("first", False):
            for _ in range(50):
                X = X + 0
        return X * 2

    f = Local(lazy)
    assert_constant_work(f, (torch.ones(20),), (torch.ones(80),))
    assert f.calls == 3


def test_remembered_results_gain_nothing() -> None:
    memory: dict[int, Tensor] = {}

    def remembering(X: Tensor) -> Tensor:
        if len(X) not in memory:
            memory[len(X)] = torch.stack([row * 2 for row in X])
        return memory[len(X)]

    failure(assert_constant_work, Local(remembering), (torch.ones(4),), (torch.ones(64),))


def test_sizes_too_close_are_the_graders_mistake() -> None:
    with pytest.raises(ValueError, match="a loop could hide"):
        assert_constant_work(Local(softmax), (torch.ones(4, 3),), (torch.ones(8, 3),))
    assert_constant_work(Local(lambda X, n: X * n), (torch.ones(2), 1), (torch.ones(2), 17))
    assert_constant_work(Local(lambda Xs: Xs[0]), ([torch.ones(2)],), ([torch.ones(2)] * 20,))


def test_work_that_was_not_counted_is_our_fault() -> None:
    class Uncounted(Local):
        def observe(self, *args: Any, seed: int | None = None, count: bool = False, **kwargs: Any) -> Observation:
            return Observation(None, args, kwargs)

    with pytest.raises(RuntimeError, match="was not counted"):
        assert_constant_work(Uncounted(abs), (torch.ones(2),), (torch.ones(60),))
