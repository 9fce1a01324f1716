"""Hiding passwords in URLs, wherever the URL stands: in a message, an excerpt of a page, a log.

It is unknown where a URL in a text ends: whatever may be a password is hidden, even if it turns out not to be one.
Every step is linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archive_lint.model.patterns.lazy import lazy_pattern

HIDDEN = "***"
"""The text that replaces a secret."""

_WORD = lazy_pattern(r"[^\s<>]+")
_AUTHORITY = lazy_pattern(
    r"(?<![/\\])[/\\]{2,}+((?:[^/\\?#]|(?<=&)#)*+)|https?:[/\\]?(?![/\\])((?:[^/\\?#]|(?<=&)#)*+)", re.IGNORECASE
)
"""The text after two slashes up to the path, as a browser reads it; it reads one slash or none in the same way."""
_HOST_AND_PORT = lazy_pattern(r"[^:]*(?::[0-9]{0,5})?(?:[^0-9A-Za-z:%].*)?\Z|[^:]*\[.*\Z", re.DOTALL)
"""An authority that cannot hold a password, and the text that may follow it in a sentence."""
_SECRET_PARAMETER = lazy_pattern(
    r"(?<=[?&;])((?:amp;)?(?:access_|auth_|refresh_|id_|api_|private_)?"
    r"(?:token|api_?key|password|passwd|pwd|secret|client_secret|x-amz-signature|x-amz-security-token)=)"
    r"([^\s&#<>\"'()\[\]`|]+)",
    re.IGNORECASE,
)
_NEAR = 256
"""Distance in characters within which the `@` after a password with a space in it is looked for."""


def hide_secrets(text: str, *, same_length: bool = False) -> str:
    """Return `text` with its secrets hidden: user names and passwords of URLs, values of parameters with telling names.

    With `same_length` every character of a secret becomes an asterisk, so that columns stay.
    """
    if "@" in text:
        text = _replaced(text, _userinfos(text), same_length=same_length)
    if "=" in text:
        spans = (match.span(2) for match in _SECRET_PARAMETER.finditer(text))
        text = _replaced(text, spans, same_length=same_length)
    return text


def hide_secrets_in(value: Any) -> Any:
    """Return plain data, a few levels deep, with the passwords in its texts hidden."""
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, dict):
        return {key: hide_secrets_in(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [hide_secrets_in(entry) for entry in value]
    return value


def _replaced(text: str, spans: Iterator[tuple[int, int]], *, same_length: bool) -> str:
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            parts += (text[done:start], "*" * (end - start) if same_length else HIDDEN)
            done = end
    return "".join([*parts, text[done:]]) if parts else text


def _userinfos(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each user name and password, in order."""
    for word in _WORD.finditer(text):
        yield from _in_word(text, word.start(), word.end())


def _in_word(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    last = text.rfind("@", start, end)
    for match in _AUTHORITY.finditer(text, start, end):
        group = 1 if match[1] is not None else 2
        authority, begin = match[group], match.start(group)
        at = authority.rfind("@")
        if at >= 0:
            yield begin, begin + at
        elif not _HOST_AND_PORT.match(authority):
            # The text after the colon is not a port: it may be the first part of a password with a slash or a space in
            # it.
            if last >= begin:
                yield begin, last
                return
            far = text.find("@", end, end + _NEAR)
            if far >= 0 and "//" not in text[end:far] and "\n" not in text[end:far]:
                yield begin, far
                return
