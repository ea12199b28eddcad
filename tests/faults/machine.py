"""Run as a script: a command on a machine that does less, or fails, as a real one would: by a seccomp filter.

Arguments: rules in JSON, then the command. A rule is {"call": name of a system call, "arguments": {index: value}, and
what becomes of it: "error": name of an error, "answer": a number that it returns, or "signal": a number that the caller
gets first}. It holds for the command and all that it starts; with "from" and "count" only for the calls that come so
late, counted over all of them, and with "tally" it is a file that gets the number of calls.

Ends as the command did, or with LEFTOVERS where something that it started is there still some time later.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import select
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from seccompy import Filter, FilterFlag, SeccompError, supported, syscall_nr
from seccompy.notify import Listener, Notification, RespFlag, pidfd_getfd, pidfd_open

LEFTOVERS = 99
GRACE_SECONDS = 20.0
PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Rule:
    call: str
    arguments: dict[int, int] = field(default_factory=dict)
    error: str = ""
    answer: int = 0
    signal: int = 0
    first: int = 1
    count: int = 1 << 60
    tally: str = ""
    seen: int = 0

    @classmethod
    def of(cls, data: dict[str, Any]) -> Rule:
        data = {"first" if key == "from" else key: value for key, value in data.items()}
        return cls(**{**data, "arguments": {int(k): v for k, v in data.get("arguments", {}).items()}})

    @property
    def needs_no_judgement(self) -> bool:
        return bool(self.error) and self.first == 1 and self.count == 1 << 60 and not self.tally

    def covers(self, notified: Notification) -> bool:
        if notified.nr != syscall_nr(self.call):
            return False
        return all(notified.args[index] == value for index, value in self.arguments.items())

    def respond(self, listener: Listener, notified: Notification) -> None:
        self.seen += 1
        if not self.first <= self.seen < self.first + self.count:
            listener.respond(notified.id, flags=RespFlag.CONTINUE)
        elif self.signal:
            os.kill(notified.pid, self.signal)
            listener.respond(notified.id, flags=RespFlag.CONTINUE)
        elif self.error:
            listener.respond(notified.id, error=getattr(errno, self.error))
        else:
            listener.respond(notified.id, val=self.answer)


def restrict(rules: list[Rule], flags: FilterFlag) -> Listener | None:
    program = Filter(flags=flags)
    for rule in rules:
        if rule.needs_no_judgement:
            program.errno(rule.call, getattr(errno, rule.error), args=rule.arguments)
        else:
            program.notify(rule.call, args=rule.arguments)
    return program.load()


def supervise(rules: list[Rule], command: list[str]) -> int:
    """Answer for the calls that need a judgement until the command and all that it started have ended."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    supported()  # looks the C library up now, which takes descriptors
    told, tell = os.pipe()
    go, gone = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(gone)
        number = os.dup(0)  # the next free descriptor is what the listener will be
        os.close(number)
        os.write(tell, bytes([number]))
        own = restrict(rules, FilterFlag.NEW_LISTENER)
        os.read(go, 1)  # until the other side has its copy of the listener, which exec closes
        assert own is not None
        os.execvp(command[0], command)
    os.close(go)
    number, process = os.read(told, 1)[0], pidfd_open(child)
    while True:
        try:
            descriptor = pidfd_getfd(process, number)
            break
        except OSError:
            time.sleep(0.001)
    listener = Listener(descriptor)
    os.close(gone)
    status, ends = None, 0.0
    while True:
        for ready, event in poll(listener.fileno(), process if status is None else -1):
            if ready == process:
                status, ends = os.waitpid(child, 0)[1], time.monotonic() + GRACE_SECONDS
            elif event & select.POLLIN:
                answer(listener, rules)
            elif status is not None:
                return os.waitstatus_to_exitcode(status)
        if status is not None:
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            if time.monotonic() > ends:
                return LEFTOVERS


def poll(*descriptors: int) -> list[tuple[int, int]]:
    waiting = select.poll()
    for descriptor in descriptors:
        if descriptor >= 0:
            waiting.register(descriptor, select.POLLIN)
    return waiting.poll(50)


def answer(listener: Listener, rules: list[Rule]) -> None:
    with suppress(SeccompError, ProcessLookupError):  # whoever called may have been killed meanwhile
        notified = listener.recv()
        next(rule for rule in rules if rule.covers(notified)).respond(listener, notified)


def main(rules: list[Rule], command: list[str]) -> int:
    if all(rule.needs_no_judgement for rule in rules):
        restrict(rules, FilterFlag.NONE)
        os.execvp(command[0], command)
    try:
        return supervise(rules, command)
    finally:
        for rule in rules:
            if rule.tally:
                with open(rule.tally, "w", encoding="ascii") as file:
                    file.write(str(rule.seen))


if __name__ == "__main__":
    status = main([Rule.of(data) for data in json.loads(sys.argv[1])], sys.argv[2:])
    sys.exit(status if status >= 0 else 128 - status)
