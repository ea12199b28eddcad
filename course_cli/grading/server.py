"""The grading process: started clean, forks the zygotes, then becomes the trusted engine that answers a client.

Asked to, it forks another like itself, which answers a client of its own and has zygotes of its own.
"""

from __future__ import annotations

import gc
import os
import signal
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path
from typing import TYPE_CHECKING

from course_cli.sandbox.confinement import wake_when_parent_ends
from course_cli.sandbox.nucleus import Home, assert_single_threaded, start_zygotes
from course_cli.sandbox.pool import ZygoteHandle
from course_cli.sandbox.processes import keep_to

# Nothing of the graders' side is imported before the zygotes are forked: workers inherit what is in memory then.
if TYPE_CHECKING:
    from course_cli.grading.engine import Engine
    from course_cli.grading.messages import Answer, EngineRequest
    from course_cli.grading.plugin import GraderPlugin
    from course_cli.sandbox.placement import Device

    Serve = Callable[[Connection, Mapping[Home, ZygoteHandle], int | None], None]


def main(descriptor: int, libraries: list[str], device: Device) -> None:
    """Serve the client on the socket `descriptor` until it closes it; torch exercises run on the device."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    wake_when_parent_ends()
    os.set_inheritable(descriptor, False)
    zygotes = start_zygotes([library for library in ("numpy", "torch") if library in libraries], device)

    from course_cli.course.catalog import Catalog
    from course_cli.grading import messages
    from course_cli.grading.patience import limit_memory, memory_for_judging
    from course_cli.grading.plugin import collect_and_serve
    from course_cli.grading.stops import watch
    from course_cli.language import speak

    limit_memory(memory_for_judging())
    watch()

    connection = Connection(descriptor)
    hello = messages.decode_hello(connection.recv_bytes())
    catalog = Catalog.load(Path(hello.root))
    speak(hello.language, catalog.root)
    graders = [path for id_ in hello.exercises if (path := catalog.get(id_).grader_path) is not None]

    def answer_all(plugin: GraderPlugin) -> None:
        from course_cli.grading.diagnosis import KnownMistakes
        from course_cli.grading.engine import Engine
        from course_cli.grading.zygotes import Zygotes

        # Torch, pytest and the graders stay for good: a collection that walks them all costs as much as an exercise.
        gc.freeze()
        mistakes = KnownMistakes(catalog.root) if hello.names_mistakes else None

        def serve(connection: Connection, zygotes: Mapping[Home, ZygoteHandle], core: int | None) -> None:
            def tell(text: str) -> None:
                if hello.tells_progress:
                    connection.send_bytes(messages.encode(messages.Progress(text)))

            if core is not None:
                keep_to(core)
                for zygote in zygotes.values():
                    zygote.keep_to(core)
            engine = Engine(catalog, plugin, Zygotes(zygotes, device), hello.secret, tell, mistakes)
            for id_ in hello.exercises[:1]:
                engine.fork_ahead(id_)
            while True:
                try:
                    request = messages.decode_request(connection.recv_bytes())
                except (EOFError, ConnectionError):
                    return
                if isinstance(request, messages.ForkRequest):
                    reply: Answer = fork(connection, zygotes, request.core, serve)
                else:
                    reply = answer(engine, request)
                connection.send_bytes(messages.encode(reply))

        serve(connection, zygotes, hello.core)

    collect_and_serve(catalog.root / "graders", graders, answer_all)
    for zygote in zygotes.values():
        zygote.close()
    # Taking torch apart would make the client wait.
    os._exit(0)


def fork(connection: Connection, zygotes: Mapping[Home, ZygoteHandle], core: int | None, serve: Serve) -> Answer:
    """Fork a process that serves on the socket which comes next on `connection`; there, this does not return."""
    from course_cli.errors import reason_of
    from course_cli.grading import messages
    from course_cli.language import translated as _

    descriptor = recv_handle(connection)
    own: dict[Home, ZygoteHandle] = {}
    try:
        assert_single_threaded()
        for home, zygote in zygotes.items():
            own[home] = zygote.fork()
        if pid := os.fork():
            return messages.Forked(pid)
        try:
            connection.close()
            for zygote in zygotes.values():
                zygote.disconnect()
            wake_when_parent_ends()
            serve(Connection(descriptor), own, core)
        except Exception:  # noqa: BLE001 - nobody above may go on: this is another process
            traceback.print_exc()
        finally:
            os._exit(0)
    except (OSError, RuntimeError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else error
        return messages.Fault(_("the grading process cannot be started: {}").format(reason))
    finally:
        os.close(descriptor)
        for zygote in own.values():
            zygote.disconnect()


def answer(engine: Engine, request: EngineRequest) -> Answer:
    """Carry out one request; a fault of ours becomes an answer, so that the client can say so."""
    from course_cli.errors import EngineFault, GraderError, reason_of
    from course_cli.grading import messages
    from course_cli.grading.submission import Submission
    from course_cli.language import translated as _
    from course_cli.sandbox.pool import ZygoteFailed

    try:
        if problem := engine.device_problem:
            return messages.Unusable(_("{}; use --device cpu").format(problem))
        if isinstance(request, messages.ExamplesRequest):
            submission = Submission("", request.files)
            return messages.ExamplesRan(engine.run_examples(submission, request.exercise))
        if isinstance(request, messages.DescribeRequest):
            return messages.Described(engine.confined)
        submission = Submission(request.student, request.files, request.problems)
        return messages.Graded(engine.grade(submission, request.exercises, request.pictures))
    except EngineFault as fault:
        return messages.Fault(str(fault), isinstance(fault, GraderError))
    except ZygoteFailed as error:
        return messages.Fault(_("submissions cannot be run: {}").format(error))
    except (OSError, MemoryError) as error:
        return messages.Fault(_("the grading process failed: {}").format(reason_of(error)))
    except Exception:  # noqa: BLE001 - whatever else went wrong is ours to report, not a reason to vanish
        return messages.Fault(f"the grading engine failed:\n{traceback.format_exc()}")
