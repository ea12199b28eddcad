"""Checks for `attention`."""

import math

import torch
from torch import Tensor

from course_cli.grading import (
    Rules,
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    draw_heat_maps,
    draws,
    points,
)

RULES = Rules(refuse=("attention", "softmax"))
EXPERIMENT = (
    "Take Q of zeros: whatever the keys are, what are the weights, and what is the output? Now hide one key after "
    "the other with the mask, until a row may look at none, and print weights and output each time. In which step "
    "does the first nan arise?"
)

SCORES = 20.0  # size of the scores of random inputs, whose rounding shows in the weights


def by_hand(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None) -> Tensor:
    """One query after the other, each with only the keys that it may look at; in float64."""
    Q, K, V = Q.double(), K.double(), V.double()
    if Q.ndim > 2:
        masks = [mask if mask is None or mask.ndim == 2 else mask[i] for i in range(Q.shape[0])]
        samples = [by_hand(Q[i], K[i], V[i], masks[i]) for i in range(Q.shape[0])]
        return torch.stack(samples) if samples else torch.zeros(*Q.shape[:-1], V.shape[-1]).double()
    rows = []
    for i, q in enumerate(Q):
        seen = torch.ones(K.shape[0], dtype=torch.bool) if mask is None else mask[i]
        weights = torch.softmax(K[seen] @ q / math.sqrt(q.shape[0]), dim=0)
        rows.append(weights @ V[seen])
    return torch.stack(rows) if rows else torch.zeros(0, V.shape[-1]).double()


def with_scores(scores: Tensor) -> tuple[Tensor, Tensor]:
    """Q and K of d = 16 features whose scores Q Kᵀ / √d are exactly `scores` (m, n)."""
    m, n = scores.shape
    Q, K = torch.zeros(m, 16, dtype=scores.dtype), torch.zeros(n, 16, dtype=scores.dtype)
    Q[:, :m], K[:, :m] = 4 * torch.eye(m), scores.T
    return Q, K


def some_mask(inputs, *shape: int) -> Tensor:
    """A random mask in which every query may look at one key at least, and may not at another."""
    mask = inputs.integers(0, 2, *shape).bool()
    column = inputs.integers(0, shape[-1], *shape[:-1])[..., None]
    return mask.scatter(-1, column, True).scatter(-1, (column + 1) % shape[-1], False)


@points(1, hint="A query of zeros scores every key alike.")
def test_equal_scores_average_the_values(student, inputs):
    """a query that scores all keys alike gets the mean of the values"""
    K, V = inputs.normal(5, 2), inputs.normal(5, 4)
    assert_close(student.attention(torch.zeros(3, 2), K, V), V.double().mean(0).float().expand(3, 4), magnitude=4.0)


@points(2, needs="equal_scores_average_the_values", hint="Which power of d keeps the spread of a score at 1?")
def test_scores_are_divided_by_the_root_of_d(student, inputs):
    """the scores are divided by √d"""
    for d in (4, 9):
        Q, K, V = (inputs.normal(d, d) for _ in range(3))
        assert_close(student.attention(Q, K, V), by_hand(Q, K, V).float(), magnitude=SCORES)


@points(2, needs="equal_scores_average_the_values", hint="Over which axis does the dot product sum? Its size is d.")
def test_d_is_the_number_of_features(student, inputs):
    """d is the number of features, not of queries, keys or values"""
    Q, K, V = inputs.normal(3, 1), inputs.normal(5, 1), inputs.normal(5, 2)
    assert_close(student.attention(Q, K, V), by_hand(Q, K, V).float(), magnitude=SCORES)


def attention_weights(student, inputs, *mask):
    """With one-hot values the output is the weights themselves."""
    Q, K, V = inputs.normal(4, 3), inputs.normal(6, 3), torch.eye(6)
    got = student.attention(Q, K, V, *mask)
    return draw_heat_maps(got, by_hand(Q, K, V, *mask).float(), axes=("query", "key"))


@draws("equal_scores_average_the_values", "scores_are_divided_by_the_root_of_d", "d_is_the_number_of_features")
def weights(student, inputs):
    """which query (row) looks at which key (column), and how much"""
    return attention_weights(student, inputs)


@points(
    2,
    needs=("scores_are_divided_by_the_root_of_d", "d_is_the_number_of_features"),
    hint="Give m, n, d and v four different sizes and print the shape after each step: which one does not belong "
    "there?",
)
def test_many_shapes(student, inputs):
    """any numbers of queries, keys, features and value features go together"""
    for m, n, d, v in ((3, 5, 4, 2), (5, 3, 2, 6), (1, 1, 1, 1), (4, 1, 3, 2), (1, 6, 2, 3)):
        Q, K, V = inputs.normal(m, d), inputs.normal(n, d), inputs.normal(n, v)
        assert_close(student.attention(Q, K, V), by_hand(Q, K, V).float(), magnitude=SCORES)


@points(2, needs="many_shapes", hint="Count axes from the end; `K.T` turns all of them round.")
def test_leading_axes(student, inputs):
    """leading axes, of samples or of heads, are gone through one by one"""
    for lead, m, n, d, v in (((2,), 3, 5, 4, 2), ((2, 3), 4, 2, 6, 5), ((3,), 3, 3, 3, 3)):
        Q, K, V = inputs.normal(*lead, m, d), inputs.normal(*lead, n, d), inputs.normal(*lead, n, v)
        assert_close(student.attention(Q, K, V), by_hand(Q, K, V).float(), magnitude=SCORES)


@points(1, needs="leading_axes", hint="Do the sizes of your result come from the arguments' sizes alone?")
def test_nothing_asked(student, inputs):
    """no queries, or no samples, give an empty result of the right shape"""
    for lead, m in (((), 0), ((2,), 0), ((0,), 3)):
        Q, K, V = inputs.normal(*lead, m, 2), inputs.normal(*lead, 4, 2), inputs.normal(*lead, 4, 5)
        assert_close(student.attention(Q, K, V), torch.zeros(*lead, m, 5))


@points(2, needs="equal_scores_average_the_values", hint="Which of the two, True or False, takes a key out of the sum?")
def test_true_means_may_look(student, inputs):
    """a query sees the keys where the mask is True, and those alone"""
    K, V, mask = inputs.normal(5, 2), inputs.normal(5, 4), some_mask(inputs, 3, 5)
    expected = torch.stack([V[row].double().mean(0) for row in mask]).float()
    assert_close(student.attention(torch.zeros(3, 2), K, V, mask), expected, magnitude=4.0)
    assert_close(
        student.attention(torch.zeros(3, 2), K, V, mask=torch.ones(3, 5).bool()), V.mean(0).expand(3, 4), magnitude=4.0
    )


@points(2, needs="true_means_may_look", hint="The softmax of nothing is 0/0: what should that row be instead?")
def test_nothing_to_look_at_gives_zeros(student, inputs):
    """a query that may look at nothing gets zeros, and leaves the other queries alone"""
    Q, K, V = torch.zeros(3, 2), inputs.normal(5, 2), inputs.normal(5, 4)
    mask = some_mask(inputs, 3, 5)
    mask[1], Q[1] = False, inputs.normal(2)
    expected = torch.stack([V[row].double().mean(0) if row.any() else torch.zeros(4).double() for row in mask])
    assert_close(student.attention(Q, K, V, mask), expected.float(), magnitude=4.0)
    assert_close(student.attention(Q, K, V, torch.zeros(3, 5).bool()), torch.zeros(3, 4))


@points(2, needs=("leading_axes", "true_means_may_look"), hint="Take the keys out before the softmax, not after it.")
def test_masked_scores(student, inputs):
    """with a mask the weights are the softmax over the keys allowed, one mask for all or one for each sample"""
    Q, K, V = inputs.normal(2, 3, 4), inputs.normal(2, 5, 4), inputs.normal(2, 5, 2)
    for mask in (some_mask(inputs, 3, 5), some_mask(inputs, 2, 3, 5)):
        assert_close(student.attention(Q, K, V, mask), by_hand(Q, K, V, mask).float(), magnitude=SCORES)
    mask = some_mask(inputs, 3, 5)
    assert_close(student.attention(Q[0], K[0], V[0], mask), by_hand(Q[0], K[0], V[0], mask).float(), magnitude=SCORES)


@draws("true_means_may_look", "masked_scores")
def masked_weights(student, inputs):
    """weights under a mask: query i may look at keys 0 to i + 2"""
    return attention_weights(student, inputs, torch.ones(4, 6, dtype=torch.bool).tril(2))


@points(2, needs="many_shapes", hint="Adding one number to all scores of a query changes nothing: which one helps?")
def test_large_scores(student, inputs):
    """scores of ±1e4 give right weights, also when only some queries have them"""
    near, one = inputs.uniform(2, 4, low=0.5, high=3.0), torch.tensor([[1.0, -1.0, 0.0, 0.5]])
    Q, K = with_scores(torch.cat([near + torch.tensor([[1e4], [-1e4]]), 1e4 * one, one]))
    V = inputs.normal(4, 3)
    assert_close(student.attention(Q, K, V), by_hand(Q, K, V).float(), magnitude=1e4)


@points(1, needs=("large_scores", "masked_scores"), hint="Is a masked score below every score there can be?")
def test_mask_at_large_scores(student, inputs):
    """a key that is masked stays out however large its score and however small the others"""
    scores = inputs.uniform(3, 5, low=-1.0, dtype=torch.float64) - 1e5
    mask = some_mask(inputs, 3, 5)
    Q, K = with_scores(torch.where(mask, scores, 2e5))
    V = inputs.normal(5, 3, dtype=torch.float64)
    assert_close(student.attention(Q, K, V, mask), by_hand(Q, K, V, mask), magnitude=1e5)


@points(1, needs="masked_scores", hint="Let the result take its dtype from the arguments.")
def test_float64(student, inputs):
    """float64 in, float64 out, and as precise, with and without a mask"""
    Q, K, V = (inputs.normal(n, 3, dtype=torch.float64) for n in (2, 4, 4))
    for mask in (None, some_mask(inputs, 2, 4)):
        assert_close(student.attention(Q, K, V, mask), by_hand(Q, K, V, mask), magnitude=SCORES)


@points(1, needs="float64", hint="Is every number that you put in finite, or infinite, in float16 too?")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come out as they went in, with and without a mask"""
    for dtype in (torch.float16, torch.bfloat16):
        Q, K, V = (inputs.uniform(n, 3, low=-1.0).to(dtype) for n in (2, 4, 4))
        for mask in (None, some_mask(inputs, 2, 4)):
            assert_close(student.attention(Q, K, V, mask), by_hand(Q, K, V, mask).to(dtype), magnitude=2.0)


@points(1, hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged(student, inputs):
    """Q, K, V and mask are left as they were"""
    assert_unchanged(student.attention, inputs.normal(2, 3), inputs.normal(4, 3), inputs.normal(4, 2))
    mask = some_mask(inputs, 2, 4)
    assert_unchanged(student.attention, inputs.normal(2, 3), inputs.normal(4, 3), inputs.normal(4, 2), mask)


@points(
    2, needs=("float64", "arguments_unchanged"), hint="Stay with torch operations from the arguments to the result."
)
def test_gradients(student, inputs):
    """gradients reach Q, K and V and are right, with and without a mask"""
    Q, K, V = (inputs.normal(2, n, 3, dtype=torch.float64) for n in (3, 4, 4))
    assert_gradient(student.attention, (Q, K, V), by_hand, wrt=(0, 1, 2), magnitude=SCORES)
    mask = some_mask(inputs, 2, 3, 4)
    assert_gradient(student.attention, (Q, K, V, mask), by_hand, wrt=(0, 1, 2), magnitude=SCORES)


@points(1, needs=("large_scores", "gradients"), hint="What is the derivative of exp where it overflows?")
def test_gradients_at_large_scores(student, inputs):
    """gradients are right at scores of ±1e4 too"""
    near = inputs.uniform(2, 4, low=0.0, high=2.0, dtype=torch.float64) + torch.tensor([[1e4], [-1e4]])
    Q, K = with_scores(torch.cat([near, 1e4 * torch.tensor([[1.0, -1.0, 0.0, 0.5]]).double()]))
    V = inputs.normal(4, 3, dtype=torch.float64)
    assert_gradient(student.attention, (Q, K, V), by_hand, wrt=(0, 1, 2), rtol=1e-7, atol=1e-6)


@points(
    1,
    needs=("gradients", "nothing_to_look_at_gives_zeros"),
    hint="A nan replaced at the end leaves a nan in the gradient: never let it arise.",
)
def test_gradients_with_nothing_to_look_at(student, inputs):
    """a query that may look at nothing gives gradients of zero, never nan, and leaves the others' right"""
    Q, K, V = (inputs.normal(n, 3, dtype=torch.float64) for n in (3, 4, 4))
    mask = some_mask(inputs, 3, 4)
    mask[1] = False
    assert_gradient(student.attention, (Q, K, V, mask), by_hand, wrt=(0, 1, 2), magnitude=SCORES)


@points(2, hint="Look at the shapes first; say in the ValueError which argument does not fit.")
def test_bad_input(student, inputs):
    """wrong dimensions, sizes that do not match and no keys raise a ValueError that names the argument"""
    Q, K, V, f = inputs.normal(2, 3), inputs.normal(4, 3), inputs.normal(4, 5), student.attention
    assert_raises(ValueError, f, Q[0], K, V, naming="Q")
    assert_raises(ValueError, f, Q, K[0], V, naming="K")
    assert_raises(ValueError, f, Q, K, V[:, 0], naming="V")
    assert_raises(ValueError, f, Q, inputs.normal(4, 2), V, naming=("Q", "K"))
    assert_raises(ValueError, f, Q, K, inputs.normal(3, 5), naming=("K", "V"))
    assert_raises(ValueError, f, Q, K[:0], V[:0], naming=("K", "V"))
    two, three = inputs.normal(2, 4, 3), inputs.normal(3, 4, 3)
    assert_raises(ValueError, f, three, two, two, naming=("Q", "K", "V"))
    assert_raises(ValueError, f, two, two, three, naming=("Q", "K", "V"))


@points(1, hint="A mask has one entry for each pair of a query and a key.")
def test_mask_that_does_not_fit(student, inputs):
    """a mask of other sizes raises a ValueError that names it"""
    Q, K, V, f = inputs.normal(2, 3), inputs.normal(4, 3), inputs.normal(4, 5), student.attention
    for shape in ((4, 2), (2, 3), (3, 4)):
        assert_raises(ValueError, f, Q, K, V, torch.ones(shape).bool(), naming=("mask", "Q", "K"))
    Q, K, V = (tensor.expand(3, *tensor.shape).clone() for tensor in (Q, K, V))
    assert_raises(ValueError, f, Q, K, V, torch.ones(2, 2, 4).bool(), naming=("mask", "Q", "K"))


@points(
    1,
    needs=("leading_axes", "masked_scores"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    Q, K, V = inputs.normal(2, 4, 3), inputs.normal(2, 5, 3), inputs.normal(2, 5, 6)
    assert_keeps_device(student.attention, Q, K, V)
    assert_keeps_device(student.attention, Q, K, V, some_mask(inputs, 4, 5))
