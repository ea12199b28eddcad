"""Checks for `cross_entropy`.

Sign and size of the loss are judged apart, so that each slip costs its own points.
"""

import torch
from torch.nn.functional import one_hot

from course_cli.grading import (
    Rules,
    assert_close,
    assert_constant_work,
    assert_gradient,
    assert_keeps_device,
    assert_raises,
    assert_unchanged,
    fail,
    points,
)
from course_cli.language import translated as _

RULES = Rules(refuse=("cross_entropy",))
EXPERIMENT = (
    "For y_hat = tensor([[0.1, 0.9], [0.5, 0.5]]) and y = tensor([0, 1]): which two numbers of y_hat count, and "
    "which single expression picks them? Then put a 0 into y_hat, once at the label and once beside it: which losses "
    "should come out, and which do?"
)

INF = float("inf")
SHAPES = ((4, 3), (1, 5), (3, 3), (6, 2), (2, 10))
DTYPES = (torch.float64, torch.float16, torch.bfloat16)


def probabilities(inputs, n, q, dtype=torch.float32):
    """Rows that sum to 1, all entries well above 0."""
    shares = inputs.uniform(n, q, low=0.3, high=1.0, dtype=torch.float64)
    return (shares / shares.sum(dim=1, keepdim=True)).to(dtype)


def sample(inputs, n, q, dtype=torch.float32):
    """Probabilities, and a class for each row."""
    return probabilities(inputs, n, q, dtype), inputs.integers(0, q, n)


def loss_of(y_hat, y):
    """The oracle, by hand and in float64."""
    return torch.stack([-row[label].log() for row, label in zip(y_hat.double(), y.tolist(), strict=True)]).to(
        y_hat.dtype
    )


def soft_loss_of(y_hat, y_soft):
    """The oracle for one-hot and soft labels: torch's own entropy of two distributions, in float64."""
    return -torch.special.xlogy(y_soft.double(), y_hat.double()).sum(dim=1).to(y_hat.dtype)


def oracle(y_hat, y):
    return -y_hat[torch.arange(len(y)), y].log()


def soft_oracle(y_hat, y_soft):
    return -(y_soft * y_hat.log()).sum(dim=1)


def require_vector(loss, n):
    if not isinstance(loss, torch.Tensor) or loss.shape != (n,):
        shape = tuple(loss.shape) if isinstance(loss, torch.Tensor) else type(loss).__name__
        fail(
            "there has to be one loss for each sample", got=f"{shape}", expected=_("a tensor of shape ({},)").format(n)
        )


def require_positive(loss):
    if not bool((loss > 0).all()):
        fail("a loss is never negative: ln of a probability is, so the minus turns it round", got=loss)


@points(2, hint="How many numbers come out for a batch of three, and who is to decide what becomes of them?")
def test_one_loss_a_sample(student, inputs):
    """cross_entropy gives one loss for each sample, not their mean"""
    for n, q in SHAPES:
        require_vector(student.cross_entropy(*sample(inputs, n, q)), n)


@points(1, needs="one_loss_a_sample", hint="The logarithm of a number below 1 is negative.")
def test_loss_is_positive(student, inputs):
    """cross_entropy is positive where the probability is below 1"""
    for n, q in SHAPES:
        require_positive(student.cross_entropy(*sample(inputs, n, q)))


@points(2, needs="one_loss_a_sample", hint="A probability of 1/e costs 1, one of 1/2 costs 0.6931.")
def test_size_of_loss(student, inputs):
    """the loss is the natural logarithm of the label's own probability"""
    for n, q in SHAPES:
        y_hat, y = sample(inputs, n, q)
        assert_close(student.cross_entropy(y_hat, y).abs(), loss_of(y_hat, y))


@points(2, needs=("loss_is_positive", "size_of_loss"), hint="-ln 0 is inf, -ln 1e-30 is 69: let them be.")
def test_tiny_probabilities(student):
    """a label of probability 0 costs inf, one of 1e-30 costs 69, unclamped"""
    y_hat = torch.tensor([[0.0, 1.0], [1e-30, 1.0], [1e-9, 1.0], [1.0, 0.0]])
    y = torch.tensor([0, 0, 0, 1])
    assert_close(student.cross_entropy(y_hat, y), torch.tensor([INF, 69.077553, 20.723266, INF]))
    y_hat = torch.tensor([[1e-300, 1.0], [1e-16, 1.0], [0.0, 1.0]], dtype=torch.float64)
    expected = torch.tensor([690.7755278982137, 36.841361487904734, INF], dtype=torch.float64)
    assert_close(student.cross_entropy(y_hat, torch.tensor([0, 0, 0])), expected)


@points(
    1,
    needs=("loss_is_positive", "size_of_loss"),
    hint="What is 0 times -inf, and does any class but the label take part in your sum?",
)
def test_zeros_elsewhere(student):
    """a probability of 0 for another class changes nothing"""
    y_hat, y = torch.tensor([[0.0, 0.5, 0.5], [0.25, 0.75, 0.0], [0.0, 0.0, 1.0]]), torch.tensor([1, 0, 2])
    assert_close(student.cross_entropy(y_hat, y), loss_of(y_hat, y))


@points(1, needs="one_loss_a_sample", hint="Pick all labels' probabilities in one indexing or gather.")
def test_vectorised(student, inputs):
    """cross_entropy takes no more operations for more samples"""
    assert_constant_work(student.cross_entropy, sample(inputs, 8, 3), sample(inputs, 1024, 3), what="the batch")


@points(2, hint="How many numbers come out for three samples of five classes: over which axis did your sum go?")
def test_one_hot_one_loss_a_sample(student, inputs):
    """one_hot_cross_entropy gives one loss for each sample, not their mean"""
    for n, q in SHAPES:
        y_hat, y = sample(inputs, n, q)
        require_vector(student.one_hot_cross_entropy(y_hat, one_hot(y, q).float()), n)


@points(1, needs="one_hot_one_loss_a_sample", hint="The logarithm of a number below 1 is negative.")
def test_one_hot_loss_is_positive(student, inputs):
    """one_hot_cross_entropy is positive where the probability is below 1"""
    for n, q in SHAPES:
        y_hat, y = sample(inputs, n, q)
        require_positive(student.one_hot_cross_entropy(y_hat, one_hot(y, q).float()))


@points(
    2,
    needs="one_hot_one_loss_a_sample",
    hint="With the soft label [0.5, 0.5], how many classes of the sample count, and how much each?",
)
def test_one_hot_size_of_loss(student, inputs):
    """one_hot_cross_entropy sums y_one_hot ln y_hat over the classes, soft labels included"""
    for n, q in SHAPES:
        y_hat, y = sample(inputs, n, q)
        for labels in (one_hot(y, q).float(), probabilities(inputs, n, q)):
            assert_close(student.one_hot_cross_entropy(y_hat, labels).abs(), soft_loss_of(y_hat, labels))


@points(
    2,
    needs=("one_hot_loss_is_positive", "one_hot_size_of_loss"),
    hint="The limit of p ln p is 0, but 0 times -inf is nan: which terms may the sum leave out?",
)
def test_zero_times_log_zero(student):
    """a class with y_one_hot = 0 and y_hat = 0 adds nothing to the one-hot loss"""
    y_hat = torch.tensor([[0.0, 0.5, 0.5], [0.25, 0.75, 0.0], [0.0, 0.0, 1.0]])
    hard = torch.tensor([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    soft = torch.tensor([[0.0, 0.5, 0.5], [0.1, 0.9, 0.0], [0.0, 0.0, 1.0]])
    for labels in (hard, soft):
        assert_close(student.one_hot_cross_entropy(y_hat, labels), soft_loss_of(y_hat, labels))


@points(
    2, needs=("one_hot_loss_is_positive", "one_hot_size_of_loss"), hint="-ln 0 is inf, -ln 1e-30 is 69: let them be."
)
def test_one_hot_tiny_probabilities(student):
    """where y_one_hot is not 0, a y_hat of 0 costs inf and one of 1e-30 costs 69, unclamped"""
    y_hat = torch.tensor([[0.0, 1.0], [1e-30, 1.0], [1e-9, 1.0], [1e-30, 1.0], [1.0, 0.0]])
    labels = torch.tensor([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.5, 0.5], [0.9, 0.1]])
    expected = torch.tensor([INF, 69.077553, 20.723266, 34.538776, INF])
    assert_close(student.one_hot_cross_entropy(y_hat, labels), expected)


@points(
    1,
    needs=("one_hot_loss_is_positive", "one_hot_size_of_loss"),
    hint="F.one_hot gives int64, and a product of two dtypes takes the wider one: whose dtype should the loss have?",
)
def test_one_hot_label_dtypes(student, inputs):
    """int64 and float64 labels are accepted, and the loss has y_hat's dtype"""
    for dtype in (torch.float32, *DTYPES):
        y_hat, y = sample(inputs, 4, 3, dtype)
        for label_dtype in (torch.int64, torch.float32, torch.float64):
            labels = one_hot(y, 3).to(label_dtype)
            got = student.one_hot_cross_entropy(y_hat, labels)
            assert_close(got, soft_loss_of(y_hat, labels), rtol=1e-2, atol=1e-2)


@points(1, needs="one_hot_one_loss_a_sample", hint="Multiply whole tensors, then sum over the classes.")
def test_one_hot_vectorised(student, inputs):
    """one_hot_cross_entropy takes no more operations for more samples"""
    small, large = ((probabilities(inputs, n, 3), probabilities(inputs, n, 3)) for n in (8, 1024))
    assert_constant_work(student.one_hot_cross_entropy, small, large, what="the batch")


@points(1, needs=("loss_is_positive", "size_of_loss"), hint="Create no tensors of a fixed dtype on the way.")
def test_dtypes(student, inputs):
    """float64, float16 and bfloat16 come back as they went in"""
    for dtype in DTYPES:
        y_hat, y = sample(inputs, 5, 3, dtype)
        assert_close(student.cross_entropy(y_hat, y), loss_of(y_hat, y), rtol=1e-2, atol=1e-2)


@points(
    1,
    needs=("loss_is_positive", "size_of_loss", "one_hot_loss_is_positive", "one_hot_size_of_loss"),
    hint="Every step from y_hat to the loss has to be a tensor operation.",
)
def test_gradients(student, inputs):
    """the gradient with respect to y_hat is -y_one_hot / y_hat"""
    y_hat, y = sample(inputs, 4, 3)
    assert_gradient(student.cross_entropy, (y_hat, y), oracle)
    assert_gradient(student.one_hot_cross_entropy, (y_hat, probabilities(inputs, 4, 3)), soft_oracle)


@points(
    1,
    needs=("dtypes", "one_hot_label_dtypes", "gradients", "tiny_probabilities", "one_hot_tiny_probabilities"),
    hint="Which step on the way works in float32 only, or adds a small number to be safe?",
)
def test_double_precision(student, inputs):
    """float64 keeps its digits, in values and in gradients"""
    y_hat, y = sample(inputs, 5, 3, torch.float64)
    assert_gradient(student.cross_entropy, (y_hat, y), oracle)
    assert_gradient(student.one_hot_cross_entropy, (y_hat, probabilities(inputs, 5, 3, torch.float64)), soft_oracle)


@points(
    1,
    needs=("vectorised", "one_hot_vectorised", "one_loss_a_sample", "one_hot_one_loss_a_sample"),
    hint="What does your way of picking make of torch.zeros(0, 3) and no labels?",
)
def test_no_rows(student):
    """0 rows give 0 losses"""
    nothing = torch.zeros(0, 3)
    assert_close(student.cross_entropy(nothing, torch.zeros(0, dtype=torch.int64)), torch.zeros(0))
    assert_close(student.one_hot_cross_entropy(nothing, nothing), torch.zeros(0))


@points(1, hint="Operations that end in an underscore, and +=, write into the caller's tensor.")
def test_arguments_unchanged(student, inputs):
    """neither function changes the tensors it is given"""
    y_hat, y = sample(inputs, 4, 3)
    assert_unchanged(student.cross_entropy, y_hat, y)
    assert_unchanged(student.one_hot_cross_entropy, y_hat, one_hot(y, 3).float())


@points(2, hint="Compare the shapes first: indexing, gather and * all accept shapes that make no sense here.")
def test_bad_input(student, inputs):
    """shapes that do not fit raise a ValueError that names the argument"""
    y_hat, y = sample(inputs, 4, 3)
    labels = one_hot(y, 3).float()
    loss, one_hot_loss = student.cross_entropy, student.one_hot_cross_entropy
    for bad, rows in ((y_hat[0], 3), (y_hat[None], 1)):
        assert_raises(ValueError, loss, bad, y[:rows], naming="y_hat")
    for bad in (y[:, None], y[0]):
        assert_raises(ValueError, loss, y_hat, bad, naming="y")
    for bad in (y[:3], y[:1], torch.cat([y, y])):
        assert_raises(ValueError, loss, y_hat, bad, naming=("y_hat", "y"))
    for bad in (labels[:3], labels[:1], labels[:, :1], labels[:, :2], labels[0], labels[None]):
        assert_raises(ValueError, one_hot_loss, y_hat, bad, naming=("y_hat", "y_one_hot"))
    for bad, its_labels in ((y_hat[0], labels[0]), (y_hat[None], labels[None])):
        assert_raises(ValueError, one_hot_loss, bad, its_labels, naming=("y_hat", "y_one_hot"))


@points(
    1,
    needs=("one_loss_a_sample", "one_hot_one_loss_a_sample"),
    hint="A GPU does not mix its tensors with the CPU's: which calls make a tensor beside the input?",
)
def test_another_device(student, inputs):
    """both functions work, and answer, on the device of their input"""
    y_hat, y = sample(inputs, 4, 3)
    assert_keeps_device(student.cross_entropy, y_hat, y)
    assert_keeps_device(student.one_hot_cross_entropy, y_hat, one_hot(y, 3))
