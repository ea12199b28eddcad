"""What a person should look at in a submission: names and means that an honest answer has no use for.

Read from the source's syntax tree; nothing of it runs. A flag costs no point and is never shown to a student: there are
honest reasons for every one, and ways past every one. The cage does not depend on them.
"""

from course_cli.batch.flags.found import Flag
from course_cli.batch.flags.scan import MOST_FLAGS, flags_of

__all__ = ["MOST_FLAGS", "Flag", "flags_of"]
