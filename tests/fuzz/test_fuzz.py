"""Whatever a hostile process sends, the trusted side has a reply or has lost a worker: nothing else, and in time.

`coverage_guided.py` does the same by the million; here it is the same examples every time.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import time

import frames
import hostile_peer
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_cli.grading import messages
from course_cli.grading.report import CheckResult, Confined, ExampleResult, ExerciseResult, Report
from course_cli.sandbox import protocol
from course_cli.sandbox.pool import WorkerLost, ZygoteFailed

SAME_EVERY_TIME = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
SEEDS = st.integers(0, 2**32)


def noise(seed: int) -> bytes:
    return random.Random(seed).randbytes(seed % 300)


@settings(SAME_EVERY_TIME, max_examples=1500)
@given(st.integers(0, len(frames.real_frames()) - 1), SEEDS, st.integers(1, 4))
def test_a_changed_frame_comes_apart_or_is_refused(number: int, seed: int, times: int) -> None:
    chance = random.Random(seed)
    frame = frames.real_frames()[number]
    for _ in range(times):
        frame = frames.mutated(frame, chance, lambda part: hostile_peer.noise(part, chance))
    frames.take_apart(frame[:100_000])


@settings(SAME_EVERY_TIME, max_examples=500)
@given(st.binary(max_size=300))
def test_bytes_come_apart_or_are_refused(data: bytes) -> None:
    frames.take_apart(data)
    frames.take_apart(frames.framed(data, data))


def test_real_frames_are_taken() -> None:
    assert {frames.take_apart(frame) for frame in frames.real_frames()} == {"Ready", "Raised", "Returned"}


def test_the_changes_reach_every_outcome() -> None:
    """Else the fuzzing would be of one refusal, over and over."""
    chance = random.Random(1)
    real = frames.real_frames()
    seen = {
        frames.take_apart(frames.mutated(chance.choice(real), chance, lambda part: hostile_peer.noise(part, chance)))
        for _ in range(1000)
    }
    assert seen >= {"Returned", "ProtocolViolation", "ValueNotPlain", "PeerClosed"}


@settings(SAME_EVERY_TIME, max_examples=80)
@given(
    st.lists(st.sampled_from(hostile_peer.STEPS), max_size=4),
    SEEDS,
    st.sampled_from(["ready"] * 9 + ["another's", "noise", "exit"]),
)
def test_asking_a_hostile_process(steps: list[str], seed: int, greeting: str) -> None:
    grave = hostile_peer.Grave()
    try:
        worker = hostile_peer.start(steps, seed, greeting, grave)
    except ZygoteFailed:
        assert greeting != "ready"
        return
    request = protocol.Call(0, "f", ["l", [["a", "int8", [3]]]], ["d", []])
    try:
        for _ in range(2):
            reply, _ = worker.ask(request, [b"abc"], time.monotonic() + 0.15)
            assert isinstance(reply, protocol.Reply)
    except WorkerLost:
        assert len(grave.buried) == 1, "killed and reaped"
    finally:
        worker.close()
        worker.close()
    assert len(grave.buried) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(grave.buried[0], 0)


@pytest.mark.parametrize("steps", [["endless noise"], ["lying header", "endless noise"], ["half a frame"]])
def test_what_is_only_promised_takes_no_memory(steps: list[str]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in range(4):
        worker = hostile_peer.start(steps, seed, "ready", hostile_peer.Grave())
        with pytest.raises(WorkerLost):
            worker.ask(protocol.Get(0, "f"), [], time.monotonic() + 0.3)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 2 * (protocol.MAX_BODY + protocol.MAX_HEAD) >> 10, "at most a frame, and the copy of its body"


def test_a_stopped_process_is_not_taken_for_a_slow_one() -> None:
    worker = hostile_peer.start(["stand still"], 0, "ready", hostile_peer.Grave())
    with pytest.raises(WorkerLost, match="stopped from outside"):
        worker.ask(protocol.Get(0, "f"), [], time.monotonic() + 0.3)


ANSWERS = [
    messages.Graded(Report("A course", "full", "cpu", (ExerciseResult("a/b", "graded", (
        CheckResult("c", "title", 1.0, 1.0, "passed", "message \x00\ud7ff\u202e", seed=2**62),)),))),
    messages.ExamplesRan((ExampleResult(">>> 1", "1", "1", True),)),
    messages.Described(Confined("weak", ("landlock",))), messages.Fault("why", True), messages.Unusable("no device"),
    messages.Progress("grading"),
]  # fmt: skip
ASKED = [
    messages.GradeRequest("ada", {"a/b.py": b"\xff"}, {"a/c.py": "a link"}, ["a/b"]), messages.DescribeRequest(),
    messages.ExamplesRequest({"a/b.py": b""}, "a/b"),
]  # fmt: skip


@settings(SAME_EVERY_TIME, max_examples=1000)
@given(st.integers(0, len(ANSWERS + ASKED) - 1), SEEDS)
def test_a_damaged_message_between_our_own_is_decoded_or_refused(number: int, seed: int) -> None:
    message = (ANSWERS + ASKED)[number]
    chance = random.Random(seed)
    whole = messages.encode(message)
    frame = frames.mutated(frames.framed(whole, b""), chance, lambda part: hostile_peer.noise(part, chance))
    changed = frames.split(frame)[0]
    for decode, known in ((messages.decode_answer, ANSWERS), (messages.decode_request, ASKED)):
        if message in known:
            assert decode(whole) == message
        try:
            decoded = decode(changed)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            continue
        assert type(decoded) in map(type, known)


def test_signals_while_waiting_change_nothing() -> None:
    """Each interrupts the waiting (EINTR), which goes on until the deadline or the answer."""
    arrived: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: arrived.append(number))
    signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
    try:
        worker = hostile_peer.start(["wait"] * 5 + ["dripped frame"], 1, "ready", hostile_peer.Grave())
        reply, _ = worker.ask(protocol.Get(0, "f"), [], time.monotonic() + 20)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    worker.close()
    assert isinstance(reply, protocol.Reply)
    assert len(arrived) > 5
