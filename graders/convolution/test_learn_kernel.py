"""Checks for `learn_kernel`."""

import torch
import torch.nn.functional as F

from course_cli.grading import Rules, assert_close, assert_raises, assert_unchanged, points

RULES = Rules(refuse=("optimizer",), call_seconds=20, total_seconds=120)
EXPERIMENT = (
    "Take X = [[1, 0, 2]], Y = [[1, 2]] and a kernel of two zeros, and work the gradient of the sum of squared "
    "errors out on paper. Is your first step lr times that, the other way? Then print the sum every 10 steps: does "
    "it fall, stand still or grow?"
)

EDGE = torch.tensor([[1.0, -1.0]])
NO_STEP = 1e-12  # a learning rate that leaves the start where it is


def cross_correlation(X, K):
    return F.conv2d(X[None, None], K[None, None])[0, 0]


def make_picture(inputs, kernel_shape, dtype=torch.float32):
    """A picture of 6 × 8 on which 300 steps at lr = 0.01 are enough, by a wide margin."""
    while True:
        X = inputs.uniform(6, 8, low=-1.0, high=1.0, dtype=dtype)
        patches = F.unfold(X.double()[None, None], kernel_shape)[0]
        curvature = 2 * torch.linalg.eigvalsh(patches @ patches.T)
        if curvature[0] > 5 and curvature[-1] < 150:
            return X


def descend(X, Y, K, lr, num_steps):
    X, Y, K = X.double(), Y.double(), K.double()
    for _ in range(num_steps):
        K = K.detach().requires_grad_()
        loss = ((cross_correlation(X, K) - Y) ** 2).sum()
        K = K - lr * torch.autograd.grad(loss, K)[0]
    return K.detach().float()


def start_and_end(student, inputs, X, Y, kernel_shape, lr, num_steps):
    """Where the student's descent starts, and where it is some steps later, from one seed."""
    seed = inputs.seed % 2**31
    start = student.learn_kernel.observe(X, Y, kernel_shape, NO_STEP, 1, seed=seed).value
    end = student.learn_kernel.observe(X, Y, kernel_shape, lr, num_steps, seed=seed).value
    return start, end


def judge_steps(student, inputs, num_steps):
    X = make_picture(inputs, (1, 2))
    Y = cross_correlation(X, EDGE)
    start, end = start_and_end(student, inputs, X, Y, (1, 2), 0.01, num_steps)
    assert_close(start, torch.zeros(1, 2), atol=1e4)  # its shape and dtype: the start is free
    assert_close(end, descend(X, Y, start, 0.01, num_steps), magnitude=20)


@points(2, hint="Is your L a sum or a mean, and is there a ½ in it? With lr the same, each makes another step.")
def test_one_step_down_the_sum(student, inputs):
    """one step takes K to K - lr · dL/dK, for L the sum of the squared errors"""
    judge_steps(student, inputs, 1)


@points(
    2, needs="one_step_down_the_sum", hint="What does a second backward() do with the gradient that is already there?"
)
def test_gradient_is_fresh_at_every_step(student, inputs):
    """each further step uses that step's gradient alone"""
    for num_steps in (2, 5):
        judge_steps(student, inputs, num_steps)


@points(
    2,
    needs="gradient_is_fresh_at_every_step",
    hint="Print the sum of squared errors at every 50th step: has it stopped falling, or does it still?",
)
def test_recovers_the_edge_detector(student):
    """[[1, -1]] is found again from the text's picture to within 0.05"""
    X = torch.ones(6, 8)
    X[:, 2:6] = 0
    assert_close(student.learn_kernel(X, cross_correlation(X, EDGE), (1, 2), 0.01, 300), EDGE, atol=0.05)


@points(
    2, needs="recovers_the_edge_detector", hint="Nothing about the kernel may be known before: learn it from X and Y."
)
def test_recovers_other_kernels(student, inputs):
    """other kernels, of other sizes, are found again"""
    for kernel_shape in ((1, 2), (2, 2), (3, 2), (1, 3)):
        X, K = make_picture(inputs, kernel_shape), inputs.normal(*kernel_shape)
        Y = cross_correlation(X, K)
        assert_close(student.learn_kernel(X, Y, kernel_shape, 0.01, 300), K, atol=0.05)


@points(
    1, needs="one_step_down_the_sum", hint="Start anywhere (zeros, random numbers), and let only the steps look at Y."
)
def test_start_knows_nothing(student, inputs):
    """before the first step, the kernel does not depend on Y"""
    X = make_picture(inputs, (2, 2))
    first, second = (
        student.learn_kernel.observe(X, cross_correlation(X, K), (2, 2), NO_STEP, 1, seed=inputs.seed % 2**31).value
        for K in (inputs.normal(2, 2), inputs.normal(2, 2))
    )
    assert_close(first, torch.zeros(2, 2), atol=1e4)  # its shape and dtype
    assert_close(second, first)


@points(
    1, needs="recovers_other_kernels", hint="Which shape does your kernel start with, for kernel_size=2 and for (2, 2)?"
)
def test_int_kernel_size(student, inputs):
    """an int kernel_size stands for both sides"""
    X, K = make_picture(inputs, (2, 2)), inputs.normal(2, 2)
    assert_close(student.learn_kernel(X, cross_correlation(X, K), 2, 0.01, 300), K, atol=0.05)


@points(
    1,
    needs="recovers_other_kernels",
    hint="Print the dtype of the kernel before the first step and after it: where does float32 come from?",
)
def test_keeps_dtype(student, inputs):
    """float64 pictures give a float64 kernel"""
    X, K = make_picture(inputs, (2, 2), torch.float64), inputs.normal(2, 2, dtype=torch.float64)
    assert_close(student.learn_kernel(X, cross_correlation(X, K), (2, 2), 0.01, 300), K, atol=0.05)


@points(
    1,
    needs="one_step_down_the_sum",
    hint="Print X and Y before and after: which line of yours writes into one of them?",
)
def test_arguments_are_left_alone(student, inputs):
    """X and Y are not changed"""
    X = make_picture(inputs, (1, 2))
    assert_unchanged(student.learn_kernel, X, cross_correlation(X, EDGE), (1, 2), 0.01, 2)


@points(
    1,
    hint="Which shape must Y have, for this X and kernel_size? Which line of yours compares, before the first step?",
)
def test_bad_input(student, inputs):
    """wrong dimensions, a kernel larger than X, and a Y that does not fit raise ValueError"""
    X, Y = inputs.uniform(4, 5), inputs.uniform(4, 4)
    student.learn_kernel(X, Y, (1, 2), 0.01, 1)  # good input is taken
    student.learn_kernel(X, inputs.uniform(1, 1), (4, 5), 0.01, 1)
    learn = student.learn_kernel
    all_names = ("X", "Y", "kernel_size")
    assert_raises(ValueError, learn, inputs.uniform(5), inputs.uniform(4), (1, 2), 0.01, 1, naming=all_names)
    assert_raises(ValueError, learn, inputs.uniform(1, 4, 5), Y, (1, 2), 0.01, 1, naming=all_names)
    assert_raises(ValueError, learn, X, inputs.uniform(16), (1, 2), 0.01, 1, naming=all_names)
    assert_raises(ValueError, learn, X, inputs.uniform(4, 5), (1, 2), 0.01, 1, naming=all_names)
    assert_raises(ValueError, learn, X, inputs.uniform(1, 1), (1, 2), 0.01, 1, naming=all_names)
    assert_raises(ValueError, learn, X, torch.zeros(0, 4), (5, 2), 0.01, 1, naming=(*all_names, "K"))
    assert_raises(ValueError, learn, X, torch.zeros(4, 0), (1, 6), 0.01, 1, naming=(*all_names, "K"))
    assert_raises(ValueError, learn, X, Y, (5, 2), 0.01, 1, naming=(*all_names, "K"))
