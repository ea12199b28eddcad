"""Which names a person may have meant who wrote one that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

_LONGEST: Final = 100  # of what is looked at
_MOST: Final = 3
_NEAR: Final = 0.75  # one letter of four may be wrong; of three (cnn for rnn) it makes another name
_AS_NEAR: Final = 0.1  # what is less like it than the best by more is another name
_SWAP: Final = 0.95
_PART: Final = 0.8
_SHORTEST_PART: Final = 3


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The names most like `name`, the most alike first; at most three, none where none is near.

    Case, and what stands between words, do not count. Of an id, `<chapter>/<name>`, the name alone is enough; the
    chapter chooses between equals.
    """
    name = re.sub(r"[\\.]", "/", name).strip("/")[-_LONGEST:]
    likeness = {each: _likeness(name, each) for each in known}
    found = sorted((each for each in likeness if likeness[each] >= _NEAR), key=lambda each: -likeness[each])
    return [each for each in found[:_MOST] if likeness[each] > likeness[found[0]] - _AS_NEAR]


def _likeness(name: str, known: str) -> float:
    given, slash, last = name.rpartition("/")
    chapter, id_, own = known.rpartition("/")
    if not slash:
        return max(_alike(name, own), _alike(_letters(name).removeprefix(_letters(chapter)), own))
    return _alike(last, own) + _alike(given.rpartition("/")[2], chapter) / 100 if id_ else 0.0


def _alike(name: str, known: str) -> float:
    """From 0 to 1, for the same letters and digits."""
    ours, theirs = _letters(name), _letters(known)
    if ours == theirs:
        return 1.0
    if theirs in {ours[:i] + ours[i + 1] + ours[i] + ours[i + 2 :] for i in range(len(ours) - 1)}:
        return _SWAP
    return max(SequenceMatcher(None, ours, theirs).ratio(), _part(name, known), _part(known, name))


def _part(name: str, known: str) -> float:
    """How much of `known` is `name`, if it begins there or at one of its words; else 0."""
    part, words = _letters(name), re.split("[_-]", known)
    ends = {_letters("".join(words[first:])) for first in range(len(words))}
    if len(part) < _SHORTEST_PART or not any(end.startswith(part) for end in ends):
        return 0.0
    return _PART + (1 - _PART) / 2 * len(part) / len(_letters(known))


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
