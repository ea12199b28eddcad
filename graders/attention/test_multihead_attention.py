"""Checks for `multihead_attention`."""

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
    points,
)

RULES = Rules(refuse=("attention",))
EXPERIMENT = (
    "Begin with num_heads=1: what must come out, compared with self-attention? Then two heads, W_q and W_k of zeros, "
    "W_v and W_o the identity: every head averages, so what is the output? If it is another, print the shape after "
    "each reshape: which axis was cut?"
)

SCORES = 40.0  # size of the numbers between random inputs and the result, whose rounding shows in it


def by_hand(queries, keys, values, W_q, W_k, W_v, W_o, num_heads: int, scaled: bool = False) -> Tensor:
    """One sample and one head after the other; in float64."""
    if queries.ndim == 3:
        samples = zip(queries, keys, values, strict=True)
        outputs = [by_hand(*sample, W_q, W_k, W_v, W_o, num_heads, scaled) for sample in samples]
        return torch.stack(outputs) if outputs else torch.zeros(*queries.shape[:2], W_o.shape[1]).double()
    Q, K, V = queries.double() @ W_q.double(), keys.double() @ W_k.double(), values.double() @ W_v.double()
    size, heads = W_q.shape[1] // num_heads, []
    for start in range(0, W_q.shape[1], size):
        columns = slice(start, start + size)
        scores = Q[:, columns] @ K[:, columns].T / (math.sqrt(size) if scaled else 1.0)
        heads.append(torch.softmax(scores, dim=1) @ V[:, columns])
    return torch.cat(heads, dim=1) @ W_o.double()


def make(inputs, lead: tuple[int, ...], m: int, n: int, d: int, p: int, o: int, **kind: torch.dtype) -> list[Tensor]:
    """queries, keys, values and the four weights, such that the scores are of the size of 1."""
    sequences = [inputs.normal(*lead, k, d, **kind) for k in (m, n, n)]
    W_q, W_k = (inputs.normal(d, p, std=(d * d * p) ** -0.25, **kind) for _ in range(2))
    return [*sequences, W_q, W_k, inputs.normal(d, p, std=d**-0.5, **kind), inputs.normal(p, o, std=p**-0.5, **kind)]


def without_output(args: list[Tensor]) -> list[Tensor]:
    return [*args[:6], torch.eye(args[3].shape[1]).to(args[0].dtype)]


@points(2, hint="One head of all features, and W_o = I: queries, keys, values, softmax over the keys, average.")
def test_one_head(student, inputs):
    """one head with W_o = I is plain attention, sample by sample"""
    for lead, m, n, d in (((2,), 3, 5, 4), ((3,), 4, 2, 4), ((1,), 3, 3, 3)):
        args = without_output(make(inputs, lead, m, n, d, d, d))
        assert_close(student.multihead_attention(*args, 1), by_hand(*args, 1).float(), magnitude=SCORES)


@points(2, needs="one_head", hint="Each head has a softmax of its own. Over which axis do its weights sum to 1?")
def test_each_head_has_weights_that_sum_to_one(student, inputs):
    """when all values are alike, every head returns that value, whatever its weights"""
    for num_heads, m, n in ((2, 3, 5), (3, 4, 2)):
        args = without_output(make(inputs, (2,), m, n, 6, 6, 6))
        slice_of_values = inputs.normal(6 // num_heads)
        args[2], args[5] = slice_of_values.repeat(num_heads).expand(2, n, 6).clone(), torch.eye(6)
        expected = slice_of_values.repeat(num_heads).expand(2, m, 6)
        assert_close(student.multihead_attention(*args, num_heads), expected, magnitude=4.0)


@points(2, needs="each_head_has_weights_that_sum_to_one", hint="Every head sees the whole sequence, and some features.")
def test_heads_see_the_whole_sequence(student, inputs):
    """when all scores are alike, every head returns the mean of all values in its slice of the features"""
    for num_heads, m, n in ((2, 4, 4), (3, 3, 6), (2, 4, 6)):
        args = without_output(make(inputs, (2,), m, n, 6, 6, 6))
        args[3] = torch.zeros(6, 6)
        expected = (args[2].double() @ args[5].double()).mean(dim=1, keepdim=True).expand(2, m, 6).float()
        assert_close(student.multihead_attention(*args, num_heads), expected, magnitude=SCORES)


@points(
    2,
    needs="heads_see_the_whole_sequence",
    hint="Number the columns of Q: which of them does the first head see, and in which order do the heads come back?",
)
def test_heads_are_slices_of_the_features(student, inputs):
    """each head attends by its own slice of the features, and the slices are put back in order"""
    for num_heads, m, n, d in ((2, 4, 4, 4), (3, 2, 5, 6), (4, 4, 3, 4)):
        args = without_output(make(inputs, (2,), m, n, d, d, d))
        args[3] = 3 * args[3]
        assert_close(student.multihead_attention(*args, num_heads), by_hand(*args, num_heads).float(), magnitude=SCORES)


@points(2, needs="one_head", hint="Which matrix mixes the heads once they lie side by side?")
def test_output_is_mixed_by_W_o(student, inputs):
    """the concatenated heads are multiplied with W_o"""
    for o in (4, 3):
        args = make(inputs, (2,), 3, 5, 4, 4, o)
        assert_close(student.multihead_attention(*args, 1), by_hand(*args, 1).float(), magnitude=SCORES)


@points(
    2,
    needs=("heads_are_slices_of_the_features", "output_is_mixed_by_W_o"),
    hint="The size of a head comes from the columns of W_q, not from the inputs.",
)
def test_many_shapes(student, inputs):
    """any numbers of samples, queries, keys, features and heads go together, and the scores are not scaled"""
    for lead, m, n, d, p, o, num_heads in (
        ((2,), 3, 5, 4, 6, 5, 2),
        ((2,), 5, 3, 6, 4, 2, 2),
        ((1,), 1, 1, 2, 2, 1, 2),
        ((3,), 2, 1, 3, 9, 4, 3),
    ):
        args = make(inputs, lead, m, n, d, p, o)
        assert_close(student.multihead_attention(*args, num_heads), by_hand(*args, num_heads).float(), magnitude=SCORES)


@points(1, needs="many_shapes", hint="Of nothing, which size is meant by -1? Say the sizes that you know.")
def test_nothing_asked(student, inputs):
    """no queries, or no samples, give an empty result of the right shape"""
    for batch_size, m in ((2, 0), (0, 3)):
        args = make(inputs, (batch_size,), m, 5, 4, 4, 3)
        assert_close(student.multihead_attention(*args, 2), torch.zeros(batch_size, m, 3))


@points(1, needs="many_shapes", hint="Count axes from the end, and a missing batch axis makes no difference.")
def test_without_a_batch(student, inputs):
    """a single sample without a batch axis works too"""
    for m, n, d, p, o, num_heads in ((3, 5, 4, 6, 5, 2), (4, 4, 4, 4, 4, 4)):
        args = make(inputs, (), m, n, d, p, o)
        assert_close(student.multihead_attention(*args, num_heads), by_hand(*args, num_heads).float(), magnitude=SCORES)


@points(2, needs="many_shapes", hint="How many features does the dot product of one head sum over?")
def test_scaled(student, inputs):
    """with scaled=True each head's scores are divided by the root of the head's size"""
    for m, n, d, p, o, num_heads in ((3, 5, 4, 8, 5, 2), (2, 3, 6, 6, 4, 3), (3, 4, 4, 9, 4, 1)):
        args = make(inputs, (2,), m, n, d, p, o)
        args[3] = 3 * args[3]
        expected = by_hand(*args, num_heads, True).float()
        assert_close(student.multihead_attention(*args, num_heads, scaled=True), expected, magnitude=SCORES)
        assert_close(student.multihead_attention(*args, num_heads, True), expected, magnitude=SCORES)


@points(1, needs="many_shapes", hint="Is your softmax the one from chapter 1 that survives logits of 1e4?")
def test_large_scores(student, inputs):
    """scores of ±1e4 give finite, right results"""
    args = make(inputs, (2,), 3, 4, 4, 4, 3, dtype=torch.float64)
    args[3] = 1e4 * args[3]
    assert_close(student.multihead_attention(*args, 2), by_hand(*args, 2), magnitude=1e6)


@points(1, needs="many_shapes", hint="Let the result take its dtype from the arguments.")
def test_float64(student, inputs):
    """float64 in, float64 out, and as precise"""
    args = make(inputs, (2,), 3, 5, 4, 4, 3, dtype=torch.float64)
    assert_close(student.multihead_attention(*args, 2), by_hand(*args, 2), magnitude=SCORES)


@points(1, needs="float64", hint="Let every tensor that you make take its dtype from the arguments.")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come out as they went in"""
    for dtype in (torch.float16, torch.bfloat16):
        args = [(tensor / 2).to(dtype) for tensor in make(inputs, (2,), 3, 5, 4, 4, 3)]
        assert_close(student.multihead_attention(*args, 2), by_hand(*args, 2).to(dtype), magnitude=4.0)


@points(1, hint="Compute new tensors; leave those you were given as they are.")
def test_arguments_unchanged(student, inputs):
    """no argument is changed"""
    for scaled in (False, True):
        assert_unchanged(student.multihead_attention, *make(inputs, (2,), 4, 4, 4, 4, 4), 2, scaled=scaled)


@points(
    2,
    needs=("float64", "arguments_unchanged"),
    hint="Stay with torch operations from the arguments to the result.",
)
def test_gradients(student, inputs):
    """gradients reach queries, keys, values and all four weights and are right"""
    args = make(inputs, (2,), 2, 3, 4, 6, 3, dtype=torch.float64)
    assert_gradient(student.multihead_attention, (*args, 2), by_hand, wrt=range(7), magnitude=SCORES)


@points(1, needs=("scaled", "half_precision", "gradients"), hint="A number divides a tensor of any dtype.")
def test_scaled_gradients_and_dtypes(student, inputs):
    """gradients and dtypes are right with scaled=True, too"""
    args = make(inputs, (2,), 2, 3, 4, 6, 3, dtype=torch.float64)
    assert_gradient(student.multihead_attention, (*args, 2, True), by_hand, wrt=range(7), magnitude=SCORES)
    args = [(tensor / 2).half() for tensor in args]
    assert_close(student.multihead_attention(*args, 2, True), by_hand(*args, 2, True).half(), magnitude=4.0)


@points(2, hint="What is left over when the features are dealt out to the heads?")
def test_features_that_do_not_divide(student, inputs):
    """a number of features that is not divisible by num_heads raises a ValueError that names one of them"""
    names = ("num_heads", "W_q", "W_k", "W_v", "W_o", "queries", "keys", "values")
    for d, p, num_heads in ((6, 6, 4), (3, 3, 2), (2, 2, 4), (4, 6, 4), (6, 4, 3)):
        args = make(inputs, (2,), 3, 5, d, p, p)
        assert_raises(ValueError, student.multihead_attention, *args, num_heads, naming=names)


@points(2, hint="Look at the shapes first; say in the ValueError which argument does not fit.")
def test_bad_input(student, inputs):
    """wrong dimensions, sizes that do not match and no keys raise a ValueError that names the argument"""
    names = ("queries", "keys", "values", "W_q", "W_k", "W_v", "W_o")
    good = make(inputs, (2,), 3, 5, 4, 4, 3)

    def refuses(naming: tuple[str, ...], **wrong: Tensor) -> None:
        args = [wrong.get(name, tensor) for name, tensor in zip(names, good, strict=True)]
        assert_raises(ValueError, student.multihead_attention, *args, 2, naming=naming)

    for name, tensor in zip(names, good, strict=True):
        refuses((name,), **{name: tensor.flatten() if name.islower() else tensor[:, 0]})
    sequences = ("queries", "keys", "values")
    refuses(sequences, queries=good[0][0, 0], keys=good[1][0], values=good[2][0])
    refuses(sequences, queries=good[0][0], keys=good[1][0, 0], values=good[2][0, 0])
    refuses(("queries", "W_q"), W_q=inputs.normal(5, 4))
    refuses(("keys", "W_k"), W_k=inputs.normal(2, 4))
    refuses(("values", "W_v"), W_v=inputs.normal(6, 4))
    refuses(("W_q", "W_k", "keys", "queries"), W_k=inputs.normal(4, 6))
    refuses(("W_o", "W_v", "W_q", "W_k", "values"), W_o=inputs.normal(6, 3))
    refuses(("keys", "values"), values=inputs.normal(2, 4, 4))
    refuses(sequences, queries=inputs.normal(3, 3, 4))
    refuses(("keys", "values"), keys=good[1][:, :0], values=good[2][:, :0])


@points(
    1,
    needs="scaled",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of its input"""
    args = make(inputs, (2,), 3, 4, 5, 6, 7)
    assert_keeps_device(student.multihead_attention, *args, 2)
    assert_keeps_device(student.multihead_attention, *args, 3, scaled=True)
