"""Downloads over HTTP, from servers that break off, stall, redirect and lie.

Every answer is read as a stream, up to a limit, as it was sent (a compressed one is refused: what it unpacks to has no
limit). What breaks off is asked for again, from where it ended if the server can tell that it is still the same file.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
import urllib3

from course_cli import __version__
from course_cli.errors import UsageError
from course_cli.language import translated as _

_CHUNK = 1 << 16
_MOVED = (301, 302, 303, 307, 308)
_LATER = (408, 425, 429)
_NOT_THERE = (404, 410)
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")


class TransferError(UsageError):
    """A download did not succeed; the message says why and what to do."""


class NotThere(TransferError):
    """The server has no such file."""


class _Broken(Exception):
    """It may go better the next time."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds: for a connection or the next bytes, and for everything; and how often to try."""

    stall: float = 30.0
    total: float = 900.0
    tries: int = 4
    pause: float = 0.5
    redirects: int = 5


@dataclass
class _Partial:
    """What has come of a file so far, and the server's mark of which version of it that was."""

    data: bytearray = field(default_factory=bytearray)
    mark: str = ""

    def restart(self, mark: str) -> None:
        self.data.clear()
        self.mark = mark


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: requests would read the body of a redirect whole, however long, and follow it anywhere."""
        return None


class Downloads:
    """Downloads that share connections and one patience. A context manager."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._deadline = time.monotonic() + patience.total
        self._session = _Session()
        # "identity": see above. The rest of the headers are those of requests.
        self._session.headers.update({"Accept-Encoding": "identity", "User-Agent": f"course_cli/{__version__}"})

    def __enter__(self) -> Downloads:
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def get(self, url: str, limit: int, size: int | None = None) -> bytes:
        """The file at a http(s) URL, of at most `limit` bytes, or of exactly `size` where that is known.

        Raises:
            NotThere: the server says that there is none.
            TransferError: it is larger, or it could not be had in several tries.
        """
        partial = _Partial()
        reason = ""
        for attempt in range(self._patience.tries):
            if attempt:
                time.sleep(max(0.0, min(self._patience.pause * 2 ** (attempt - 1), self._left())))
            try:
                self._attempt(url, limit, size, partial)
                return bytes(partial.data)
            except _Broken as error:
                reason = str(error)
            if self._left() <= 0:
                reason = _("it took longer than {:g} seconds").format(self._patience.total)
                break
        raise TransferError(
            _("cannot download {}: {}. Nothing was changed; try again later.").format(shown(url), reason)
        )

    def _attempt(self, url: str, limit: int, size: int | None, partial: _Partial) -> None:
        asked_from = len(partial.data) if partial.mark else 0
        headers = {"Range": f"bytes={asked_from}-", "If-Range": partial.mark} if asked_from else {}
        response = self._answer(url, headers)
        try:
            self._begin(response, url, asked_from, partial)
            self._receive(response, url, limit if size is None else size, partial)
        finally:
            response.close()
        if size is not None and len(partial.data) < size:
            raise _Broken(_("it ended after {} of {} bytes").format(len(partial.data), size))

    def _answer(self, url: str, headers: dict[str, str]) -> requests.Response:
        """The first answer that is no redirect."""
        here = url
        for _hop in range(self._patience.redirects + 1):
            wait = max(0.01, min(self._patience.stall, self._left()))
            try:
                response = self._session.get(here, headers=headers, stream=True, allow_redirects=False, timeout=wait)
            except requests.exceptions.SSLError as error:
                raise TransferError(
                    _(
                        "{}: the server's certificate cannot be trusted, so nothing was fetched. Check the "
                        "address, and this computer's date."
                    ).format(shown(here))
                ) from error
            except (requests.exceptions.ConnectionError, requests.exceptions.Timeout) as error:
                raise _Broken(_why(error)) from error
            except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
                raise TransferError(
                    _("{} is not an address that can be fetched: {}").format(shown(here), _why(error))
                ) from error
            location = response.headers.get("Location")
            if response.status_code not in _MOVED or not location:
                return response
            response.close()
            here = _redirected(here, location)
        raise TransferError(
            _("{} was redirected over {} times; check the address").format(shown(url), self._patience.redirects)
        )

    def _begin(self, response: requests.Response, url: str, asked_from: int, partial: _Partial) -> None:
        """Judge an answer by its headers, and forget what does not continue it."""
        status = response.status_code
        if status in _LATER or status >= 500:
            raise _Broken(_("the server answers with error {}").format(status))
        if status in _NOT_THERE:
            raise NotThere(_("there is no {} (the server answers {}); check the address").format(shown(url), status))
        if status in (401, 403):
            raise TransferError(
                _("{} is not open to everyone (the server answers {}); ask your teacher").format(shown(url), status)
            )
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", ""):
            raise TransferError(
                _("{} comes compressed ({!r}), which was not asked for").format(shown(url), encoding[:20])
            )
        if status == 206 and asked_from:
            match = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
            if match and int(match[1]) == asked_from:
                return
        partial.restart(_mark(response))
        if status == 416 or status == 206:
            raise _Broken(_("the server sends another part than was asked for"))
        if status != 200:
            raise TransferError(_("{} cannot be fetched: the server answers {}").format(shown(url), status))

    def _receive(self, response: requests.Response, url: str, limit: int, partial: _Partial) -> None:
        announced = _length(response)
        if announced is not None and len(partial.data) + announced > limit:
            raise TransferError(
                _("{} is larger than it may be ({} bytes); tell whoever released it").format(shown(url), limit)
            )
        received = 0
        while True:
            if self._left() <= 0:
                raise _Broken(_("it comes too slowly"))
            try:
                # One read of the connection each: to wait for a full chunk would let a trickle go on for ever.
                chunk: bytes = response.raw.read1(_CHUNK, decode_content=False)
            except (urllib3.exceptions.HTTPError, HTTPException, OSError) as error:
                raise _Broken(_why(error)) from error
            if not chunk:
                break
            received += len(chunk)
            partial.data += chunk
            if len(partial.data) > limit:
                raise TransferError(
                    _("{} is larger than it may be ({} bytes); tell whoever released it").format(shown(url), limit)
                )
        if announced is not None and received < announced:
            raise _Broken(_("it broke off after {} bytes").format(len(partial.data)))

    def _left(self) -> float:
        return self._deadline - time.monotonic()


def shown(url: str) -> str:
    """A URL for a message: without a password, and without characters that a terminal would act on."""
    try:
        parts = urlsplit(url)
        text = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        text = url.rpartition("@")[2]
    return "".join(char if char.isprintable() else "?" for char in text)[:200]


def _redirected(here: str, location: str) -> str:
    try:
        there = urljoin(here, location)
        scheme = urlsplit(there).scheme
    except ValueError as error:
        raise TransferError(_("{} redirects to an address that is none").format(shown(here))) from error
    if scheme not in ("http", "https"):
        raise TransferError(
            _("{} redirects to {!r}, which is not followed; check the address").format(shown(here), scheme[:20])
        )
    if scheme == "http" and urlsplit(here).scheme == "https":
        raise TransferError(
            _("{} redirects to an address without encryption, which is not followed").format(shown(here))
        )
    return there


def _mark(response: requests.Response) -> str:
    """What `If-Range` can name this version of the file by; "" where there is nothing that is sure."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else ""


def _length(response: requests.Response) -> int | None:
    text = response.headers.get("Content-Length", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _why(error: Exception) -> str:
    if isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)):
        return _("the server does not answer in time")
    text = str(error)
    for sign, reason in (
        ("NameResolution", _("its host is not known, or this computer is offline")),
        ("Name or service", _("its host is not known, or this computer is offline")),
        ("refused", _("the server refuses the connection")),
        ("timed out", _("the server does not answer in time")),
        ("IncompleteRead", _("it broke off")),
    ):
        if sign in text:
            return reason
    return _("the connection broke ({})").format(type(error).__name__)
