"""What a client and the grading process say to each other. Both are ours; no student's code ever speaks here."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from course_cli.grading.report import Confined, ExampleResult, Report


class Hello(msgspec.Struct):
    """The first message: which course, which of its exercises may be asked for, and the secret behind the seeds.

    Progress is told only to those who show it: every message wakes the client. Known mistakes are named for learners.
    `language` is what results are worded in. `core` is the one that the process keeps to, with its workers.
    """

    root: str
    exercises: list[str]
    secret: bytes
    tells_progress: bool
    names_mistakes: bool
    language: str
    core: int | None = None


class GradeRequest(msgspec.Struct, tag="grade"):
    student: str
    files: dict[str, bytes]
    problems: dict[str, str]
    exercises: list[str]
    pictures: bool = False


class ExamplesRequest(msgspec.Struct, tag="examples"):
    files: dict[str, bytes]
    exercise: str


class DescribeRequest(msgspec.Struct, tag="describe"):
    pass


class ForkRequest(msgspec.Struct, tag="fork"):
    """Followed by a socket, on which the forked process answers a client of its own."""

    core: int | None


class Progress(msgspec.Struct, tag="progress"):
    text: str


class Graded(msgspec.Struct, tag="graded"):
    report: Report


class ExamplesRan(msgspec.Struct, tag="examples"):
    results: tuple[ExampleResult, ...]


class Described(msgspec.Struct, tag="described"):
    """How well submissions are confined here; known before one has run."""

    confined: Confined


class Forked(msgspec.Struct, tag="forked"):
    pid: int


class Fault(msgspec.Struct, tag="fault"):
    """The engine or a grader (which would fail again) failed: nothing was decided about the submission."""

    message: str
    of_grader: bool = False


class Unusable(msgspec.Struct, tag="unusable"):
    """The device was found, but a confined process cannot compute on it: the user has to choose another."""

    message: str


EngineRequest = GradeRequest | ExamplesRequest | DescribeRequest
Request = EngineRequest | ForkRequest
Answer = Progress | Graded | ExamplesRan | Described | Forked | Fault | Unusable

encode = msgspec.msgpack.Encoder().encode
decode_hello: Callable[[bytes], Hello] = msgspec.msgpack.Decoder(Hello).decode
decode_request: Callable[[bytes], Request] = msgspec.msgpack.Decoder(Request).decode
decode_answer: Callable[[bytes], Answer] = msgspec.msgpack.Decoder(Answer).decode
