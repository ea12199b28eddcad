from __future__ import annotations

import subprocess
import sys
import timeit

import numpy as np
import pytest
import torch

from course_cli.grading.inputs import Inputs, derive_seed


def test_the_same_seed_gives_the_same_inputs() -> None:
    for seed in (7, b"seven"):
        first, second = Inputs(seed), Inputs(seed)
        assert torch.equal(first.normal(3, 4), second.normal(3, 4))
        assert torch.equal(first.integers(0, 100, 5), second.integers(0, 100, 5))
        assert first.choice("abcdef") == second.choice("abcdef")
        assert first.numpy.random() == second.numpy.random()
    assert not torch.equal(Inputs(1).normal(8), Inputs(2).normal(8))
    assert Inputs(b"a").seed != Inputs(b"b").seed


def test_the_same_seed_gives_the_same_inputs_in_another_process() -> None:
    program = "from course_cli.grading.inputs import Inputs; print(Inputs(b'x').normal(3).tolist())"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(Inputs(b"x").normal(3).tolist())


def test_the_bit_stream_is_the_one_numpy_promises() -> None:
    assert (
        Inputs(0).integers(0, 2**63 - 1, 2).tolist()
        == np.random.Generator(np.random.PCG64(0)).integers(0, 2**63 - 1, 2).tolist()
    )


def test_global_generators_are_neither_read_nor_moved() -> None:
    before, numpy_before = torch.get_rng_state(), np.random.get_state()[1]
    torch.manual_seed(0)
    state = torch.get_rng_state()
    values = Inputs(3).normal(5)
    assert torch.equal(torch.get_rng_state(), state)
    assert np.array_equal(np.random.get_state()[1], numpy_before)
    torch.manual_seed(1)
    assert torch.equal(Inputs(3).normal(5), values)
    torch.set_rng_state(before)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_shapes_dtypes_and_ranges(dtype: torch.dtype) -> None:
    inputs = Inputs(11)
    X = inputs.normal(2000, 2, dtype=dtype, mean=3.0, std=0.5)
    assert (X.shape, X.dtype, X.device.type, X.requires_grad) == ((2000, 2), dtype, "cpu", False)
    assert abs(X.double().mean().item() - 3.0) < 0.05
    assert abs(X.double().std().item() - 0.5) < 0.05
    U = inputs.uniform(1000, low=-2.0, high=5.0, dtype=dtype)
    assert U.dtype == dtype
    assert -2.0 <= U.min() < -1.5
    assert 4.5 < U.max() <= 5.0
    assert inputs.normal(dtype=dtype).shape == ()
    assert inputs.uniform(0, 3, dtype=dtype).shape == (0, 3)


def test_integers_are_int64_and_below_high() -> None:
    labels = Inputs(5).integers(2, 5, 300)
    assert labels.dtype == torch.int64
    assert set(labels.tolist()) == {2, 3, 4}
    assert Inputs(5).integers(2, 5).shape == ()
    with pytest.raises(ValueError, match="low >= high"):
        Inputs(5).integers(5, 5, 3)


def test_choice_reaches_every_item() -> None:
    inputs = Inputs(1)
    assert {inputs.choice([3, 4, 5]) for _ in range(60)} == {3, 4, 5}
    with pytest.raises(ValueError, match="high <= 0"):
        inputs.choice([])


def test_making_one_costs_next_to_nothing() -> None:
    assert min(timeit.repeat(lambda: Inputs(12345), number=1000, repeat=3)) < 0.005


def test_the_repr_does_not_tell_the_seed() -> None:
    assert "12345" not in repr(Inputs(12345))


def test_seeds_depend_on_the_secret_and_on_every_part() -> None:
    base = derive_seed(b"secret", "ada", "perceptron/softmax", "one_row")
    assert base == derive_seed(b"secret", "ada", "perceptron/softmax", b"one_row")
    others = [
        derive_seed(b"other", "ada", "perceptron/softmax", "one_row"),
        derive_seed(b"secret", "bob", "perceptron/softmax", "one_row"),
        derive_seed(b"secret", "ada", "perceptron/softmax"),
        derive_seed(b"secret", "adap", "erceptron/softmax", "one_row"),
        derive_seed(b"secret", "ada", "perceptron/softmax", "one_row", ""),
        derive_seed(b"secret"),
        derive_seed(b"secret", "\udc80"),
    ]
    assert len({base, *others}) == len(others) + 1
    assert all(0 <= seed < 2**63 for seed in others)


def test_the_derivation_never_changes() -> None:
    """A changed derivation would silently re-grade every submission on other inputs."""
    assert derive_seed(b"secret", "ada", b"code") == 3059554825412820217
