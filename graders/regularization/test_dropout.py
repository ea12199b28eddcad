"""Checks for `dropout`.

What is drawn differs from call to call, so values are judged by what they may be, and masks by statistics. Each
statistic is allowed to stray so far that a right answer fails less than once in 10⁹ grades.
"""

import torch
from torch import Tensor

from course_cli.grading import Rules, assert_close, assert_keeps_device, assert_unchanged, fail, points
from course_cli.language import marked
from course_cli.language import translated as _

RULES = Rules(refuse=("dropout",))
EXPERIMENT = (
    "Take X = torch.ones(1000, 100) and p = 0.2, and print the mean, the share of zeros and the other values that "
    "occur: what should they be? Compare two rows, two columns and two calls with each other. Then p = 0 and p = 1."
)

SHAPES = ((6,), (3, 5), (4, 4), (1, 7), (2, 3, 4, 2))
LARGE = (200, 300)
OTHER_SHARE = marked("with p = {p} another share of the elements is dropped")


def never_zero(inputs, *shape, dtype=torch.float32):
    """Numbers of both signs, none of them 0, so that a 0 in the result is a dropped element."""
    sign = 2 * inputs.integers(0, 2, *shape) - 1
    return (sign * inputs.uniform(*shape, low=0.5, high=2.0, dtype=torch.float64)).to(dtype)


def require_shape(Y, shape):
    """Statistics need a tensor of the right shape."""
    if not isinstance(Y, Tensor) or Y.shape != shape:
        got = _("shape {}").format(tuple(Y.shape)) if isinstance(Y, Tensor) else type(Y).__name__
        fail("the result has not the shape of X", got=got, expected=_("shape {}").format(tuple(shape)))


def mask_of(student, inputs, shape, p):
    """Which elements of a large X one call keeps."""
    Y = student.dropout(never_zero(inputs, *shape), p)
    require_shape(Y, shape)
    return Y != 0


def assert_rescaled(Y, X, p):
    """Every element is 0 or x / (1 - p)."""
    require_shape(Y, X.shape)
    assert_close(Y, torch.where(Y == 0, 0.0, X.double() / (1 - p)).to(X.dtype))


def assert_unrelated(mask, other, what, allowed=0.05, **values):
    """Two masks of p = 0.5 agree on about half of their elements: 0.5 ± 0.05 is ten standard deviations or more."""
    agreement = (mask == other).double().mean().item()
    if abs(agreement - 0.5) > allowed:
        got = _("they agree on {:.1%} of the elements").format(agreement)
        fail(what, **values, got=got, expected="about 50%")


@points(
    3,
    hint="With half of the units gone the sum halves, on average: by what must the kept ones be multiplied to make up?",
)
def test_kept_are_rescaled(student, inputs):
    """at p = 0.5 every element becomes 0 or twice what it was"""
    for shape in SHAPES:
        X = never_zero(inputs, *shape)
        assert_rescaled(student.dropout(X, 0.5), X, 0.5)


@points(1, hint="Print the share of zeros for X = torch.ones(1000) with p = 0.5, a few times: what do you see?")
def test_drops_and_keeps(student, inputs):
    """at p = 0.5 about half of the elements are dropped"""
    dropped = 1 - mask_of(student, inputs, LARGE, 0.5).double().mean().item()
    if abs(dropped - 0.5) > 0.25:  # whether the draws are independent is for other checks to say
        fail("not half of the elements are dropped", got=f"{dropped:.1%}", expected="50%")


@points(3, needs="drops_and_keeps", hint="Is p the share that goes, or the share that stays?")
def test_p_is_the_share_dropped(student, inputs):
    """p is the probability of being dropped, not of being kept"""
    for p in (0.2, 0.8, round(inputs.uniform(low=0.05, high=0.15).item(), 2)):
        dropped = 1 - mask_of(student, inputs, LARGE, p).double().mean().item()
        if abs(dropped - p) > 0.15:
            fail(OTHER_SHARE, p=p, got=f"{dropped:.1%}", expected=f"{p:.0%}")


@points(
    2,
    needs=("kept_are_rescaled", "p_is_the_share_dropped"),
    hint="Kept elements are divided by the probability of being kept: does that hold for every p?",
)
def test_any_p(student, inputs):
    """for every p, elements become 0 or x / (1 - p)"""
    for p in (0.1, 0.25, 0.9, round(inputs.uniform(low=0.3, high=0.7).item(), 2)):
        for shape in SHAPES:
            X = never_zero(inputs, *shape)
            assert_rescaled(student.dropout(X, p), X, p)


@points(3, needs="drops_and_keeps", hint="Draw one random number for each element of X, not one for each column.")
def test_each_row_has_its_own_mask(student, inputs):
    """the rows of a batch are dropped independently of each other"""
    for shape in (LARGE, (60, 3, 20, 20)):
        mask = mask_of(student, inputs, shape, 0.5)
        assert_unrelated(mask[1:], mask[:-1], marked("neighbouring rows of the batch share their mask"), allowed=0.3)
    pairs = torch.corrcoef(mask_of(student, inputs, LARGE, 0.5).double()).nan_to_num().fill_diagonal_(0.0)
    if pairs.abs().max() > 0.6:  # ten standard deviations of 1 / sqrt(300)
        first, second = divmod(int(pairs.abs().argmax()), len(pairs))
        fail("rows {a} and {b} of the batch share their mask", a=min(first, second), b=max(first, second))


@points(
    1,
    needs="each_row_has_its_own_mask",
    hint="Print dropout of torch.ones(4, 6): do zeros stand alone, or in whole rows and columns?",
)
def test_each_element_is_drawn(student, inputs):
    """the elements of a row, or of an image, are dropped independently of each other"""
    for shape in (LARGE, (60, 3, 20, 20)):
        mask = mask_of(student, inputs, shape, 0.5)
        for axis in range(1, len(shape)):
            first, second = mask.narrow(axis, 0, shape[axis] - 1), mask.narrow(axis, 1, shape[axis] - 1)
            assert_unrelated(first, second, marked("neighbours along axis {axis} share their fate"), axis=axis)


@points(
    1,
    needs="each_row_has_its_own_mask",
    hint="A seed set inside, or a mask that is kept, gives the same mask every time.",
)
def test_each_call_draws_anew(student, inputs):
    """two calls drop different elements"""
    masks = [mask_of(student, inputs, LARGE, 0.5) for _ in range(2)]
    # Where whole rows are dropped (another check's concern) 200 draws decide, not 60,000.
    assert_unrelated(*masks, marked("two calls share their mask"), allowed=0.3)


@points(
    2,
    needs=("any_p", "each_element_is_drawn"),
    hint="0 with probability p, x / (1 - p) with probability 1 - p: what do you get on average?",
)
def test_share_and_mean(student, inputs):
    """the share dropped is p, and the mean stays"""
    for p in (0.3, 0.75):
        X = never_zero(inputs, *LARGE).abs()
        Y = student.dropout(X, p)
        assert_rescaled(Y, X, p)
        dropped, ratio = (Y == 0).double().mean().item(), (Y.double().mean() / X.double().mean()).item()
        if abs(dropped - p) > 0.014:  # seven standard deviations of 0.2 %
            fail(OTHER_SHARE, p=p, got=f"{dropped:.1%}", expected=f"{p:.0%}")
        if abs(ratio - 1) > 0.06:  # seven standard deviations of 0.8 %
            fail("the mean of the elements does not stay", got=_("{:.3f} of it").format(ratio), expected="about 1")


@points(1, needs="any_p", hint="Where nothing is dropped there is nothing to make up for.")
def test_p_zero(student, inputs):
    """p = 0 leaves X as it is"""
    for shape in ((6,), (3, 5)):
        X = never_zero(inputs, *shape)
        for p in (0.0, 0):
            assert_close(student.dropout(X, p), X)


@points(1, needs="p_is_the_share_dropped", hint="1 / (1 - p) has no value at p = 1, and 0 times infinity is nan.")
def test_p_one(student, inputs):
    """p = 1 drops everything: zeros, never nan"""
    for shape in SHAPES:
        for p in (1.0, 1):
            assert_close(student.dropout(never_zero(inputs, *shape), p), torch.zeros(shape))


@points(3, hint="Dropout is for training: what should a trained network do to its units when it is used?")
def test_inference(student, inputs):
    """with training=False, X comes out as it went in, whatever p is"""
    for shape in SHAPES:
        X = never_zero(inputs, *shape)
        for p in (0.5, 0.9, 0.0, 1.0):
            assert_close(student.dropout(X, p, training=False), X)
            assert_close(student.dropout(X, p, False), X)


@points(1, hint="Operations that end in an underscore, *= and X[...] = 0 write into the caller's tensor.")
def test_argument_unchanged(student, inputs):
    """X is left as it was"""
    for p, training in ((0.5, True), (0.5, False), (1.0, True), (0.0, True)):
        assert_unchanged(student.dropout, never_zero(inputs, 6, 5), p, training)


@points(
    2,
    needs=("kept_are_rescaled", "argument_unchanged"),
    hint="The gradient is 2 where an element was kept and 0 where it was dropped: the same mask in both directions.",
)
def test_gradient(student, inputs):
    """the gradient carries the mask and the scale of the same call"""
    for dtype in (torch.float32, torch.float64):
        X = never_zero(inputs, 5, 6, dtype=dtype)
        weights = never_zero(inputs, 5, 6, dtype=dtype)
        answer = student.dropout.gradient(X, 0.5, cotangent=weights)
        assert_rescaled(answer.value, X, 0.5)
        if answer.grads[0] is None:
            fail("no gradient reaches X: was the graph cut (.data, .item(), torch.tensor(...), numpy)?", got="None")
        assert_close(answer.grads[0], torch.where(answer.value == 0, 0.0, 2 * weights))


@points(
    1,
    needs=("gradient", "p_zero", "p_one", "inference"),
    hint="At p = 1 the gradient is 0 and at inference 1: does 1 / (1 - p) still lurk in a branch that is not taken?",
)
def test_gradient_at_the_ends(student, inputs):
    """the gradient is 0 at p = 1, and 1 at p = 0 and at inference"""
    for p, training, slope in ((1.0, True, 0.0), (0.0, True, 1.0), (0.5, False, 1.0), (1.0, False, 1.0)):
        X = never_zero(inputs, 3, 4)
        (gradient,) = student.dropout.gradient(X, p, training).grads
        if gradient is not None or slope:
            assert_close(gradient, torch.full((3, 4), slope))


@points(1, needs="kept_are_rescaled", hint="float16 times a float32 mask is float32: of which dtype is yours?")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        X = never_zero(inputs, 4, 5, dtype=dtype)
        assert_rescaled(student.dropout(X, 0.5), X, 0.5)


@points(1, hint="A batch may be empty.")
def test_no_elements(student):
    """tensors without elements keep their shapes"""
    for shape in ((0,), (0, 3), (2, 0, 4)):
        for training in (True, False):
            assert_close(student.dropout(torch.zeros(shape), 0.5, training), torch.zeros(shape))


@points(
    1,
    needs=("kept_are_rescaled", "p_zero", "p_one", "inference"),
    hint="torch.rand(...) draws on the CPU, wherever X is. Which call draws beside X?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    X = never_zero(inputs, 3, 5)
    for p in (0.0, 0.4, 1.0):
        assert_keeps_device(student.dropout, X, p, judge_values=p != 0.4)
    assert_keeps_device(student.dropout, X, 0.4, training=False)
