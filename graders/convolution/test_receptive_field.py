"""Checks for `receptive_field`."""

from course_cli.grading import assert_equal, assert_raises, assert_unchanged, points

EXPERIMENT = (
    "Draw three lines of dots, one above the other: the inputs, and the outputs of two layers with a kernel of 3 "
    "each. Mark what one dot at the top sees below, and what these see. Then let the first layer step by 2, and draw "
    "again: by how much does the field grow, and does stepping in the second layer change it?"
)


def seen_by(layers, index):
    """Every input that output `index` depends on, found one layer at a time, going back from the output."""
    places = {index}
    for kernel, stride, padding in reversed(layers):
        places = {place * stride - padding + offset for place in places for offset in range(kernel)}
    return places


def extent(layers):
    places = seen_by(layers, 0)
    return max(places) - min(places) + 1


def random_layers(inputs, depth, max_stride):
    """Strides no larger than the kernel before them, so that no input in between is skipped."""
    kernels = inputs.integers(2, 6, depth).tolist()
    strides = inputs.integers(1, max_stride + 1, depth).tolist()
    paddings = inputs.integers(0, 4, depth).tolist()
    return list(zip(kernels, strides, paddings, strict=True))


@points(1, hint="A second 3-wide kernel sees one more input on either side than the first.")
def test_stride_one(student, inputs):
    """with stride 1, each layer adds its kernel's size less one"""
    assert_equal(student.receptive_field([(3, 1, 1)]), 3)
    assert_equal(student.receptive_field([(3, 1, 1), (3, 1, 1)]), 5)
    layers = random_layers(inputs, 4, 1)
    assert_equal(student.receptive_field(layers), extent(layers))


@points(2, needs="stride_one", hint="One layer's output sees one window, however far apart the windows are.")
def test_own_stride_acts_on_later_layers(student):
    """the last layer's own stride does not widen its field"""
    assert_equal(student.receptive_field([(3, 2, 1)]), 3)
    assert_equal(student.receptive_field([(2, 5, 0)]), 2)
    assert_equal(student.receptive_field([(3, 1, 1), (3, 4, 0)]), 5)


@points(
    2, needs="own_stride_acts_on_later_layers", hint="How many inputs apart are two neighbours in the layer before?"
)
def test_earlier_strides_stretch_the_kernel(student, inputs):
    """the strides of the layers before multiply"""
    assert_equal(student.receptive_field([(3, 2, 1), (3, 1, 1)]), 7)
    assert_equal(student.receptive_field([(3, 2, 0), (3, 2, 0), (3, 2, 0)]), 15)
    for depth in (2, 3, 4):
        layers = random_layers(inputs, depth, 3)
        layers[0] = (4, 3, 1)
        assert_equal(student.receptive_field(layers), extent(layers))


@points(2, needs="earlier_strides_stretch_the_kernel", hint="Keep a list, and put the field in after every layer.")
def test_one_field_per_layer(student, inputs):
    """receptive_fields lists the field after every layer"""
    assert_equal(student.receptive_fields([(3, 1, 1), (2, 2, 0), (3, 1, 1)]), [3, 4, 8])
    layers = random_layers(inputs, 4, 3)
    assert_equal(student.receptive_fields(layers), [extent(layers[:depth]) for depth in (1, 2, 3, 4)])


@points(2, hint="Output i starts at input i · stride - padding and ends kernel - 1 further on.")
def test_span_of_one_layer(student):
    """input_span names the first and the last input of one layer's window"""
    for kernel, stride, padding in ((3, 1, 0), (3, 1, 1), (4, 2, 0), (5, 3, 2), (1, 1, 0)):
        for index in (0, 1, 7):
            first = index * stride - padding
            assert_equal(student.input_span([(kernel, stride, padding)], index), (first, first + kernel - 1))


@points(
    2,
    needs="span_of_one_layer",
    hint="Go back one layer at a time: the span of the last layer is asked of the one before.",
)
def test_span_through_several_layers(student, inputs):
    """the span goes back through all the layers, past the input's edge if need be"""
    assert_equal(student.input_span([(3, 1, 1), (3, 1, 1)], 0), (-2, 2))
    for depth in (2, 3, 4):
        layers = random_layers(inputs, depth, 3)
        for index in (0, 5):
            places = seen_by(layers, index)
            assert_equal(student.input_span(layers, index), (min(places), max(places)))


@points(1, hint="What does an input see of itself?")
def test_no_layers(student):
    """without layers, each input sees itself"""
    assert_equal(student.receptive_field([]), 1)
    assert_equal(student.receptive_fields([]), [])
    assert_equal(student.input_span([], 4), (4, 4))


@points(1, hint="list.reverse() and list.pop() change the caller's list; reversed(layers) and layers[::-1] do not.")
def test_layers_are_left_alone(student):
    """the list of layers is not changed"""
    for function, *index in ((student.receptive_field,), (student.receptive_fields,), (student.input_span, 2)):
        assert_unchanged(function, [(3, 2, 1), (4, 1, 0), (2, 3, 1)], *index)


@points(1, hint="Three functions read the layers: does each of them look at every layer before it computes?")
def test_bad_input(student):
    """a stride below 1 or a negative padding raises ValueError, in each of the three"""
    student.receptive_field([(3, 1, 0)])  # good input is taken
    student.receptive_fields([(3, 1, 0)])
    student.input_span([(3, 1, 0)], 0)
    for bad, names in (
        ((3, 0, 1), ("stride", "layers")),
        ((3, 1, -1), ("padding", "layers")),
        ((2, -2, 0), ("stride", "layers")),
    ):
        for layers in ([bad], [(3, 2, 1), bad], [bad, (3, 2, 1)]):
            assert_raises(ValueError, student.receptive_field, layers, naming=names)
            assert_raises(ValueError, student.receptive_fields, layers, naming=names)
            assert_raises(ValueError, student.input_span, layers, 0, naming=names)
