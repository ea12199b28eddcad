"""The flags of a submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from course_cli.batch.flags.found import Flag
from course_cli.batch.flags.source import MAX_PARSED_BYTES, Opaque, parsed, reorders
from course_cli.batch.flags.tree import findings
from course_cli.language import marked

MOST_FLAGS = 20
# Of all files together; the answers of a whole course have a fifth of it.
MAX_TOTAL_BYTES = 8 * MAX_PARSED_BYTES

_LONGEST_NAME = 60
_REORDERED = marked("characters that show the text in another order than it runs")
_NOT_READ = marked("was not looked into: the submission has far more code than an answer")


def flags_of(files: Mapping[str, bytes]) -> tuple[Flag, ...]:
    """What to look at in a submission's files, by their place; each name once a file, at most MOST_FLAGS and one.

    Runs nothing and raises nothing, whatever the files hold.
    """
    packages = frozenset(place.partition("/")[0] for place in files)
    flags: list[Flag] = []
    room = MAX_TOTAL_BYTES
    for place in sorted(files):
        source = files[place]
        if len(source) <= MAX_PARSED_BYTES and len(source) > room:
            flags.append(Flag(place, 0, "", _NOT_READ))
            continue
        room -= min(len(source), MAX_PARSED_BYTES)
        flags += _of_file(place, source, packages)
    if len(flags) > MOST_FLAGS:
        more = Flag(flags[MOST_FLAGS].file, 0, "", f"and {len(flags) - MOST_FLAGS} more from here on")
        flags[MOST_FLAGS:] = [more]
    return tuple(flags)


def _of_file(place: str, source: bytes, packages: frozenset[str]) -> Iterator[Flag]:
    try:
        tree = parsed(source)
    except Opaque as error:
        yield Flag(place, 0, "", str(error))
        return
    if reorders(source):
        yield Flag(place, 0, "", _REORDERED)
    if tree is None:
        return
    seen: set[str] = set()
    for finding in sorted(findings(tree, packages)):
        if finding.name not in seen:
            seen.add(finding.name)
            yield Flag(place, finding.line, finding.name[:_LONGEST_NAME], finding.why)
