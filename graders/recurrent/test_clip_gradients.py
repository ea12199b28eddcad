"""Checks for `clip_gradients`."""

import numpy as np

from course_cli.grading import Rules, assert_close, assert_unchanged, points

RULES = Rules(library="numpy")
EXPERIMENT = (
    "Take {'a': array([3.0]), 'b': array([4.0])}: how long is the whole of it? Write down both arrays after clipping "
    "at 10, at 5 and at 2.5, then print yours, and the length of the result. And what is divided by what, when all "
    "are 0?"
)
GUARDED = 2e-6  # relative: allows norm + 1e-6 in the denominator, as PyTorch has it


def draw(inputs, norm, names=("W_h", "b_h")):
    """Gradients of several shapes with this global norm."""
    shapes = ((3, 4), (5,), (2, 1, 3), (1, 1))
    grads = {name: inputs.numpy.normal(size=shape) for name, shape in zip(names, shapes, strict=False)}
    length = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads.values()]))
    return {name: np.asarray(g * (norm / length)) for name, g in grads.items()}


@points(
    2, hint="With one array the global norm is that array's own norm. What must it be multiplied by to become theta?"
)
def test_one_array(student, inputs):
    """one array that is too long is shrunk to length theta, its direction kept"""
    assert_close(student.clip_gradients({"w": np.array([3.0, 4.0])}, 1.0), {"w": np.array([0.6, 0.8])}, rtol=GUARDED)
    for norm, theta in ((8.0, 2.0), (1.5, 1.0), (400.0, 0.25)):
        grads = draw(inputs, norm, ["W"])
        assert_close(student.clip_gradients(grads, theta), {"W": grads["W"] * (theta / norm)}, rtol=GUARDED)


@points(3, needs="one_array", hint="Arrays on different scales: after clipping each alone, is their ratio what it was?")
def test_one_norm_for_all(student, inputs):
    """several arrays are shrunk by the same factor, from the norm of them all together"""
    for norm, theta in ((8.0, 2.0), (1.1, 1.0)):
        for names in (("W_h", "b_h"), ("a", "b", "c", "d")):
            grads = draw(inputs, norm, names)
            expected = {name: g * (theta / norm) for name, g in grads.items()}
            assert_close(student.clip_gradients(grads, theta), expected, rtol=GUARDED)


@points(2, hint="min(1, theta / norm): what is it when the norm is small?")
def test_short_gradients_stay(student, inputs):
    """at or under theta nothing changes: nothing is stretched"""
    for norm in (0.001, 1.0, 1.9, 1.99999):
        grads = draw(inputs, norm, ["W_h"])
        assert_close(student.clip_gradients(grads, 2.0), grads)
    assert_close(student.clip_gradients({"w": np.array([3.0, 4.0])}, 5.0), {"w": np.array([3.0, 4.0])}, rtol=GUARDED)


@points(2, hint="What is theta divided by when every gradient is zero?")
def test_zero_gradients(student):
    """zero gradients stay zero"""
    for grads in ({"w": np.zeros(3)}, {"W": np.zeros((2, 3)), "b": np.zeros(2)}):
        assert_close(student.clip_gradients(grads, 1.0), grads)


@points(2, hint="`g *= scale` writes into the caller's array, `grads[name] = ...` into the caller's dict.")
def test_arguments_unchanged(student, inputs):
    """neither the dict nor its arrays are changed, whether they are clipped or not"""
    for norm in (8.0, 0.5):
        assert_unchanged(student.clip_gradients, draw(inputs, norm, ["w"]), 1.0)
        assert_unchanged(student.clip_gradients, draw(inputs, norm, ("W_h", "b_h", "W_y")), 1.0)
