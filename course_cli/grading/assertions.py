"""What graders assert. Each raises CheckFailure with words for the learner, and returns None when all is well.

The student's function is anything that meets `protocols.Callee`; what is expected is worked out on the trusted side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from course_cli.grading.abbreviate import abbreviate, is_array
from course_cli.grading.comparison import compare
from course_cli.grading.failure import VALUE_WIDTH, CheckFailure, StudentRaised
from course_cli.grading.observation import Work
from course_cli.grading.oracle import differentiate, entry
from course_cli.grading.protocols import Callee
from course_cli.language import marked
from course_cli.language import translated as _

# A loop over samples adds at least one operation or one step for each more sample. Counts are deterministic, so the
# slack need only cover a branch taken at one size and not at the other; sizes must differ by more than it can hide.
OPERATIONS_SLACK: Final = 2
STEPS_SLACK: Final = 8
SMALLEST_GROWTH: Final = 2 * STEPS_SLACK

# An answer may loop over what does not grow, such as the places of a kernel. One that does as much at every size as a
# loop over the largest would is no better than that loop; to be told where the sizes differ by this much.
MOST_OPERATIONS: Final = 400

_ORDINALS: Final = (
    marked("the first argument"),
    marked("the second argument"),
    marked("the third argument"),
    marked("the fourth argument"),
    marked("the fifth argument"),
    marked("the sixth argument"),
    marked("the seventh argument"),
    marked("the eighth argument"),
)
_PLAIN: Final = (type(None), bool, int, float, complex, str, list, tuple, dict)


def assert_close(
    got: Any,
    expected: Any,
    *,
    magnitude: float = 1.0,
    rtol: float | None = None,
    atol: float | None = None,
    axes: Sequence[str] = (),
) -> None:
    """`got` has the type, shape and dtype of `expected`, and its values within the dtype's tolerance.

    Args:
        got: what the student's code returned.
        expected: plain data: a Python number, tensor, ndarray, or a list, tuple or dict of them. A Python float asks
            for a Python float within 1e-9; pass `rtol` where a float32 computation may stand behind it.
        magnitude: size of the numbers involved, such as 1e4 for logits of 1e4: allows 4 * eps * magnitude more.
        rtol, atol: in place of float64 1e-9; float32 1e-5 and 1e-6; half precision 1e-2.
        axes: names for the expected axes in a message about shapes, such as ("batch_size", "num_classes"), where they
            say more than the docstring of what was called, from which they come otherwise.
    """
    _require(got, expected, magnitude=magnitude, rtol=rtol, atol=atol, axes=axes)


def assert_equal(got: Any, expected: Any) -> None:
    """`got` is `expected` exactly: type (True is not 1), dtype, shape and every element; nan equals nan."""
    _require(got, expected, exact=True)


def assert_unchanged(f: Callee, *args: Any, **kwargs: Any) -> None:
    """Calling `f` leaves every tensor, array, list and dict among its arguments as it was."""
    before, named_before = _copy(args), _copy(kwargs)
    seen = f.observe(*args, **kwargs)
    if len(seen.arguments) != len(before) or set(seen.keyword_arguments) != set(named_before):
        raise CheckFailure("the arguments did not come back from the call", culprit=seen.value)
    pairs = [(_argument(i), value, seen.arguments[i]) for i, value in enumerate(before)]
    pairs += [(_argument(name), value, seen.keyword_arguments[name]) for name, value in named_before.items()]
    for label, value, after in pairs:
        if is_plain(value) and (difference := compare(after, value, exact=True)):
            raise CheckFailure(
                _("the call changed {} in place: work on a copy, or write it without in-place operations").format(
                    label
                ),
                got=difference.got,
                expected=difference.expected,
                culprit=seen.value,
                picture=difference.picture,
            )


def assert_raises(
    exception: type[Exception], f: Callee, *args: Any, naming: str | Sequence[str], **kwargs: Any
) -> None:
    """Calling `f` raises `exception` (or a subclass) and the message names one of the arguments in `naming`.

    A name counts where no ASCII letter, digit or underscore touches it: `核K比输入X大` names K and X, `fiX` does not.
    `naming=()` accepts any message. A stub's bare NotImplementedError passes through as "not written yet".
    """
    wanted, names = exception.__name__, (naming,) if isinstance(naming, str) else tuple(naming)
    try:
        value = f(*args, **kwargs)
    except StudentRaised as raised:
        _judge_exception(raised, wanted, names)
        return
    shown = abbreviate(value, VALUE_WIDTH)
    raise CheckFailure(
        _("returned {} instead of raising {}").format(abbreviate(value, 80), wanted),
        got=shown,
        expected=_exception_text(wanted, names),
        culprit=value,
    )


def assert_gradient(
    f: Callee,
    args: Sequence[Any],
    oracle: Callable[..., Any],
    *,
    wrt: Sequence[int | str] = (0,),
    rtol: float | None = None,
    atol: float | None = None,
    magnitude: float = 1.0,
    cotangent: Any = None,
    keywords: Mapping[str, Any] | None = None,
    parameters: Mapping[str, Tensor] | None = None,
) -> None:
    """The value of `f(*args)` and its gradients agree with autograd through `oracle`, run here in float64.

    Args:
        oracle: trusted and differentiable; called as `oracle(*args, **keywords)` with every floating-point tensor in
            float64. Its value is a tensor, or a list or tuple of tensors.
        wrt: what to differentiate by: an argument's position, "1.2" (element 2 of argument 1), the name of a keyword
            argument, or "self.weight" (an attribute of the student's object; its value is given in `parameters`).
        rtol, atol, magnitude: as in `assert_close`; float64 gradients default to 1e-10.
        cotangent: what the value is multiplied with before it is summed, in the shape of the value; a fixed tensor of
            uneven numbers by default, which an answer that sums or averages too early does not survive.
        keywords: keyword arguments of the call.
        parameters: for wrt entries "self.<name>", their values; `oracle` gets them as keyword arguments `<name>`
            (dots become underscores).

    A gradient that is 0 everywhere may also be None (no dependence at all).
    """
    keywords, parameters = dict(keywords or {}), dict(parameters or {})
    truth = differentiate(oracle, args, keywords, parameters, wrt, cotangent)
    answer = f.gradient(*args, wrt=tuple(wrt), cotangent=truth.cotangent, **keywords)
    _require(answer.value, truth.value, magnitude=magnitude, rtol=rtol, atol=atol)
    if len(answer.grads) != len(wrt):
        # What the worker sends is not ours to trust: a forged reply costs the check, never the run.
        raise CheckFailure("the gradients did not come back from the call", culprit=answer.value)
    for key, got, expected in zip(wrt, answer.grads, truth.grads, strict=True):
        label = _argument(key)
        if got is None and not bool(expected.any()):
            continue
        if got is None:
            raise CheckFailure(
                _("no gradient reaches {}: was the graph cut (.data, .item(), torch.tensor(...), numpy)?").format(
                    label
                ),
                got="None",
                expected=abbreviate(expected, VALUE_WIDTH),
                culprit=answer.value,
            )
        tight = 1e-10 if expected.dtype == torch.float64 else None
        _require(
            got,
            expected,
            magnitude=magnitude,
            rtol=tight if rtol is None else rtol,
            atol=tight if atol is None else atol,
            subject=_("the gradient with respect to {}").format(label),
            culprit=answer.value,
            argument=key,
        )


def assert_constant_work(
    f: Callee, small_args: Sequence[Any], large_args: Sequence[Any], what: str = marked("the batch")
) -> None:
    """`f` does no more tensor operations and Python steps on `large_args` than on `small_args`.

    Args:
        small_args, large_args: the same call at two sizes, at least SMALLEST_GROWTH apart, so that a loop shows.
        what: what grows, for the message.

    Raises:
        ValueError: the two sizes are too close to tell a loop by.
    """
    small_size, large_size = _sizes(small_args, large_args)
    if large_size - small_size < SMALLEST_GROWTH:
        raise ValueError(
            f"sizes {small_size} and {large_size} differ by less than {SMALLEST_GROWTH}: a loop could hide"
        )
    # Imports and caches filled on first use do not count. Only the small call is repeated: had the large one been made
    # before, an answer that remembers its results would show no work.
    f.observe(*small_args)
    small = _work(f, small_args)[0]
    large, value = _work(f, large_args)
    if small.operations >= large_size - small_size >= MOST_OPERATIONS:
        raise CheckFailure(
            _("did {} operations at size {}, enough for a loop at size {}: compute {} at once, without a loop").format(
                small.operations, small_size, large_size, _(what)
            ),
            got=_("{} operations").format(small.operations),
            expected=_("a few operations at any size"),
            culprit=value,
        )
    for amount, few, many, slack in (
        (_("{} operations"), small.operations, large.operations, OPERATIONS_SLACK),
        (_("{} Python steps"), small.steps, large.steps, STEPS_SLACK),
    ):
        if many > few + slack:
            raise CheckFailure(
                _("did {} at size {} but {} at size {}: compute {} at once, without a loop").format(
                    amount.format(few), small_size, many, large_size, _(what)
                ),
                got=amount.format(many),
                expected=_("about {} at any size").format(amount.format(few)),
                culprit=value,
            )


def _require(
    got: Any,
    expected: Any,
    *,
    magnitude: float = 1.0,
    rtol: float | None = None,
    atol: float | None = None,
    exact: bool = False,
    subject: str = "",
    axes: Sequence[str] = (),
    culprit: Any = None,
    argument: int | str | None = None,
) -> None:
    difference = compare(
        got, expected, magnitude=magnitude, rtol=rtol, atol=atol, exact=exact, subject=subject, axes=axes
    )
    if difference is not None:
        wrong = difference.wrong_shape
        raise CheckFailure(
            difference.message,
            got=difference.got,
            expected=difference.expected,
            culprit=got if culprit is None else culprit,
            picture=difference.picture,
            wrong_shape=wrong and replace(wrong, argument=argument),
        )


def _judge_exception(raised: StudentRaised, wanted: str, names: tuple[str, ...]) -> None:
    if raised.not_written:
        raise raised
    got, expected = f"{raised.type_name}: {raised.detail}", _exception_text(wanted, names)
    if wanted not in raised.type_names:
        message = _("raised {}, not {}: check the arguments first and raise {} yourself")
        raise CheckFailure(message.format(raised.type_name, wanted, wanted), got=got, expected=expected) from raised
    if names and not any(names_argument(raised.detail, name) for name in names):
        wrong = _("the message does not name the argument {}")
        if len(names) > 1:
            wrong = _("the message does not name an argument ({})")
        said = raised.detail or _("it is empty")
        message = _("{}: {}").format(wrong.format(_(" or ").join(names)), said)
        raise CheckFailure(message, got=got, expected=expected) from raised


def names_argument(text: str, name: str) -> bool:
    """Whether `name` stands in `text` with no ASCII word character touching it, whatever the language around it."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.ASCII) is not None


def _exception_text(wanted: str, names: tuple[str, ...]) -> str:
    return _("{} with a message that names {}").format(wanted, _(" or ").join(names)) if names else wanted


def _argument(key: int | str) -> str:
    """How a message calls an argument: by position, by name, or an element within one."""
    position, rest = entry(key)
    if isinstance(position, str):
        label = _("`{}`") if position.startswith("self.") else _("the argument `{}`")
        label = label.format(position)
    elif position < len(_ORDINALS):
        label = _(_ORDINALS[position])
    else:
        label = _("argument {}").format(position + 1)
    for part in rest:
        label = _("element {0} of {1}").format(part, label)
    return label


def is_plain(value: Any) -> bool:
    """Plain data throughout: functions and handles among the arguments have no value to compare."""
    if isinstance(value, dict):
        return type(value) is dict and all(map(is_plain, value.values()))
    if isinstance(value, (list, tuple)):
        return type(value) in (list, tuple) and all(map(is_plain, value))
    return type(value) in _PLAIN or is_array(value)


def _copy(value: Any) -> Any:
    if is_array(value):
        return value.copy() if isinstance(value, np.ndarray) else value.detach().clone()
    if type(value) in (list, tuple):
        return type(value)(_copy(item) for item in value)
    if type(value) is dict:
        return {key: _copy(item) for key, item in value.items()}
    return value


def _work(f: Callee, args: Sequence[Any]) -> tuple[Work, Any]:
    seen = f.observe(*args, count=True)
    if seen.work is None:
        raise RuntimeError(f"{f.name}: the call's work was not counted")
    return seen.work, seen.value


def _sizes(small: Any, large: Any) -> tuple[int, int]:
    """The two sizes that differ most between two calls' arguments: of an axis, a list, or a plain int."""
    return max(_size_pairs(small, large), key=lambda pair: pair[1] - pair[0], default=(0, 0))


def _size_pairs(small: Any, large: Any) -> Iterator[tuple[int, int]]:
    if is_array(small) and is_array(large):
        yield from zip(small.shape, large.shape, strict=False)
    elif type(small) is int and type(large) is int:
        yield small, large
    elif isinstance(small, (list, tuple)) and isinstance(large, (list, tuple)):
        yield len(small), len(large)
        for ours, theirs in zip(small, large, strict=False):
            yield from _size_pairs(ours, theirs)
