"""Checks for `backprop`.

One sample whose hidden units are all active shows the products alone; one with inactive units shows relu's mask; a
batch of active units shows the sum. So each slip costs its own points. The oracle is autograd in float64, run here.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, linear

from course_cli.grading import Rules, assert_close, assert_keeps_device, assert_raises, assert_unchanged, fail, points

RULES = Rules(refuse=("autograd",))
EXPERIMENT = (
    "One sample, one hidden unit, one output: X = [[2]], W1 = [[3]], W2 = [[5]], both biases 0 and dlogits = [[1]]. "
    "Work the four gradients out on paper, then print yours. With W1 = [[-3]], which of the four become 0? And what "
    "happens to all of them if the sample is there twice?"
)

NAMES = ("W1", "b1", "W2", "b2")
ANY = ("X", "params", *NAMES)
SIZES = ((3, 5, 2), (4, 4, 4), (5, 3, 4), (3, 3, 3), (1, 6, 1), (2, 1, 3))
DTYPES = (torch.float64, torch.float16, torch.bfloat16)


def make_params(inputs, num_inputs, num_hiddens, num_outputs, dtype=torch.float32):
    """Parameters for which hidden units and logits are about 1 in size and of either sign."""
    return [
        inputs.normal(num_inputs, num_hiddens, dtype=dtype) / num_inputs**0.5,
        inputs.normal(num_hiddens, dtype=dtype),
        inputs.normal(num_hiddens, num_outputs, dtype=dtype) / num_hiddens**0.5,
        inputs.normal(num_outputs, dtype=dtype),
    ]


def make_active(inputs, n, *sizes):
    """Samples and parameters for which no hidden unit is cut off by relu."""
    X, (W1, b1, W2, b2) = inputs.normal(n, sizes[0]), make_params(inputs, *sizes)
    lowest = (X.double() @ W1.double() + b1.double()).min(dim=0).values
    return X, [W1, (b1 - lowest + inputs.uniform(len(b1), low=0.2, high=2.0)).float(), W2, b2]


def make_half_active(inputs, n, *sizes, dtype=torch.float32):
    """Samples and parameters for which relu cuts off hidden units, none of them at its kink."""
    X, params = inputs.normal(n, sizes[0], dtype=dtype), make_params(inputs, *sizes, dtype=dtype)
    Z = X.double() @ params[0].double() + params[1].double()
    params[1] = torch.where(
        Z.abs().min(dim=0).values < 0.05, params[1] - Z.max(dim=0).values - 0.1, params[1].double()
    ).to(dtype)
    return X, params


def oracle(X, params):
    """torch's own layers, in float64."""
    W1, b1, W2, b2 = params
    return linear(torch.relu(linear(X.double().flatten(1), W1.T, b1)), W2.T, b2)


def true_gradients(X, params, dlogits):
    """What autograd says, in the dtype of the parameters."""
    wide = [param.double().requires_grad_() for param in params]
    gradients = torch.autograd.grad((oracle(X, wide) * dlogits.double()).sum(), wide)
    return [gradient.to(param.dtype) for gradient, param in zip(gradients, params, strict=True)]


def run_forward(student, X, params):
    """The student's logits and cache; anything but a pair fails the check."""
    pair = student.forward(X, params)
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        fail("forward has to return a pair", got=pair, expected="(logits, cache)")
    return pair


def run_backward(student, cache, dlogits):
    """The student's four gradients; anything but a list or tuple of four fails the check."""
    gradients = student.backward(cache, dlogits)
    if not isinstance(gradients, (tuple, list)) or len(gradients) != 4:
        fail("backward has to return four gradients", got=gradients, expected="[dW1, db1, dW2, db2]")
    return gradients


def assert_gradients(got, X, params, dlogits, names=NAMES):
    """Compare the gradients of the parameters in `names`."""
    magnitude = 20.0 if X.element_size() > 2 else 4.0
    for name, ours, theirs in zip(NAMES, got, true_gradients(X, params, dlogits), strict=True):
        if name in names:
            if isinstance(ours, Tensor) and ours.shape != theirs.shape:
                shapes = f"{tuple(ours.shape)}", f"{tuple(theirs.shape)}"
                fail("d{name} has not the shape of {name}", name=name, got=shapes[0], expected=shapes[1])
            assert_close(ours, theirs, magnitude=magnitude)


def assert_backward(student, X, params, dlogits, names=NAMES):
    """Forth and back, and compare the gradients of the parameters in `names`."""
    _, cache = run_forward(student, X, params)
    assert_gradients(run_backward(student, cache, dlogits), X, params, dlogits, names)


@points(1, hint="The same network as in exercise mlp, and beside its logits whatever the way back will ask for.")
def test_forward(student, inputs):
    """forward gives the logits, and a cache"""
    for n, sizes in zip((6, 4, 1, 3, 5, 2), SIZES, strict=True):
        X, params = inputs.normal(n, sizes[0]), make_params(inputs, *sizes)
        logits, _ = run_forward(student, X, params)
        expected = oracle(X, [param.double() for param in params]).float()
        assert_close(logits, expected, magnitude=10.0)


@points(
    2,
    needs="forward",
    hint="For one sample, dW2 is a column times a row. One order of the factors fits layers of unequal sizes; "
    "the same order is right for equal ones.",
)
def test_products(student, inputs):
    """for one sample, every hidden unit active, dW1 and dW2 are right, square layers included"""
    for sizes in SIZES:
        X, params = make_active(inputs, 1, *sizes)
        assert_backward(student, X, params, inputs.normal(1, sizes[-1]), names=("W1", "W2"))


@points(
    3,
    needs="products",
    hint="A hidden unit that relu set to 0 did not change the loss: what reaches the weights behind it?",
)
def test_relu_mask(student, inputs):
    """nothing flows back through a hidden unit that relu cut off"""
    for sizes in ((3, 40, 2), (20, 20, 20), (5, 30, 4)):
        X, params = make_half_active(inputs, 1, *sizes)
        assert_backward(student, X, params, inputs.normal(1, sizes[-1]), names=("W1", "W2"))


@points(
    3,
    needs="products",
    hint="dlogits says how the whole loss changes: if the loss is a mean, its 1/n is in there already.",
)
def test_sum_over_batch(student, inputs):
    """the samples' contributions to dW1 and dW2 are summed, not averaged"""
    for n, sizes in zip((6, 4, 3, 2, 5, 7), SIZES, strict=True):
        X, params = make_active(inputs, n, *sizes)
        assert_backward(student, X, params, inputs.normal(n, sizes[-1]), names=("W1", "W2"))


@points(
    2,
    needs="sum_over_batch",
    hint="Every sample uses the same bias, and so adds to its gradient: which axis has to go?",
)
def test_bias_gradients(student, inputs):
    """db1 and db2 have the biases' shapes and are summed over the batch"""
    for n, sizes in zip((6, 4, 3, 1, 5, 7), SIZES, strict=True):
        X, params = make_active(inputs, n, *sizes)
        assert_backward(student, X, params, inputs.normal(n, sizes[-1]), names=("b1", "b2"))


@points(
    2,
    needs=("relu_mask", "sum_over_batch", "bias_gradients"),
    hint="Each part is right on its own: do they work together, and does dlogits enter everywhere?",
)
def test_matches_autograd(student, inputs):
    """for batches of every kind, all four gradients are those of autograd"""
    for dtype in (torch.float32, torch.float64):
        for n, sizes in zip((6, 4, 1, 3, 5, 2, 8), (*SIZES, (8, 8, 8)), strict=True):
            X, params = make_half_active(inputs, n, *sizes, dtype=dtype)
            assert_backward(student, X, params, inputs.normal(n, sizes[-1], dtype=dtype))


@points(
    1,
    needs="matches_autograd",
    hint="Where dlogits is (softmax - one_hot) / batch_size, the loss is the mean cross-entropy.",
)
def test_cross_entropy_loss(student, inputs):
    """with the mean cross-entropy's own dlogits, the result is that loss's gradient"""
    X, params = make_half_active(inputs, 6, 5, 7, 3, dtype=torch.float64)
    y = inputs.integers(0, 3, 6)
    logits, cache = run_forward(student, X, params)
    wide = [param.clone().requires_grad_() for param in params]
    expected = torch.autograd.grad(cross_entropy(oracle(X, wide), y), wide)
    dlogits = (torch.softmax(oracle(X, params), dim=1) - torch.nn.functional.one_hot(y, 3)) / 6
    for ours, theirs in zip(run_backward(student, cache, dlogits), expected, strict=True):
        assert_close(ours, theirs)


@points(1, needs="matches_autograd", hint="Create no tensors of a fixed dtype on the way.")
def test_half_precision(student, inputs):
    """float16 and bfloat16 come back as they went in"""
    for dtype in (torch.float16, torch.bfloat16):
        X, params = make_half_active(inputs, 4, 3, 5, 2, dtype=dtype)
        logits, _ = run_forward(student, X, params)
        assert_close(logits, oracle(X, [param.double() for param in params]).to(dtype), magnitude=4.0)
        assert_backward(student, X, params, inputs.normal(4, 2, dtype=dtype))


@points(1, needs="matches_autograd", hint="dW1 has the shape of W1, whatever shape a sample had.")
def test_images(student, inputs):
    """each image of a batch is flattened to one row"""
    for shape, sizes in (((5, 2, 3), (6, 4, 3)), ((2, 1, 4, 4), (16, 3, 2))):
        X, params = make_half_active(inputs, shape[0], *sizes)
        logits, _ = run_forward(student, X.reshape(shape), params)
        assert_close(logits, oracle(X, [param.double() for param in params]).float(), magnitude=10.0)
        assert_backward(student, X.reshape(shape), params, inputs.normal(shape[0], sizes[-1]))


@points(
    1,
    needs="matches_autograd",
    hint="What does X.T @ dlogits give for no rows, and which of your steps divides by their number?",
)
def test_no_rows(student, inputs):
    """0 rows give logits of shape (0, num_outputs) and gradients of 0"""
    params = make_params(inputs, 3, 5, 2)
    logits, cache = run_forward(student, torch.zeros(0, 3), params)
    assert_close(logits, torch.zeros(0, 2))
    assert_close(list(run_backward(student, cache, torch.zeros(0, 2))), [torch.zeros_like(param) for param in params])


@points(
    1,
    needs="matches_autograd",
    hint="A cache belongs to one call of forward. What is kept in a global name, the next call overwrites.",
)
def test_caches_stay_apart(student, inputs):
    """a cache may be used after other calls of forward, and more than once"""
    calls = [
        (*make_half_active(inputs, n, *sizes), inputs.normal(n, sizes[-1]))
        for n, sizes in ((4, (3, 5, 2)), (4, (3, 5, 2)))
    ]
    caches = [run_forward(student, X, params)[1] for X, params, _ in calls]
    for (X, params, dlogits), cache in zip(calls * 2, caches * 2, strict=True):
        assert_gradients(run_backward(student, cache, dlogits), X, params, dlogits)


@points(
    1,
    needs="forward",
    hint="Operations that end in an underscore, and item assignment, write into the caller's tensors and lists.",
)
def test_arguments_unchanged(student, inputs):
    """X, params, the cache and dlogits are left as they were"""
    X, params = inputs.normal(4, 4), make_params(inputs, 4, 4, 4)
    assert_unchanged(student.forward, X, params)
    _, cache = run_forward(student, X, params)
    assert_unchanged(student.backward, cache, inputs.normal(4, 4))


@points(2, hint="Broadcasting makes sizes fit that should not, and reshape regroups rows: compare the sizes first.")
def test_bad_input(student, inputs):
    """shapes that do not fit together raise a ValueError that names the argument"""
    X, (W1, b1, W2, b2) = inputs.normal(4, 3), make_params(inputs, 3, 5, 2)
    for bad in (X[0, 0], X[0], inputs.normal(4, 6), inputs.normal(6, 1), inputs.normal(2, 2, 3)):
        assert_raises(ValueError, student.forward, bad, [W1, b1, W2, b2], naming=("X", "params", "W1"))
    assert_raises(ValueError, student.forward, X[0, 0], [W1[:1], b1, W2, b2], naming=("X", "params", "W1"))
    for bad in (W1[:, :4], W1[:, :1], W1[0], W1[None]):
        assert_raises(ValueError, student.forward, X, [bad, b1, W2, b2], naming=ANY)
    for bad in (b1[:4], b1[:1], b1[0], b1.expand(4, 5)):
        assert_raises(ValueError, student.forward, X, [W1, bad, W2, b2], naming=ANY)
    for bad in (W2[:4], W2[:, :1], W2[:, 0], W2[None]):
        assert_raises(ValueError, student.forward, X, [W1, b1, bad, b2], naming=ANY)
    for bad in (b2[:1], b2[0], inputs.normal(3), b2.expand(4, 2)):
        assert_raises(ValueError, student.forward, X, [W1, b1, W2, bad], naming=ANY)
    _, cache = run_forward(student, X, [W1, b1, W2, b2])
    for shape in ((4, 3), (3, 2), (1, 2), (4, 1), (2,), (4,), (1, 4, 2), ()):
        assert_raises(ValueError, student.backward, cache, inputs.normal(*shape), naming=("dlogits", "cache"))


@points(
    1,
    needs="products",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of their input"""
    X, params = make_half_active(inputs, 4, 3, 5, 2)
    _, cache = assert_keeps_device(student.forward, X, params, judge_values=False)  # one call: a cache may be global
    assert_keeps_device(student.backward, cache, inputs.normal(4, 2), judge_values=False)
