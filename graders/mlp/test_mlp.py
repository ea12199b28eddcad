"""Checks for `mlp`.

Each statistic is allowed to stray so far that a right answer fails less than once in 10⁹ grades.
"""

import torch
from torch import Tensor
from torch.nn.functional import linear

from course_cli.grading import (
    assert_close,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    fail,
    points,
)
from course_cli.language import translated as _

EXPERIMENT = (
    "Draw params for 6 inputs, send an X of shape (5, 2, 3) through net, and print the shape after every step. Then "
    "an X of shape (4, 9): who notices that 9 is not 6? And with W2 of zeros and b2 = -1, which logits should come "
    "out?"
)

NAMES = ("W1", "b1", "W2", "b2")
ANY = ("X", "params", *NAMES)
SIZES = ((3, 5, 2), (5, 3, 4), (4, 4, 4), (1, 6, 1), (7, 1, 3))
DTYPES = (torch.float64, torch.float16, torch.bfloat16)
LARGE = (200, 300, 200)


def init(student, *arguments, **keywords):
    """The student's parameters; anything but four tensors fails the check."""
    params = student.init_mlp(*arguments, **keywords)
    try:
        params = student.collect(params)  # an nn.ParameterList is a list too
    except TypeError:
        fail("init_mlp has to return four parameters", got=params, expected="[W1, b1, W2, b2]")
    if len(params) != 4 or not all(isinstance(param, Tensor) for param in params):
        fail("init_mlp has to return four parameters", got=params, expected="[W1, b1, W2, b2]")
    return params


def draw_weights(student, *arguments, **keywords):
    """W1 and W2, flat, in float64, with their names."""
    W1, _b1, W2, _b2 = init(student, *arguments, **keywords)
    return (("W1", W1.double().flatten()), ("W2", W2.double().flatten()))


def make_params(inputs, num_inputs, num_hiddens, num_outputs, dtype=torch.float32):
    """Parameters for which hidden units and logits are about 1 in size and of either sign."""
    return [
        inputs.normal(num_inputs, num_hiddens, dtype=dtype) / num_inputs**0.5,
        inputs.normal(num_hiddens, dtype=dtype),
        inputs.normal(num_hiddens, num_outputs, dtype=dtype) / num_hiddens**0.5,
        inputs.normal(num_outputs, dtype=dtype),
    ]


def make_positive_logits(params):
    """Change the output layer so that no logit can be negative: a relu there would change nothing."""
    W1, b1, W2, b2 = params
    return [W1, b1, W2.abs(), b2.abs() + 0.1]


def oracle(X, params):
    """torch's own layers, in float64."""
    W1, b1, W2, b2 = (param.double() for param in params)
    return linear(torch.relu(linear(X.double().flatten(1), W1.T, b1)), W2.T, b2)


def assert_logits(student, X, params):
    assert_close(student.net(X, params), oracle(X, params).to(X.dtype), magnitude=10.0 if X.element_size() > 2 else 3.0)


@points(1, hint="X W1 turns num_inputs columns into num_hiddens, and W2 turns those into num_outputs; biases are flat.")
def test_shapes(student):
    """init_mlp gives W1, b1, W2, b2 in the right shapes, float32 by default"""
    for num_inputs, num_hiddens, num_outputs in (*SIZES, (64, 32, 10)):
        params = init(student, num_inputs, num_hiddens, num_outputs)
        shapes = ((num_inputs, num_hiddens), (num_hiddens,), (num_hiddens, num_outputs), (num_outputs,))
        for name, param, shape in zip(NAMES, params, shapes, strict=True):
            if param.shape != shape:
                fail("{name} has another shape", name=name, got=f"{tuple(param.shape)}", expected=f"{shape}")
            assert_close(param * 0, torch.zeros(shape))


@points(1, needs="shapes", hint="An nn.Parameter is a tensor that says of itself that it is to be trained.")
def test_are_parameters(student):
    """all four are nn.Parameter, leaves that require a gradient"""
    for sigma in (0.01, 1.0):
        for name, param in zip(NAMES, init(student, 4, 3, 2, sigma), strict=True):
            traits = student.traits(param)
            if not (traits.is_parameter and traits.requires_grad and traits.is_leaf):
                what = _("an nn.Parameter") if traits.is_parameter else _("a plain tensor")
                got = f"{what}, requires_grad={traits.requires_grad}, is_leaf={traits.is_leaf}"
                fail("{name} is not a parameter to be trained", name=name, got=got, expected="an nn.Parameter")


@points(1, needs="shapes", hint="Only the weights have to differ from each other at the start.")
def test_biases_are_zero(student):
    """all biases start at 0"""
    for arguments in ((3, 5, 2), (4, 1, 6, 2.0)):
        _W1, b1, _W2, b2 = init(student, *arguments)
        assert_close(b1, torch.zeros(arguments[1]))
        assert_close(b2, torch.zeros(arguments[2]))


@points(1, needs="shapes", hint="With equal weights, all hidden units compute the same and learn the same.")
def test_weights_differ(student):
    """the weights of each layer are random: all different, and others on every call"""
    for (name, weights), (_name, again) in zip(
        draw_weights(student, *LARGE), draw_weights(student, *LARGE), strict=True
    ):
        distinct = weights.unique().numel()
        if distinct < 0.9 * weights.numel():
            fail(
                "of the {n} weights in {name} only {distinct} are different numbers",
                n=weights.numel(),
                name=name,
                distinct=distinct,
                got=weights,
            )
        if (weights == again).double().mean() > 0.1:
            fail("two calls gave the same {name}", name=name, got=again)


@points(2, needs="weights_differ", hint="Draw once for each layer. What is the same array by two names?")
def test_layers_are_independent(student):
    """W1 and W2 are two draws, even where their shapes are the same"""
    W1, _b1, W2, _b2 = init(student, 120, 120, 120)
    for weights, relation in ((W1, "W1"), (W1.T, _("the transpose of W1"))):
        if (weights == W2).double().mean() > 0.01:
            fail("W2 holds the same numbers as {other}", other=relation, got=W2, expected="numbers of its own")
        correlation = torch.corrcoef(torch.stack([weights.flatten(), W2.flatten()]).double())[0, 1].item()
        if abs(correlation) > 0.06:  # seven standard deviations of 1/120
            got = _("correlation {:.2f}").format(correlation)
            fail("W2 was made from {other}", other=relation, got=got, expected="0")


@points(1, needs="weights_differ", hint="N(0, sigma²) is the bell curve: one weight in 22 lies two deviations out.")
def test_weights_are_normal(student):
    """the weights of both layers follow the bell curve of a normal distribution"""
    for name, weights in draw_weights(student, *LARGE, 0.5):
        z = weights.sort().values
        z = (z - z.mean()) / z.std()
        share_below = (torch.arange(z.numel()) + 0.5) / z.numel()
        gap = (share_below - torch.special.ndtr(z)).abs().max().item()
        far_out = int((z.abs() > 3).sum())
        # Of 60,000: Kolmogorov's distance is above 0.02 once in 10²⁰, a uniform distribution has 0.057;
        # beyond three deviations lie 162, give or take 12.7.
        if gap > 0.02 or not 70 <= far_out <= 280:
            within = (z.abs() < 1).double().mean()
            fail(
                "the weights in {name} are not normally distributed",
                name=name,
                got=_("{:.0%} within one deviation, {} of {} beyond three").format(within, far_out, len(z)),
                expected="68% within one deviation, about 162 beyond three",
            )


@points(2, needs="weights_are_normal", hint="What does the function you draw with take: the deviation or its square?")
def test_sigma_is_the_deviation(student, inputs):
    """sigma, 0.01 by default, is the standard deviation of both layers' weights, and their mean is 0"""
    for sigma in (None, round(inputs.uniform(low=0.2, high=0.5).item(), 2), 3.0):
        arguments, expected = (LARGE, 0.01) if sigma is None else ((*LARGE, sigma), sigma)
        for name, weights in draw_weights(student, *arguments):
            std, mean = weights.std().item(), weights.mean().item()
            if abs(std / expected - 1) > 0.03:  # ten standard errors of 0.3 %
                spread = _("standard deviation {:.4g}").format(std)
                fail("{name} has another spread", name=name, got=spread, expected=f"{expected:.4g}")
            if abs(mean) > 0.03 * expected:  # seven standard errors
                fail("{name} is not centred on 0", name=name, got=_("mean {:.4g}").format(mean), expected="0")


@points(
    3,
    hint="Call net with two lists of params in turn, of different sizes: which of your names still knows the first?",
)
def test_net_of_its_arguments(student, inputs):
    """net computes from the X and params it is given, whatever their sizes"""
    for n, sizes in zip((6, 4, 1, 3, 5), SIZES, strict=True):
        assert_logits(student, inputs.normal(n, sizes[0]), make_positive_logits(make_params(inputs, *sizes)))


@points(2, needs="net_of_its_arguments", hint="Logits may be of either sign. After which layer does relu belong?")
def test_logits_stay_raw(student, inputs):
    """relu does not touch the logits"""
    for n, sizes in zip((6, 4, 1, 3, 5), SIZES, strict=True):
        params = make_params(inputs, *sizes)
        params[3] = params[3] - 2
        assert_logits(student, inputs.normal(n, sizes[0]), params)


@points(
    2,
    needs="net_of_its_arguments",
    hint="Which axes of an X of shape (5, 2, 3) belong to one sample, and what shape should it have for X @ W1?",
)
def test_images(student, inputs):
    """each image of a batch is flattened to one row"""
    for shape, sizes in (
        ((5, 2, 3), (6, 4, 3)),
        ((2, 1, 4, 4), (16, 3, 2)),
        ((1, 3, 2, 2), (12, 5, 4)),
        ((3, 3, 1), (3, 4, 2)),
    ):
        assert_logits(student, inputs.normal(*shape), make_positive_logits(make_params(inputs, *sizes)))


@points(
    2,
    hint="reshape((-1, num_inputs)) makes rows of the right length out of anything: 4 samples of 6 become 8 of 3. "
    "What has to be the same before and after?",
)
def test_samples_stay_whole(student, inputs):
    """samples that do not have num_inputs elements raise a ValueError: no rows are regrouped"""
    params = make_params(inputs, 3, 5, 2)
    for shape in ((4, 6), (6, 4), (3, 2), (6, 1), (2, 2, 3), (3, 1, 2, 2), (1, 9), (3,), ()):
        assert_raises(ValueError, student.net, inputs.normal(*shape), params, naming=("X", "params", "W1"))
    params = make_params(inputs, 1, 4, 2)
    assert_raises(ValueError, student.net, inputs.normal(), params, naming=("X", "params", "W1"))


@points(1, needs="net_of_its_arguments", hint="Create no tensors of a fixed dtype on the way.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in DTYPES:
        params = make_positive_logits(make_params(inputs, 3, 5, 2, dtype=dtype))
        assert_logits(student, inputs.normal(4, 3, dtype=dtype), params)


@points(1, needs="images", hint="reshape(0, -1) cannot know what -1 stands for: what do you know instead?")
def test_no_rows(student, inputs):
    """0 rows give a result of shape (0, num_outputs)"""
    params = make_positive_logits(make_params(inputs, 6, 5, 2))
    for shape in ((0, 6), (0, 1, 2, 3)):
        assert_close(student.net(torch.zeros(shape), params), torch.zeros(0, 2))


@points(1, needs="net_of_its_arguments", hint="Operations that end in an underscore, +=, and pop() write in place.")
def test_arguments_unchanged(student, inputs):
    """X and params are left as they were"""
    assert_unchanged(student.net, inputs.normal(4, 4), make_params(inputs, 4, 4, 4))


@points(
    1,
    needs=("logits_stay_raw", "images", "dtypes", "arguments_unchanged"),
    hint="Every step from X to the logits has to be a tensor operation.",
)
def test_gradients(student, inputs):
    """gradients reach X and all four parameters"""
    for dtype in (torch.float32, torch.float64):
        for shape in ((4, 6), (3, 1, 2, 3)):
            assert_gradient(
                student.net,
                (inputs.normal(*shape, dtype=dtype), make_params(inputs, 6, 5, 2, dtype=dtype)),
                oracle,
                wrt=(0, "1.0", "1.1", "1.2", "1.3"),
                magnitude=10.0,
            )


@points(2, hint="Broadcasting makes sizes fit that should not: compare them first.")
def test_bad_input(student, inputs):
    """params whose shapes do not fit together raise a ValueError that names them"""
    X, (W1, b1, W2, b2) = inputs.normal(4, 3), make_params(inputs, 3, 5, 2)
    for bad in (W1[:, :4], W1[:, :1], W1[0], W1[None]):
        assert_raises(ValueError, student.net, X, [bad, b1, W2, b2], naming=ANY)
    for bad in (b1[:4], b1[:1], b1[0], b1.expand(4, 5)):
        assert_raises(ValueError, student.net, X, [W1, bad, W2, b2], naming=ANY)
    for bad in (W2[:4], W2[:, :1], W2[:, 0], W2[None]):
        assert_raises(ValueError, student.net, X, [W1, b1, bad, b2], naming=ANY)
    for bad in (b2[:1], b2[0], inputs.normal(3), b2.expand(4, 2)):
        assert_raises(ValueError, student.net, X, [W1, b1, W2, bad], naming=ANY)


@points(
    1,
    needs="net_of_its_arguments",
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """net works, and answers, on the device of its input"""
    assert_keeps_device(student.net, inputs.normal(4, 3), make_params(inputs, 3, 5, 2))
