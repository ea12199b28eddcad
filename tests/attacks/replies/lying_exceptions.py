"""Raises what a grader, pytest or the engine might raise, with names and texts that are made to hurt.

Exercise: perceptron/softmax
"""

import torch

# attack
class Meta(type):
    __mro__ = property(lambda cls: (1, 2, 3))
    __name__ = property(lambda cls: 7)
    __getattribute__ = lambda cls, name: type.__getattribute__(cls, name) if name != "__mro__" else [1] * 10**7


class Mute(Exception):
    def __str__(self):
        raise SystemExit("passed")


class Loud(ValueError):
    def __str__(self):
        return "passed" * 200_000_000


class Foreign(Exception):
    def __str__(self):
        return b"passed"


class Stuck(Exception):
    def __str__(self):
        while True:
            pass


def named(name, *bases):
    return type(name, bases or (Exception,), {})


def chained():
    first, second = ValueError("passed"), ValueError("passed")
    first.__cause__, second.__cause__ = second, first
    for number in range(100_000):
        first.add_note("passed" * 100)
    return first


MAKERS = [
    *(lambda name=name: named(name, BaseException)("passed") for name in (
        "Skipped", "Failed", "Exit", "OutcomeException", "CheckFailure", "StudentRaised", "NoSimulatedDevice", "WorkerKilled",
        "ZygoteFailed", "JudgedTooLong", "KeyboardInterrupt", "EngineFault", "GraderError", "MissingName", "NotImplementedError")),
    lambda: KeyboardInterrupt("passed"), lambda: SystemExit(0), lambda: GeneratorExit("passed"), lambda: StopIteration("passed"),
    lambda: RecursionError("passed"), lambda: MemoryError("passed"), lambda: NotImplementedError(), lambda: AssertionError("passed"),
    lambda: BaseExceptionGroup("passed", [KeyboardInterrupt(), chained()]), chained,
    Mute, Loud, Foreign, Stuck, lambda: Meta("Odd", (Exception,), {})("passed"),
    lambda: named("\x1b[2J\ud800" * 5000)("\x1b[2J\ud800passed" * 5000), lambda: named("", Exception)(""),
    lambda: SyntaxError("passed", ("@GRADER@", 10**9, 1, "passed")), lambda: SyntaxError("passed", (__file__, -5, 1, None)),
    lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "passed"), lambda: OSError(13, "passed", "@GRADER@"),
]
# end


def softmax(X):
    # attack
    number = int(1e5 * abs(X.double().nan_to_num(1, 2, 3).sum())) + X.numel() + X.dim()
    raise MAKERS[number % len(MAKERS)]()
    # end
    return X * 0 + 0.123
