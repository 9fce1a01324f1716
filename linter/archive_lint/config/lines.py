"""Finds the lines of keys in a TOML text: `tomllib` reads values without their lines.

Only texts that `tomllib` has accepted are scanned, so this needs TOML's outline and none of its errors. If the scanner
gets lost it stops: a key without a line has the line of the table around it, and a message never names a wrong line.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from archive_lint.model.patterns.lazy import lazy_pattern

KeyPath = tuple[str | int, ...]
"""Keys, and positions in arrays, from the document down."""

_SPACE = lazy_pattern(r"(?:[ \t\r\n]|#[^\n]*)*+")
_BARE = lazy_pattern(r"[A-Za-z0-9_-]++")
_STRING = lazy_pattern(
    r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
)
_SCALAR = lazy_pattern(r"[^,\]}#\n]++")


class _LostError(Exception):
    """The text is not what the scanner took it for."""


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of a key, or of the nearest table or array around it."""
    for length in range(len(path), 0, -1):
        line = lines.get(path[:length])
        if line is not None:
            return line
    return None


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line numbers, from 1, of all keys and array items of a valid TOML text."""
    # tomllib reads `\r\n` as `\n`; so do line numbers.
    scanner = _Scanner(text.replace("\r\n", "\n"))
    with suppress(_LostError, ValueError):
        scanner.scan()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self._counted = 0
        self._line = 1
        self._arrays: dict[KeyPath, int] = {}
        """Arrays of tables, each with the position of its last table."""

    def scan(self) -> None:
        table: KeyPath = ()
        while self._skip():
            line = self._line_here()
            if self.text.startswith("[", self.at):
                table = self._header(line)
            else:
                path = self._into(table, self._key(), line)
                self._expect("=")
                self._value(path)

    def _header(self, line: int) -> KeyPath:
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        key = self._key()
        self._expect("]]" if is_array else "]")
        table: KeyPath = ()
        for part in key[:-1]:
            table = self._last(self._note((*table, part), line))
        table = (*table, key[-1])
        if is_array:
            self._note(table, line)
            self._arrays[table] = self._arrays.get(table, -1) + 1
            return self._note((*table, self._arrays[table]), line)
        # A nested table may have named this one before: its own header is its place.
        self.lines[table] = line
        return table

    def _last(self, table: KeyPath) -> KeyPath:
        """Return a table's path; within an array of tables, a header means its last table."""
        position = self._arrays.get(table)
        return table if position is None else (*table, position)

    def _into(self, table: KeyPath, key: list[str], line: int) -> KeyPath:
        for part in key:
            table = self._note((*table, part), line)
        return table

    def _note(self, path: KeyPath, line: int) -> KeyPath:
        self.lines.setdefault(path, line)
        return path

    def _key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self._skip()
            bare = _BARE.match(self.text, self.at)
            if bare is not None:
                parts.append(bare[0])
                self.at = bare.end()
            else:
                parts.append(self._quoted())
            self._skip()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _quoted(self) -> str:
        quoted = _STRING.match(self.text, self.at)
        if quoted is None:
            raise _LostError
        self.at = quoted.end()
        if "\\" not in quoted[0] or quoted[0][0] == "'":
            return quoted[0][1:-1]
        import tomllib

        value: Any = tomllib.loads(f"key = {quoted[0]}")["key"]
        return str(value)

    def _value(self, path: KeyPath) -> None:
        """Skip a value. Containers are kept on a list of our own: they may nest to any depth."""
        open_arrays: list[tuple[KeyPath, int]] = []
        """Containers being read, each with the position of its next item; -1 for an inline table."""
        while True:
            self._skip()
            first = self.text[self.at : self.at + 1]
            if first in ("[", "{"):
                self.at += 1
                open_arrays.append((path, 0 if first == "[" else -1))
            elif first in ('"', "'"):
                string = _STRING.match(self.text, self.at)
                if string is None:
                    raise _LostError
                self.at = string.end()
            else:
                scalar = _SCALAR.match(self.text, self.at)
                if scalar is None:
                    raise _LostError
                self.at = scalar.end()
            path = self._next_item(open_arrays, is_opening=first in ("[", "{"))
            if not open_arrays:
                return

    def _next_item(self, containers: list[tuple[KeyPath, int]], *, is_opening: bool) -> KeyPath:
        """Go to the next value, out of containers that end on the way. Return its path, or `()` after the last."""
        while containers:
            path, position = containers[-1]
            self._skip()
            if not is_opening and self.text.startswith(",", self.at):
                self.at += 1
                self._skip()
            if self.text.startswith("]" if position >= 0 else "}", self.at):
                self.at += 1
                containers.pop()
                is_opening = False
                continue
            line = self._line_here()
            if position < 0:
                key = self._key()
                self._expect("=")
                return self._into(path, key, line)
            containers[-1] = (path, position + 1)
            return self._note((*path, position), line)
        return ()

    def _skip(self) -> bool:
        """Skip space, line ends and comments. Return whether anything is left."""
        space = _SPACE.match(self.text, self.at)
        if space is not None:
            self.at = space.end()
        return self.at < len(self.text)

    def _expect(self, token: str) -> None:
        self._skip()
        if not self.text.startswith(token, self.at):
            raise _LostError
        self.at += len(token)

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line
