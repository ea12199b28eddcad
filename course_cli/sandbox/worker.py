"""The untrusted side: serves requests inside the confined process, with the student's module.

Everything here shares a process with the student's code, so nothing it claims is worth a point by itself. What the
serving loop needs is bound before that code is imported, so that patching a library does not reach it.
"""

from __future__ import annotations

import io
import os
import random
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import msgspec
import numpy as np

from course_cli.sandbox import protocol, refusal
from course_cli.sandbox.counting import WorkCounter
from course_cli.sandbox.gradients import GradientRequest, bind_engine
from course_cli.sandbox.loaded import loaded
from course_cli.sandbox.modules import MemoryModules, describe_exception, sendable
from course_cli.sandbox.placement import Device, DeviceUnusable, Place, open_place
from course_cli.sandbox.values import (
    Decoder,
    Encoder,
    FunctionReference,
    Handle,
    LibraryReference,
    SourceExpression,
    ValueNotPlain,
    tensor_reader,
)

MAX_PRINTED = 4_000
MAX_REFUSED = 20
FLOOD = 16 << 20
FLOODED_STATUS = 77


class MissingName(AttributeError):
    """The submission does not define the name that the grader asked for."""


class Printed(io.TextIOBase):
    """Stands for the student's stdout and stderr: keeps the first characters, counts the rest, ends a flood."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._room = MAX_PRINTED
        self._total = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._total += len(text)
        if self._total > FLOOD:
            os._exit(FLOODED_STATUS)
        if self._room > 0:
            self._kept.append(text[: self._room])
            self._room -= len(self._kept[-1])
        return len(text)

    def take(self) -> str:
        text = "".join(self._kept) + ("…" if self._total > MAX_PRINTED else "")
        self._kept, self._room, self._total = [], MAX_PRINTED, 0
        return sendable(text)


class Server:
    """Answers one request at a time about one submitted module, whose tensors are at `place`."""

    def __init__(self, refuse: Sequence[str], place: Place) -> None:
        self._modules = MemoryModules()
        self._place = place
        self._objects: dict[int, object] = {}
        self._refused = refusal.install(refuse)
        self._example_names: dict[str, object] | None = None
        self._printed = Printed()
        # The zygote imported it where there is torch.
        self._simulated: Any = sys.modules.get("course_cli.sandbox.simulated_device")
        if "torch" in sys.modules:
            tensor_reader()
            self._differentiate = bind_engine()
        self._handlers: dict[type, Callable[[Any], tuple[protocol.Returned, Encoder]]] = {
            protocol.Load: self._load,
            protocol.Call: self._call,
            protocol.Get: self._get,
            protocol.Set: self._set,
            protocol.Collect: self._collect,
            protocol.Execute: self._execute,
        }

    def answer(self, request: protocol.Request, body: memoryview) -> tuple[protocol.Reply, list[bytes | memoryview]]:
        sys.stdout = sys.stderr = self._printed
        self._body = body
        try:
            reply, encoder = self._handlers[type(request)](request)
        except BaseException as error:  # noqa: BLE001 - whatever the student's code raises is an answer
            types, message, lines = describe_exception(error, self._modules.sources)
            return protocol.Raised(types, message, lines, self._printed.take(), self._take_refused()), []
        reply.printed, reply.refused = self._printed.take(), self._take_refused()
        return reply, encoder.buffers

    def _take_refused(self) -> list[str]:
        refused = self._refused[:MAX_REFUSED]
        self._refused.clear()
        return refused

    def _load(self, request: protocol.Load) -> tuple[protocol.Returned, Encoder]:
        _seed_everything(request.seed)
        self._place.seed(request.seed)
        files: dict[str, bytes] = {}
        start = 0
        for file, size in request.sizes.items():
            files[file] = bytes(self._body[start : start + size])
            start += size
        self._objects[0] = self._modules.load(files, request.module)
        encoder = Encoder()
        imported = [file.removesuffix(".py") for file in self._modules.sources]
        return protocol.Returned(value=encoder.encode(imported)), encoder

    def _call(self, request: protocol.Call) -> tuple[protocol.Returned, Encoder]:
        decoder = Decoder(self._body, self._resolve)
        arguments, keywords = self._place.put((decoder.decode(request.arguments), decoder.decode(request.keywords)))
        gradient = None
        if request.wrt is not None:
            owner = self._owner(request.target, request.name)
            gradient = GradientRequest(request.wrt, decoder.decode(request.cotangent), owner, self._differentiate)
            arguments, keywords = gradient.track(arguments, keywords)
        if request.seed is not None:
            _seed_everything(request.seed)
            self._place.seed(request.seed)
        function = self._attribute(request.target, request.name)
        encoder = self._encoder()
        with ExitStack() as simulation:
            if request.simulate_device and not self._place.on_device:
                to_device = simulation.enter_context(self._simulated.simulation())
                arguments, keywords, _ = to_device((arguments, keywords, self._objects[request.target]))
            # Not the list and the dict themselves: whoever finds those could put a copy in an argument's place.
            given, named = tuple(arguments), tuple(keywords.items())
            if request.count:
                reply = _counted(function, arguments, keywords, encoder)
            else:
                value = function(*arguments, **keywords)
                reply = protocol.Returned()
                if gradient is not None:
                    reply.gradients = encoder.encode(gradient.of(value))
                reply.value = encoder.encode(value)
            if request.return_arguments:
                reply.arguments, reply.keywords = encoder.encode(list(given)), encoder.encode(dict(named))
        return reply, encoder

    def _get(self, request: protocol.Get) -> tuple[protocol.Returned, Encoder]:
        value = self._attribute(request.target, request.name)
        encoder = self._encoder()
        if callable(value) and not _is_module(value):
            return protocol.Returned(is_callable=True), encoder
        return protocol.Returned(value=encoder.encode(value)), encoder

    def _set(self, request: protocol.Set) -> tuple[protocol.Returned, Encoder]:
        value = self._place.put(Decoder(self._body, self._resolve).decode(request.value))
        owner = self._owner(request.target, request.name)
        name = request.name.rpartition(".")[2]
        torch = sys.modules.get("torch")
        present = getattr(owner, name, None)
        if torch is not None and isinstance(present, torch.nn.Parameter):
            with torch.no_grad():
                present.copy_(value)
        else:
            setattr(owner, name, value)
        return protocol.Returned(), Encoder()

    def _collect(self, request: protocol.Collect) -> tuple[protocol.Returned, Encoder]:
        encoder = self._encoder()
        items: list[object] = []
        for item in self._objects[request.target]:  # type: ignore[attr-defined]
            if len(items) == request.limit:
                break
            items.append(item)
        return protocol.Returned(value=encoder.encode(items)), encoder

    def _execute(self, request: protocol.Execute) -> tuple[protocol.Returned, Encoder]:
        if self._example_names is None:
            # The examples are the course's: they may use what its stubs import, whatever the learner's file does.
            self._example_names = {"torch": sys.modules.get("torch"), "np": np, **vars(self._objects[0])}
        exec(compile(request.source, "<example>", "single"), self._example_names)
        return protocol.Returned(), Encoder()

    def _encoder(self) -> Encoder:
        return Encoder(self._keep, None if self._simulated is None else self._simulated.locate)

    def _keep(self, value: object) -> Handle:
        # A module goes where its inputs will be, as whoever made it would move it; what else an object holds is its own
        # affair.
        self._objects[len(self._objects)] = self._place.put(value) if _is_module(value) else value
        return Handle(len(self._objects) - 1, type(value).__name__)

    def _attribute(self, target: int, name: str) -> Any:
        value: Any = self._objects[target]
        for part in name.split("."):
            try:
                value = getattr(value, part)
            except AttributeError as error:
                raise MissingName(part) from error
        return value

    def _owner(self, target: int, name: str) -> Any:
        path = name.rpartition(".")[0]
        return self._attribute(target, path) if path else self._objects[target]

    def _resolve(self, reference: object) -> object:
        if isinstance(reference, Handle):
            return self._objects[reference.id]
        if isinstance(reference, FunctionReference):
            return self._attribute(reference.target, reference.name)
        if isinstance(reference, LibraryReference):
            value: Any = sys.modules[reference.name.partition(".")[0]]
            for part in reference.name.split(".")[1:]:
                value = getattr(value, part)
            return value
        if isinstance(reference, SourceExpression):
            return eval(reference.text, {"torch": sys.modules.get("torch"), "np": np})
        raise ValueNotPlain("an unknown reference")


def _counted(
    function: Callable[..., Any], arguments: list[Any], keywords: dict[str, Any], encoder: Encoder
) -> protocol.Returned:
    # Encoded while the counter runs: what puts its work off until it is looked at is at work then.
    with WorkCounter() as work:
        value = encoder.encode(function(*arguments, **keywords))
    return protocol.Returned(value=value, operations=work.operations, steps=work.steps)


def _is_module(value: object) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.nn.Module)


def _seed_everything(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.manual_seed(seed)


def _forget_ourselves() -> None:
    """Leave the submission no module of ours to import, and so to change, by its name."""
    for name in loaded().ours:
        del sys.modules[name]


def serve(sock: socket.socket, refuse: Sequence[str], device: Device) -> None:
    """Open the device, refuse these families of library shortcuts, then answer until the other side has enough."""
    try:
        place = open_place(device)
    except DeviceUnusable as error:
        protocol.send_frame(sock, bytes(16), protocol.Ready(os.getpid(), str(error)))
        return
    server = Server(refuse, place)
    _forget_ourselves()
    receive, send, decode = protocol.receive_frame, protocol.send_frame, protocol.decode_request
    violations = (protocol.ProtocolViolation, ValueNotPlain, msgspec.MsgspecError)
    send(sock, bytes(16), protocol.Ready(os.getpid()))
    while True:
        try:
            nonce, head, body = receive(sock)
        except protocol.PeerClosed:
            return
        reply, buffers = server.answer(decode(head), body)
        try:
            send(sock, nonce, reply, buffers)
        except violations as error:
            send(sock, nonce, protocol.Raised(["ValueNotPlain"], f"the result cannot be sent: {error}", ""))
