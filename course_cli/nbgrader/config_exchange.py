"""nbgrader's exchange, with what one student has submitted kept apart from what others have.

`nbgrader fetch_feedback` brings the feedback of every submission in the cache, whoever made it: where several students
work under one account, or share JUPYTER_DATA_DIR, each would get that of all.
"""

from __future__ import annotations

import os
from typing import Any

from nbgrader.exchange.default import (  # type: ignore[import-untyped]
    ExchangeFetchFeedback,
    ExchangeList,
    ExchangeSubmit,
)
from nbgrader.utils import get_username  # type: ignore[import-untyped]


class _OwnCache:
    cache: str
    coursedir: Any

    def start(self) -> Any:
        """Do what the command does, in the student's own part of the cache."""
        student = self.coursedir.student_id
        if student in ("", "*"):
            student = get_username()
        # The folders of nbgrader's cache are named after courses; in a student's part they are so too.
        self.cache = os.path.join(self.cache, f"student-{student.replace(os.sep, '_')}")
        return super().start()  # type: ignore[misc]


class Submit(_OwnCache, ExchangeSubmit):  # type: ignore[misc]
    """`nbgrader submit`."""


class FetchFeedback(_OwnCache, ExchangeFetchFeedback):  # type: ignore[misc]
    """`nbgrader fetch_feedback`."""


class ListSubmissions(_OwnCache, ExchangeList):  # type: ignore[misc]
    """`nbgrader list`."""
