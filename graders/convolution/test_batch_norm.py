"""Checks for `batch_norm`."""

import torch
import torch.nn.functional as F

from course_cli.grading import Rules, assert_close, assert_keeps_device, assert_raises, assert_unchanged, fail, points

RULES = Rules(refuse=("batch_norm", "layer_norm"))
EXPERIMENT = (
    "Take X = tensor([[0.0, 100.0], [2.0, 104.0]]), gamma of ones and beta of zeros. What are mean and variance of "
    "each feature, and what should Y be? Print Y and both moving statistics after a call in training, and after one "
    "at inference: which of them may move?"
)

ROWS = ((4, 3), (7, 1), (2, 5), (3, 3))
MAPS = ((4, 3, 2, 5), (1, 2, 3, 4), (2, 3, 3, 2), (3, 3, 3, 3))


def by_pytorch(X, gamma, beta, moving_mean, moving_var, training, eps=1e-5, momentum=0.1):
    mean, var = moving_mean.clone(), moving_var.clone()
    Y = F.batch_norm(X, mean, var, gamma, beta, training, momentum, eps)
    return Y, mean, var


def expected(X, *parameters):
    wide = (value.double() if isinstance(value, torch.Tensor) else value for value in parameters)
    return tuple(value.to(X.dtype) for value in by_pytorch(X.double(), *wide))


def draw(inputs, *shape):
    """X with a mean and scale of its own in every feature; gamma, beta and statistics that are all different.

    No feature has a variance that is small against its mean: there E[x²] - E[x]², which is right, rounds badly.
    """
    c = shape[1]
    along = (1, c) + (1,) * (len(shape) - 2)
    axes = (0, *range(2, len(shape)))
    noise = inputs.normal(*shape, dtype=torch.float64)
    if noise[:, 0].numel() > 1:
        noise = (noise - noise.mean(axes, keepdim=True)) / noise.std(axes, keepdim=True)
    X = noise * inputs.uniform(*along, low=0.75, high=1.5) + inputs.uniform(*along, low=-1.0)
    mean, var = inputs.normal(c), inputs.uniform(c, low=0.5, high=3.0)
    return X.float(), inputs.uniform(c, low=0.5, high=2.0), inputs.normal(c), mean, var


def plain(inputs, *shape):
    X, _, _, mean, var = draw(inputs, *shape)
    return X, torch.ones_like(mean), torch.zeros_like(mean), mean, var


def part(result, index):
    if type(result) is not tuple or len(result) != 3:
        fail("batch_norm returns a tuple (Y, moving_mean, moving_var)", got=result)
    return result[index]


def judge(student, index, arguments):
    assert_close(part(student.batch_norm(*arguments), index), expected(*arguments)[index], magnitude=10)


@points(2, hint="Print Y.mean(0) and Y.var(0, unbiased=False): which of them is not 0 or 1, and by which factor?")
def test_rows_in_training(student, inputs):
    """in training, every column comes out with mean 0 and (biased) variance 1"""
    for shape in ROWS:
        judge(student, 0, (*plain(inputs, *shape), True))


@points(2, needs="rows_in_training", hint="A map's channel is one feature: over which three axes does its mean go?")
def test_maps_in_training(student, inputs):
    """of (n, c, h, w), every channel is one feature: its mean goes over batch and pixels"""
    for shape in MAPS:
        judge(student, 0, (*plain(inputs, *shape), True))


@points(2, needs="rows_in_training", hint="Try gamma of zeros, then beta of zeros: what must Y be in either case?")
def test_gamma_and_beta(student, inputs):
    """gamma scales and beta shifts, each feature by its own"""
    for shape in ROWS:
        judge(student, 0, (*draw(inputs, *shape), True))


@points(2, needs="gamma_and_beta", hint="At inference a sample may not depend on which others it came with.")
def test_inference_uses_the_moving_statistics(student, inputs):
    """at inference the moving statistics normalise, and stay as they are; one row is enough"""
    for shape in (*ROWS, (1, 4)):
        arguments = (*draw(inputs, *shape), False)
        judge(student, 0, arguments)
        judge(student, 1, arguments)
        judge(student, 2, arguments)


@points(
    2,
    needs="rows_in_training",
    hint="With momentum 0.1, does the old statistic count for nine tenths or for one tenth? Print it before and after.",
)
def test_moving_mean(student, inputs):
    """in training the moving mean goes a step of `momentum` towards the batch's mean"""
    for shape in ROWS:
        arguments = (*draw(inputs, *shape), True)
        judge(student, 1, arguments)
        judge(student, 1, (*arguments, 1e-5, 0.3))


@points(
    2,
    needs="moving_mean",
    hint="Y is normalised with one variance, and the moving one follows another: by which factor do the two differ?",
)
def test_moving_variance_is_unbiased(student, inputs):
    """so does the moving variance, towards the batch's unbiased variance"""
    for shape in ROWS:
        arguments = (*draw(inputs, *shape), True)
        judge(student, 2, arguments)
        judge(student, 2, (*arguments, 1e-5, 0.3))


@points(1, needs="gamma_and_beta", hint="With eps = 3 and a variance of 1, is the divisor 2 or 4?")
def test_eps_is_under_the_root(student, inputs):
    """the divisor is sqrt(var + eps)"""
    for eps in (0.3, 0.05):
        judge(student, 0, (*draw(inputs, 5, 3), True, eps))


@points(
    2,
    needs=(
        "maps_in_training",
        "inference_uses_the_moving_statistics",
        "moving_variance_is_unbiased",
        "eps_is_under_the_root",
    ),
    hint="Everything of shape (c,) must line up with axis 1 of the maps.",
)
def test_maps_agree_with_pytorch(student, inputs):
    """with maps, all three results are PyTorch's, in training and at inference"""
    for shape in MAPS:
        for training in (True, False):
            arguments = (*draw(inputs, *shape), training, 0.1, 0.2)
            assert_close(student.batch_norm(*arguments), expected(*arguments), magnitude=10)


@points(
    2,
    needs="gamma_and_beta",
    hint="Move one number of X a little: does Y change in other rows too? Which way does a gradient have to take for "
    "that?",
)
def test_gradient_goes_through_the_statistics(student, inputs):
    """in training, gradients reach X (through the batch's statistics too), gamma and beta"""
    for shape in ((5, 3), (4, 2)):
        judge_gradients(student, inputs, shape, True)


def judge_gradients(student, inputs, shape, training):
    """The gradients of Y alone: what becomes of the statistics is judged elsewhere."""
    X, gamma, beta, mean, var = draw(inputs, *shape)
    C, zeros = inputs.normal(*shape), torch.zeros(shape[1])
    found = student.batch_norm.gradient(X, gamma, beta, mean, var, training, wrt=(0, 1, 2), cotangent=(C, zeros, zeros))
    leaves = [value.double().requires_grad_() for value in (X, gamma, beta)]
    Y = by_pytorch(*leaves, mean.double(), var.double(), training)[0]
    right = torch.autograd.grad((Y * C).sum(), leaves)
    for name, got, want in zip(("X", "gamma", "beta"), found.grads, right, strict=True):
        if got is None:
            fail("no gradient reaches {name}", name=name)
        assert_close(got, want.float(), magnitude=30)


@points(
    1, needs=("gradient_goes_through_the_statistics", "maps_agree_with_pytorch"), hint="Stay with tensors all the way."
)
def test_other_gradients(student, inputs):
    """so they do with maps, and at inference"""
    for shape, training in (((2, 3, 2, 4), True), ((4, 3), False), ((2, 3, 2, 2), False)):
        judge_gradients(student, inputs, shape, training)


@points(
    2, needs="rows_in_training", hint="Make new statistics and return them; +=, mul_ and [:] = write into the caller's."
)
def test_arguments_are_left_alone(student, inputs):
    """the statistics passed in, and X, gamma and beta, are not changed"""
    assert_unchanged(student.batch_norm, *draw(inputs, 4, 3), True)
    assert_unchanged(student.batch_norm, *draw(inputs, 4, 3), False)


@points(
    1, needs=("inference_uses_the_moving_statistics", "moving_variance_is_unbiased"), hint="The mean of no rows is nan."
)
def test_no_rows(student, inputs):
    """0 rows give an empty Y and leave the statistics as they are"""
    _, gamma, beta, mean, var = draw(inputs, 2, 3)
    for shape in ((0, 3), (0, 3, 2, 4)):
        for training in (True, False):
            result = student.batch_norm(torch.zeros(shape), gamma, beta, mean, var, training)
            assert_close(result, (torch.zeros(shape), mean, var))


@points(
    1,
    needs=("rows_in_training", "maps_in_training"),
    hint="How many values does one feature have in (1, d), and in (1, c, 1, 1)?",
)
def test_one_value_per_feature(student, inputs):
    """in training, one value per feature raises ValueError; one row of larger maps does not"""
    for shape in ((1, 3), (1, 3, 1, 1)):
        assert_raises(ValueError, student.batch_norm, *draw(inputs, *shape), True, naming="X")
    student.batch_norm(*draw(inputs, 1, 3, 1, 2), True)
    student.batch_norm(*draw(inputs, 1, 3), False)


@points(1, needs="maps_agree_with_pytorch", hint="Make every new tensor like X.")
def test_keeps_dtype(student, inputs):
    """float64 gives float64, and half precision stays half"""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        for shape in ((6, 2), (2, 2, 2, 3)):
            for training in (True, False):
                arguments = (*(value.to(dtype) for value in draw(inputs, *shape)), training)
                # Halves round X, the mean and the variance at every step; the size of the numbers is about 8.
                loose = {} if dtype == torch.float64 else {"atol": 0.2}
                assert_close(student.batch_norm(*arguments), expected(*arguments), magnitude=10, **loose)


@points(1, hint="Look at the shapes first, and raise ValueError with a message that names the argument.")
def test_bad_input(student, inputs):
    """X of other than two or four dimensions, and parameters of another size, raise ValueError"""
    X, gamma, beta, mean, var = draw(inputs, 4, 3)
    norm = student.batch_norm
    norm(X, gamma, beta, mean, var, True)  # good input is taken; a shortcut is noticed
    for shape in ((3,), (4, 3, 2), (2, 3, 2, 2, 2)):
        assert_raises(ValueError, norm, inputs.normal(*shape), gamma, beta, mean, var, True, naming="X")
    for training in (True, False):
        for size in (2, 4, 1):
            wrong = inputs.uniform(size, low=0.5)
            assert_raises(ValueError, norm, X, wrong, beta, mean, var, training, naming=("gamma", "X"))
            assert_raises(ValueError, norm, X, gamma, wrong, mean, var, training, naming=("beta", "X"))
            assert_raises(ValueError, norm, X, gamma, beta, wrong, var, training, naming=("moving_mean", "X"))
            assert_raises(ValueError, norm, X, gamma, beta, mean, wrong, training, naming=("moving_var", "X"))
    assert_raises(
        ValueError, norm, inputs.normal(2, 3, 4, 4), inputs.uniform(4), beta, mean, var, True, naming=("gamma", "X")
    )


@points(
    1,
    needs=("keeps_dtype", "inference_uses_the_moving_statistics"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """it works, and answers, on the device of X"""
    for shape in ((4, 3), (2, 3, 2, 5)):
        for training in (True, False):
            assert_keeps_device(student.batch_norm, *draw(inputs, *shape), training)
