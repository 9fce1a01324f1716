"""The results of votes: settings with their evidence, and their notation in TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_INDENT = "    "


class Guess(Struct, frozen=True):
    """A line of the file."""

    key: str
    value: str | Sequence[str]
    evidence: str

    def lines(self) -> Iterator[str]:
        """Yield the setting under a comment with its evidence."""
        yield f"# {printable(self.evidence)}"
        yield f"{self.key} = {toml(self.value)}"


class Reasoned(Struct, frozen=True):
    """Some values of a list, and the evidence for them."""

    values: Sequence[str]
    evidence: str


class GuessedList(Struct, frozen=True):
    """A setting whose values each have their own evidence."""

    key: str
    items: Sequence[Reasoned]

    def lines(self) -> Iterator[str]:
        """Yield the list, each part of it under a comment with its evidence."""
        yield f"{self.key} = ["
        for item in self.items:
            yield f"{_INDENT}# {printable(item.evidence)}"
            yield f"{_INDENT}{', '.join(map(toml, item.values))},"
        yield "]"


class Remark(Struct, frozen=True):
    """A remark in place of a setting that could not be guessed."""

    lines_of_comment: Sequence[str]

    def lines(self) -> Iterator[str]:
        """Yield the comment."""
        for line in self.lines_of_comment:
            yield f"# {printable(line)}"


class PlainSetting(Struct, frozen=True):
    """A setting that needs no evidence."""

    key: str
    value: str | Sequence[str]

    def lines(self) -> Iterator[str]:
        """Yield the setting."""
        yield f"{self.key} = {toml(self.value)}"


TableLine = Guess | GuessedList | Remark | PlainSetting


def printable(text: str) -> str:
    """Return a text from a page, made safe for a comment or a terminal."""
    return _CONTROL.sub("?", text)


def toml(value: str | Sequence[str]) -> str:
    """Return a text or a list of texts as TOML."""
    if isinstance(value, str):
        # The notation that JSON and TOML share; names with control characters are not kept.
        return json.dumps(printable(value), ensure_ascii=False)
    return f"[{', '.join(map(toml, value))}]"


def toml_key(key: str) -> str:
    """Return a key as TOML."""
    return key if re.fullmatch(r"[a-z0-9-]+", key) else toml(key)
