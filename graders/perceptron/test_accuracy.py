"""Checks for `accuracy`."""

import torch

from course_cli.grading import assert_close, assert_keeps_device, assert_raises, assert_unchanged, points

EXPERIMENT = (
    "Labels already decided, tensor([300, 1]), against y = tensor([44, 1], dtype=torch.uint8): how many are right, "
    "and how many do you count? Then give y the shape (2, 1) and print the shape of the comparison. Last, print the "
    "type of what you return for two right answers."
)

LABEL_DTYPES = (
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.float64,
    torch.float32,
    torch.float16,
    torch.bfloat16,
)


def scores_for(inputs, labels, q):
    """Scores whose rows are shuffled whole numbers, the largest at the label: no ties, whatever they are cast to."""
    rows = []
    for label in labels.tolist():
        row = torch.from_numpy(inputs.numpy.permutation(q - 1))
        rows.append(torch.cat([row[:label], torch.tensor([q - 1]), row[label:]]))
    return torch.stack(rows).float()


def assert_share(got, expected):
    """A right answer may have taken its mean in float32."""
    assert_close(got, float(expected), rtol=1e-5, atol=1e-6)


def number(value):
    """The number in an int, a bool or a 0-d tensor, whose type is judged by a check of its own."""
    if isinstance(value, torch.Tensor) and value.dim() == 0:
        value = value.item()
    return float(value) if isinstance(value, (bool, int)) else value


@points(2, hint="Each row is a sample: along which axis do its classes lie?")
def test_predict_classes(student, inputs):
    """each sample gets the class with its row's largest score, as int64"""
    for n, q in ((4, 3), (3, 7), (5, 5), (1, 4), (6, 2)):
        labels = inputs.integers(0, q, n)
        scores = scores_for(inputs, labels, q)
        assert_close(student.predict_classes(scores), labels)
        assert_close(student.predict_classes(torch.softmax(scores - 9, dim=1).double()), labels)
        assert_close(student.predict_classes(scores - q), labels)


@points(1, hint="Labels that are already decided have one dimension: there is nothing to choose between.")
def test_decided_labels(student, inputs):
    """predict_classes passes labels of shape (batch_size,) through"""
    for n in (1, 5):
        for dtype in (torch.int64, torch.uint8, torch.float32):
            labels = inputs.integers(0, 9, n).to(dtype)
            assert_close(student.predict_classes(labels), labels)


@points(2, hint="How many samples are there?")
def test_share_not_count(student, inputs):
    """accuracy is 1 when all are right, however many there are"""
    for n in (1, 4, 7, 100):
        y = inputs.integers(0, 5, n)
        assert_share(number(student.accuracy(y, y)), 1.0)


@points(2, needs="share_not_count", hint="Compare element by element: each sample counts on its own.")
def test_partly_right(student, inputs):
    """accuracy is the share of samples that are right"""
    for n, right in ((8, 3), (7, 6), (3, 1), (50, 20), (6, 0)):
        y = inputs.integers(0, 5, n)
        wrong = torch.from_numpy(inputs.numpy.permutation(n)) >= right
        assert_share(number(student.accuracy(y + wrong, y)), right / n)


@points(1, needs="partly_right", hint="len() and .item() give Python numbers; a 0-d tensor is not one.")
def test_python_float(student, inputs):
    """accuracy is a Python float, not a tensor or an int"""
    y = inputs.integers(0, 5, 6)
    assert_share(student.accuracy(y, y), 1.0)
    assert_share(student.accuracy(y + (torch.arange(6) < 2), y), 4 / 6)


@points(2, needs=("python_float", "predict_classes"), hint="accuracy takes what predict_classes takes.")
def test_from_scores(student, inputs):
    """accuracy takes scores of shape (batch_size, num_classes) as well as labels"""
    for n, q, right in ((8, 3, 5), (5, 5, 2), (3, 10, 1), (1, 4, 1)):
        labels = inputs.integers(0, q, n)
        wrong = torch.from_numpy(inputs.numpy.permutation(n)) >= right
        assert_share(student.accuracy(scores_for(inputs, (labels + wrong) % q, q), labels), right / n)


@points(1, needs="python_float", hint="Two tensors of different dtypes can hold the same number.")
def test_label_dtypes(student, inputs):
    """labels of any integer or float dtype are compared by value"""
    for dtype in LABEL_DTYPES:
        y = inputs.integers(0, 5, 4)
        predicted = y.clone()
        predicted[inputs.integers(0, 4)] += 1
        assert_share(student.accuracy(predicted, y.to(dtype)), 0.75)
    y = inputs.integers(0, 5, 4)
    assert_share(student.accuracy(torch.cat([y[:3], y[3:] + 1]).float(), y), 0.75)


@points(
    2,
    needs="python_float",
    hint="In uint8, 300 becomes 44, and 0.9 becomes 0. Which of the two sides can be cast without losing anything?",
)
def test_nothing_wraps(student):
    """a predicted class of 300 is not a label of 44, whatever y's dtype"""
    predicted = torch.tensor([300, 7, 299, 2])
    assert_share(student.accuracy(predicted, torch.tensor([44, 7, 43, 2], dtype=torch.uint8)), 0.5)
    assert_share(student.accuracy(predicted, torch.tensor([44, 7, 43, 2], dtype=torch.int8)), 0.5)


@points(
    1,
    needs=("nothing_wraps", "from_scores"),
    hint="In uint8, 300 becomes 44, and 0.9 becomes 0. Which of the two sides can be cast without losing anything?",
)
def test_scores_do_not_wrap(student):
    """neither scores nor the classes chosen from them are squeezed into y's dtype"""
    scores = torch.full((4, 320), 0.1)
    scores[torch.arange(4), torch.tensor([300, 7, 299, 2])] = 0.9
    assert_share(student.accuracy(scores, torch.tensor([44, 7, 43, 2], dtype=torch.uint8)), 0.5)
    assert_share(student.accuracy(scores, torch.tensor([300, 7, 43, 2])), 0.75)


@points(1, needs="predict_classes", hint="What is the share of right answers among no answers?")
def test_no_rows(student):
    """0 rows have no accuracy: a ValueError; predict_classes gives 0 classes"""
    nothing = torch.zeros(0, dtype=torch.int64)
    assert_close(student.predict_classes(torch.zeros(0, 3)), nothing)
    assert_raises(ValueError, student.accuracy, torch.zeros(0, 3), nothing, naming=("y_hat", "y"))
    assert_raises(ValueError, student.accuracy, nothing, nothing, naming=("y_hat", "y"))


@points(1, hint="Operations that end in an underscore write into the caller's tensor.")
def test_arguments_unchanged(student, inputs):
    """neither function changes the tensors it is given"""
    y_hat, y = inputs.normal(4, 4), inputs.integers(0, 4, 4)
    assert_unchanged(student.predict_classes, y_hat)
    assert_unchanged(student.accuracy, y_hat, y)
    assert_unchanged(student.accuracy, y.float(), y.to(torch.uint8))


@points(
    2,
    needs="predict_classes",
    hint="Compare the shapes first: == compares (batch_size,) with (batch_size, 1) or (1,) by broadcasting.",
)
def test_bad_input(student, inputs):
    """shapes that do not fit raise a ValueError that names the argument"""
    y_hat, y = inputs.normal(4, 3), inputs.integers(0, 3, 4)
    for bad in (y_hat[None], y_hat[0, 0]):
        assert_raises(ValueError, student.predict_classes, bad, naming="y_hat")
        assert_raises(ValueError, student.accuracy, bad, y[:1], naming=("y_hat", "y"))
    for bad in (y[:, None], y[None], y[0]):
        assert_raises(ValueError, student.accuracy, y_hat, bad, naming="y")
    for bad in (y[:3], y[:1], torch.cat([y, y])):
        assert_raises(ValueError, student.accuracy, y_hat, bad, naming=("y_hat", "y"))
        assert_raises(ValueError, student.accuracy, y, bad, naming=("y_hat", "y"))


@points(
    1,
    needs=("predict_classes", "python_float"),
    hint="NumPy reads no tensor of a GPU, and a GPU does not mix its tensors with the CPU's.",
)
def test_another_device(student, inputs):
    """both functions work, and predict_classes answers, on the device of their input"""
    y_hat, y = inputs.normal(4, 3), inputs.integers(0, 3, 4)
    assert_keeps_device(student.predict_classes, y_hat)
    assert_keeps_device(student.accuracy, y_hat, y)
    assert_keeps_device(student.accuracy, y, y.float())
