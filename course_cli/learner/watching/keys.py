"""Single keys from a terminal, which is put back as it was whatever happens."""

from __future__ import annotations

import atexit
import os
import select
import signal
import sys
import termios
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any

from course_cli.learner.watching.events import Broken, Post, Pressed

END_OF_INPUT = "\x04"
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_ESCAPE = "\x1b"


class Keyboard:
    """Posts Pressed for each key while the context is entered; nothing where standard input is no terminal.

    Ctrl-C stays what it is. Stopped with Ctrl-Z, the terminal is given back; brought to the foreground, taken again.
    """

    def __init__(self, post: Post) -> None:
        self._post = post
        self._fd = sys.stdin.fileno() if sys.stdin is not None and sys.stdin.isatty() else -1
        self._before: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    @property
    def present(self) -> bool:
        return self._fd != -1

    def __enter__(self) -> Keyboard:
        if self.present:
            self._before = termios.tcgetattr(self._fd)
            self._woken, self._wake = os.pipe()
            self._thread = threading.Thread(target=self._read, name="keys", daemon=True)
            # Also where a signal ends us before the context is entered, or while it is left.
            atexit.register(self._give_back)
            self._take()
            for number, handler in ((signal.SIGTSTP, self._on_stop), (signal.SIGCONT, self._on_continue)):
                self._handlers[number] = signal.signal(number, handler)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self.present:
            return
        self._give_back()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        os.close(self._wake)
        self._thread.join()
        os.close(self._woken)
        atexit.unregister(self._give_back)

    def _take(self) -> None:
        with suppress(termios.error), _in_background_too():
            tty.setcbreak(self._fd, termios.TCSADRAIN)

    def _give_back(self) -> None:
        if self._before is not None:
            with suppress(termios.error), _in_background_too():  # a terminal that is gone needs nothing
                termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._give_back()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        self._take()

    def _read(self) -> None:
        while True:
            ready = select.select([self._fd, self._woken], [], [])[0]
            if self._woken in ready:
                return
            try:
                data = os.read(self._fd, 64)
            except OSError:
                data = b""
            if not data:
                self._post(Pressed(""))
                return
            text = data.decode("utf-8", "replace")
            if not text.startswith(_ESCAPE):  # an arrow or a function key
                for key in text:
                    self._post(Pressed(key))


@contextmanager
def _in_background_too() -> Iterator[None]:
    """Let a process that is not in the foreground set the terminal, where it would be stopped for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTTOU, before)


class Ended(SystemExit):
    """A signal asked us to end: the exit status is what shells report for it."""


@contextmanager
def ending_in_order(post: Post) -> Iterator[None]:
    """Have the signals that end a process end the watching, so that everything is put back on the way.

    The first is an event like others: raised wherever this thread just is, it could be lost in a finalizer.
    """
    received: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        error = KeyboardInterrupt() if number == signal.SIGINT else Ended(128 + number)
        received.append(number)
        if len(received) > 1:
            raise error
        post(Broken(error))

    before = {number: signal.signal(number, end) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
