"""The proxy that graders call: looks like the student's module, and every use is a message to the cage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from course_cli.grading.abbreviate import is_array, register
from course_cli.grading.calls import Call
from course_cli.grading.failure import NoSimulatedDevice
from course_cli.grading.observation import Gradient, Observation, Traits, Work
from course_cli.sandbox import protocol
from course_cli.sandbox.values import (
    Decoder,
    Encoder,
    FunctionReference,
    Handle,
    LibraryReference,
    Reference,
    SourceExpression,
    TensorTraits,
)


class Conversation(Protocol):
    """What the proxy needs of the engine: one exchange with the worker, and a place to note what was called."""

    @property
    def leaves_the_cpu(self) -> bool: ...

    def ask(
        self, request: protocol.Request, buffers: Iterable[bytes | memoryview]
    ) -> tuple[protocol.Returned, memoryview]: ...

    def note_call(self, call: Call, result: object) -> None: ...

    def note_result(self, call: Call, result: object) -> None: ...


class RemoteFunction:
    """A function of the student's module, or a method of an object that lives in the worker; `of` as in `Call`."""

    def __init__(self, student: Student, target: int, of: tuple[str, ...], label: str) -> None:
        self._student = student
        self._target = target
        self._path = of[-1]
        self._of = of
        self.name = label

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._student._call(self, args, kwargs).value

    def observe(self, *args: Any, seed: int | None = None, count: bool = False, **kwargs: Any) -> Observation:
        """Call it, and also report its arguments after the call and, if `count`, the work it took."""
        return self._student._call(self, args, kwargs, seed=seed, count=count, return_arguments=True)

    def elsewhere(self, *args: Any, **kwargs: Any) -> Observation:
        """Call it with every tensor, and its own module, on another device; `devices` says where the value is.

        That is the device of the grade, or on the CPU a simulated one; raises NoSimulatedDevice where torch has none.
        """
        return self._student._call(self, args, kwargs, simulate_device=True)

    def gradient(
        self, *args: Any, wrt: Iterable[int | str] = (0,), cotangent: Any = None, **kwargs: Any
    ) -> Gradient:
        """The value, and the gradients of sum(value * cotangent) with respect to the inputs named in `wrt`."""
        return self._student._gradient(self, args, kwargs, [str(path) for path in wrt], cotangent)

    def _reference(self) -> FunctionReference:
        return FunctionReference(self._target, self._path)


class RemoteObject:
    """An object that stays in the worker: its methods are called and its attributes read and set from here.

    `call` returned it.
    """

    def __init__(self, student: Student, handle: Handle, call: Call) -> None:
        object.__setattr__(self, "_student", student)
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_call", call)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._student._get(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._student._set(self._handle, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._method("__call__", self._handle.type_name)(*args, **kwargs)

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """As `RemoteFunction.observe`, for calling the object itself."""
        return self._method("__call__", self._handle.type_name).observe(*args, **kwargs)

    def elsewhere(self, *args: Any, **kwargs: Any) -> Observation:
        """As `RemoteFunction.elsewhere`, for calling the object itself."""
        return self._method("__call__", self._handle.type_name).elsewhere(*args, **kwargs)

    def gradient(self, *args: Any, **kwargs: Any) -> Gradient:
        """As `RemoteFunction.gradient`, for calling the object itself."""
        return self._method("__call__", self._handle.type_name).gradient(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{self._handle.type_name} object>"

    def _method(self, name: str, label: str) -> RemoteFunction:
        return RemoteFunction(self._student, self._handle.id, (*self._call.of, name), label)


class Student:
    """The submitted module. `student.softmax(X)` calls softmax in the cage and returns plain data."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._traits: dict[int, tuple[Any, Traits]] = {}

    def __getattr__(self, name: str) -> RemoteFunction:
        if name.startswith("__"):
            raise AttributeError(name)
        return RemoteFunction(self, 0, (name,), name)

    def traits(self, tensor: Any) -> Traits:
        """What the worker says of a tensor that came from it: requires_grad, is_leaf, is_parameter."""
        return self._traits[id(tensor)][1]

    def collect(self, iterable: Any, limit: int = 1_000) -> list[Any]:
        """At most `limit` items of what an iterable of the student's yields; a list or tuple is taken as it is."""
        if not isinstance(iterable, RemoteObject):
            # A tensor makes all of its rows at once, and may have more of them than there is memory for.
            return list(iterable[:limit] if is_array(iterable) and iterable.ndim else iterable)[:limit]
        reply, body = self._conversation.ask(protocol.Collect(iterable._handle.id, limit), ())
        items: list[Any] = self._decoder(body, iterable._call).decode(reply.value)
        self._conversation.note_result(iterable._call, items)
        return items

    def _call(
        self,
        function: RemoteFunction,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        seed: int | None = None,
        count: bool = False,
        return_arguments: bool = False,
        simulate_device: bool = False,
    ) -> Observation:
        if simulate_device and not self._conversation.leaves_the_cpu:
            raise NoSimulatedDevice
        encoder = Encoder(_refer)
        request = protocol.Call(
            function._target,
            function._path,
            encoder.encode(list(args)),
            encoder.encode(kwargs),
            seed=seed,
            count=count,
            return_arguments=return_arguments,
            simulate_device=simulate_device,
        )
        call = Call(function._of, function.name, args, kwargs)
        reply, body = self._exchange(request, encoder, call)
        devices: list[str] = []
        decoder = self._decoder(body, call, devices)
        value = decoder.decode(reply.value)
        where = tuple(devices)
        arguments, keywords = (), {}
        if return_arguments:
            arguments, keywords = tuple(decoder.decode(reply.arguments)), decoder.decode(reply.keywords)
        self._conversation.note_call(call, value)
        work = Work(reply.operations, reply.steps) if count else None
        return Observation(value, arguments, keywords, work, reply.printed, where)

    def _gradient(
        self, function: RemoteFunction, args: tuple[Any, ...], kwargs: dict[str, Any], wrt: list[str], cotangent: Any
    ) -> Gradient:
        encoder = Encoder(_refer)
        request = protocol.Call(
            function._target,
            function._path,
            encoder.encode(list(args)),
            encoder.encode(kwargs),
            wrt=wrt,
            cotangent=encoder.encode(cotangent),
        )
        call = Call(function._of, function.name, args, kwargs)
        reply, body = self._exchange(request, encoder, call)
        decoder = self._decoder(body, call)
        gradients = tuple(decoder.decode(reply.gradients))
        value = decoder.decode(reply.value)
        self._conversation.note_call(call, value)
        return Gradient(value, gradients)

    def _exchange(
        self, request: protocol.Request, encoder: Encoder, call: Call
    ) -> tuple[protocol.Returned, memoryview]:
        self._conversation.note_call(call, self)
        return self._conversation.ask(request, encoder.buffers)

    def _get(self, owner: RemoteObject, name: str) -> Any:
        handle: Handle = owner._handle
        reply, body = self._conversation.ask(protocol.Get(handle.id, name), ())
        look = Call((*owner._call.of, name), f"{handle.type_name}.{name}")
        if reply.is_callable:
            return RemoteFunction(self, handle.id, look.of, look.label)
        value = self._decoder(body, look).decode(reply.value)
        self._conversation.note_call(look, value)
        return value

    def _set(self, handle: Handle, name: str, value: Any) -> None:
        encoder = Encoder(_refer)
        self._conversation.ask(protocol.Set(handle.id, name, encoder.encode(value)), encoder.buffers)

    def _decoder(self, body: memoryview, call: Call, devices: list[str] | None = None) -> Decoder:
        """A decoder of what `call` brought that remembers the traits of tensors, and appends the device of each."""

        def note(tensor: Any, claims: TensorTraits) -> None:
            # The tensor is kept too, or another could take its id.
            self._traits[id(tensor)] = (tensor, Traits(claims.requires_grad, claims.is_leaf, claims.is_parameter))
            if devices is not None:
                devices.append(claims.device)

        def received(reference: object) -> object:
            if isinstance(reference, Handle):
                return RemoteObject(self, reference, call)
            raise TypeError("a worker sends data and handles only")

        return Decoder(body, received, note)


class _Reference:
    """A non-secret name or expression that stands for an argument; the worker makes the object."""

    def __init__(self, reference: LibraryReference | SourceExpression, text: str) -> None:
        self.reference = reference
        self._text = text

    def __repr__(self) -> str:
        return self._text


def library(name: str) -> Any:
    """An argument that the worker resolves: a callable, class or dtype of torch or numpy, as "torch.tanh"."""
    return _Reference(LibraryReference(name), name)


def source(text: str) -> Any:
    """An argument that the worker makes by evaluating `text`, as "lambda z: 2 * z". Never put an answer in it."""
    return _Reference(SourceExpression(text), text)


def _refer(value: object) -> Reference:
    if isinstance(value, _Reference):
        return value.reference
    if isinstance(value, RemoteFunction):
        return value._reference()
    if isinstance(value, RemoteObject):
        handle: Handle = value._handle
        return handle
    raise TypeError(f"a grader cannot send a {type(value).__name__}")


# `abbreviate` touches no object it does not know; these are ours.
register(RemoteFunction, lambda function: str(function.name))
register(RemoteObject, repr)
register(_Reference, repr)
