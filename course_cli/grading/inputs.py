"""Random inputs for checks: other ones for each submission and check, the same ones on every re-grade.

Everything is drawn from NumPy's PCG64 and converted. NumPy documents that bit stream as stable, it owns no global
state, and a re-grade does not depend on how a torch release or build (vectorised kernels, GPUs) draws its normals.
How NumPy turns bits into normals may still change between its feature releases; `constraints.txt` pins it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
import torch
from torch import Tensor

Item = TypeVar("Item")

_SEED_BITS: Final = 63  # a seed fits a signed 64-bit integer, which torch.manual_seed and SQLite take


def derive_seed(secret: bytes, *parts: str | bytes) -> int:
    """A seed in [0, 2**63) that only the holder of `secret` can foretell.

    HMAC-SHA256 over the parts, each preceded by its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    mac = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        mac.update(len(data).to_bytes(8, "big"))
        mac.update(data)
    return _to_seed(mac.digest())


class Inputs:
    """The fixture `inputs`. Cheap to make: the generator is set up at the first draw.

    Args:
        seed: an int >= 0, or bytes of any length.

    """

    def __init__(self, seed: int | bytes) -> None:
        self._drawn_from: int = _to_seed(hashlib.sha256(seed).digest()) if isinstance(seed, bytes) else seed

    def __repr__(self) -> str:
        return "inputs"  # the seed would let a reader of a report foretell the inputs

    @cached_property
    def seed(self) -> int:
        """A seed in [0, 2**63) for what the student's code draws.

        It follows from the seed of the draws made here and tells nothing of it: a worker that knows it cannot foretell
        the inputs.
        """
        return derive_seed(str(self._drawn_from).encode(), "the student's own draws")

    @cached_property
    def numpy(self) -> np.random.Generator:
        """The generator behind every draw; for NumPy chapters, to draw arrays from."""
        return np.random.Generator(np.random.PCG64(self._drawn_from))

    def normal(self, *shape: int, dtype: torch.dtype = torch.float32, mean: float = 0.0, std: float = 1.0) -> Tensor:
        """Normally distributed tensor of the given shape (0-d without one), rounded from float64 to `dtype`."""
        return _tensor(self.numpy.normal(mean, std, shape), dtype)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0, dtype: torch.dtype = torch.float32) -> Tensor:
        """Uniform tensor in [low, high]; rounding to `dtype` may reach `high` itself."""
        return _tensor(self.numpy.uniform(low, high, shape), dtype)

    def integers(self, low: int, high: int, *shape: int) -> Tensor:
        """int64 tensor of integers in [low, high), 0-d without a shape.

        Raises:
            ValueError: `high` is not above `low`.
        """
        return _tensor(self.numpy.integers(low, high, shape, dtype=np.int64), torch.int64)

    def choice(self, items: Sequence[Item]) -> Item:
        """One of `items`, each as likely.

        Raises:
            ValueError: there are none.
        """
        return items[int(self.numpy.integers(len(items)))]


def _to_seed(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big") >> (64 - _SEED_BITS)


def _tensor(values: Any, dtype: torch.dtype) -> Tensor:
    return torch.from_numpy(np.asarray(values)).to(dtype)
