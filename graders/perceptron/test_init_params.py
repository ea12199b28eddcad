"""Checks for `init_params`.

Each statistic is allowed to stray so far that a right answer fails less than once in 10⁹ grades.
"""

import torch

from course_cli.grading import assert_close, fail, points
from course_cli.language import translated as _

EXPERIMENT = (
    "Draw a W of 1000 by 10 with sigma=0.1, and print its mean, its std and the share of entries farther from 0 than "
    "0.2. What should the three be for a normal distribution? Then print is_leaf and requires_grad of W and b: after "
    "which of your lines are they no longer what they should be?"
)

NUM_DRAWS = (300, 200)


def draw(student, *arguments, **keywords):
    """W and b as the student returns them; anything but a pair of tensors fails the check."""
    pair = student.init_params(*arguments, **keywords)
    if (
        not isinstance(pair, (tuple, list))
        or len(pair) != 2
        or not all(isinstance(item, torch.Tensor) for item in pair)
    ):
        fail("init_params has to return a pair of tensors", got=pair, expected="(W, b)")
    return pair


@points(
    1, hint="For X of shape (5, num_inputs): which shape must W have for X @ W, and how many numbers does b then need?"
)
def test_shapes(student):
    """W is (num_inputs, num_outputs) and b is (num_outputs,), both float32 by default"""
    for num_inputs, num_outputs in ((3, 5), (5, 3), (4, 4), (1, 1), (64, 10)):
        W, b = draw(student, num_inputs, num_outputs)
        assert_close(W * 0, torch.zeros(num_inputs, num_outputs), axes=("num_inputs", "num_outputs"))
        assert_close(b * 0, torch.zeros(num_outputs), axes=("num_outputs",))


@points(1, needs="shapes", hint="Only the weights have to differ from each other at the start.")
def test_biases_are_zero(student):
    """all biases start at 0"""
    for arguments in ((3, 5), (4, 1, 2.0)):
        assert_close(draw(student, *arguments)[1], torch.zeros(arguments[1]))


@points(2, needs="shapes", hint="With equal weights, all outputs start as the same function of the input.")
def test_weights_differ(student):
    """the weights are random: all different, and others on every call"""
    W, _b = draw(student, *NUM_DRAWS)
    again, _b = draw(student, *NUM_DRAWS)
    distinct = W.unique().numel()
    if distinct < 0.9 * W.numel():
        fail("of {n} weights only {distinct} are different numbers", n=W.numel(), distinct=distinct, got=W)
    if (W == again).float().mean() > 0.1:
        fail("two calls gave the same weights", got=again)


@points(
    2,
    needs="weights_differ",
    hint="N(0, sigma²) is the bell curve: one weight in 22 lies farther out than two deviations.",
)
def test_weights_are_normal(student):
    """the weights follow the bell curve of a normal distribution"""
    W, _b = draw(student, *NUM_DRAWS, 0.5)
    z = W.double().flatten().sort().values
    z = (z - z.mean()) / z.std()
    share_below = (torch.arange(z.numel()) + 0.5) / z.numel()
    gap = (share_below - torch.special.ndtr(z)).abs().max().item()
    if gap > 0.02:  # Kolmogorov's distance: above 0.02 once in 10^20; a uniform distribution has 0.057
        within = (z.abs() < 1).double().mean().item()
        fail(
            "the weights are not normally distributed",
            got=_("{:.0%} of the weights within one standard deviation, none farther than {:.1f}").format(
                within, z.abs().max()
            ),
            expected="68% within one standard deviation, a few farther than 3.5",
        )
    far_out = int((z.abs() > 3).sum())
    if not 70 <= far_out <= 280:  # 162 expected of 60,000, standard deviation 12.7
        fail(
            "the tails of the distribution are not those of a normal one",
            got=_("{} of {} weights farther than 3 standard deviations").format(far_out, z.numel()),
            expected="about 162",
        )


@points(2, needs="weights_are_normal", hint="What does the function you draw with take: the deviation or its square?")
def test_sigma_is_the_deviation(student, inputs):
    """sigma, 0.01 by default, is the weights' standard deviation, and their mean is 0"""
    for sigma in (None, 0.02, round(inputs.uniform(low=0.2, high=0.5).item(), 2), 3.0):
        W, _b = draw(student, *NUM_DRAWS) if sigma is None else draw(student, *NUM_DRAWS, sigma)
        expected = 0.01 if sigma is None else sigma
        std, mean = W.double().std().item(), W.double().mean().item()
        if abs(std / expected - 1) > 0.03:  # ten standard errors of 0.3 %
            spread = _("standard deviation {:.4g}").format(std)
            fail("the weights have another spread", got=spread, expected=f"{expected:.4g}")
        if abs(mean) > 0.03 * expected:  # seven standard errors
            fail("the weights are not centred on 0", got=_("mean {:.4g}").format(mean), expected="0")


@points(1, needs="shapes", hint="A tensor that training is to change says so itself.")
def test_require_gradients(student):
    """W and b require gradients"""
    for name, tensor in zip("Wb", draw(student, 4, 3), strict=True):
        if not student.traits(tensor).requires_grad:
            fail(
                "{name} does not require a gradient",
                name=name,
                got="requires_grad=False",
                expected="requires_grad=True",
            )


@points(
    2,
    needs="require_gradients",
    hint="Scale first: the result of an operation on a tracked tensor is not a leaf, and gets no .grad.",
)
def test_are_leaves(student):
    """W and b are leaves of the graph, so that backward() fills their .grad"""
    for sigma in (0.01, 1.0):
        for name, tensor in zip("Wb", draw(student, 4, 3, sigma), strict=True):
            if not student.traits(tensor).is_leaf:
                fail(
                    "{name} is the result of an operation, not a leaf",
                    name=name,
                    got="is_leaf=False",
                    expected="is_leaf=True",
                )
