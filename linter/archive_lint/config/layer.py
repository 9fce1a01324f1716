"""One file or command-line setting of a configuration, parsed with its line numbers, not yet checked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from archive_lint.config.errors import ConfigError, ConfigFault
from archive_lint.config.lines import KeyPath, key_lines, line_of
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.text import shortened

MOST_BYTES = 1 << 20
"""Maximum size in bytes of a configuration file. The largest sensible one has some kilobytes."""

PYPROJECT = "pyproject.toml"
PYPROJECT_TABLE = ("tool", "archive-lint")

# tomllib's time grows with the square of a dotted key's length. None of our keys has more than five parts.
_ENDLESS_KEY = lazy_pattern(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){32}""")
_BARE_KEY = lazy_pattern(r"[A-Za-z0-9_-]{1,80}\Z")
_AT_LINE = lazy_pattern(r"\(at (?:line (\d+), column \d+|end of document)\)\Z")


class Layer:
    """The settings of one source. A later layer overrules an earlier one."""

    def __init__(
        self, name: str, text: str, data: dict[str, Any], *, inside: KeyPath = (), has_lines: bool = True
    ) -> None:
        self.name = name
        """Name shown to people: the file's path, or `--config KEY=VALUE`."""
        self.data = data
        self._text = text
        self._inside = inside
        self._has_lines = has_lines

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self._text) if self._has_lines else {}

    def line(self, path: KeyPath) -> int | None:
        """Return the line of a key, or of the nearest table around it."""
        return line_of(self._lines, (*self._inside, *path))

    def fault(self, path: KeyPath, message: str, hint: str | None = None) -> ConfigFault:
        """Return a fault at a key of this layer."""
        return ConfigFault(self.name, self.line(path), message, hint)


def dotted(path: KeyPath) -> str:
    """Return a path as TOML writes a key, with positions in arrays in brackets: `lint.select[0]`."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, int):
            parts.append(f"[{part}]")
        else:
            bare = part if _BARE_KEY.match(part) else repr(shortened(part))
            parts.append(f".{bare}" if parts else bare)
    return "".join(parts)


def has(data: Mapping[str, Any], path: KeyPath) -> bool:
    """Return whether a key is set."""
    value: Any = data
    for part in path:
        if not isinstance(value, Mapping) or part not in value:
            return False
        value = value[part]
    return True


def read_layer(path: str) -> Layer:
    """Read a configuration file. Raises `ConfigError` if it cannot be read or is not TOML."""
    name = shown_path(path)
    text = read_source(path)
    document = parse_toml(name, text)
    if os.path.basename(path) != PYPROJECT:
        return Layer(name, text, document)
    table: Any = document
    for part in PYPROJECT_TABLE:
        table = table.get(part) if isinstance(table, dict) else None
    if table is None:
        raise ConfigError([ConfigFault(name, None, "has no table [tool.archive-lint]")])
    if not isinstance(table, dict):
        raise ConfigError([ConfigFault(name, None, "[tool.archive-lint] is not a table")])
    return Layer(name, text, table, inside=PYPROJECT_TABLE)


def read_source(path: str) -> str:
    """Return the text of a configuration file. Raises `ConfigError` if it cannot be read or is not text."""
    name = shown_path(path)
    return _decode(name, _read(name, path))


def parse_toml(name: str, text: str) -> dict[str, Any]:
    """Return a TOML text as data. Raises `ConfigError` with the line of the error."""
    import tomllib

    endless = _ENDLESS_KEY.search(text)
    if endless is not None:
        line = text.count("\n", 0, endless.start()) + 1
        raise ConfigError([ConfigFault(name, line, "a key has more parts than any setting")])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _AT_LINE.search(message)
        line_number = int(place[1]) if place is not None and place[1] else text.rstrip().count("\n") + 1
        said = message[: place.start()].strip() if place is not None else message
        raise ConfigError([ConfigFault(name, line_number, f"is not valid TOML: {_lower(said)}")]) from error
    except RecursionError as error:
        raise ConfigError([ConfigFault(name, None, "is nested too deeply")]) from error
    except ValueError as error:
        # A number with thousands of digits, for example.
        raise ConfigError([ConfigFault(name, None, f"is not valid TOML: {_lower(str(error))}")]) from error


def override_layer(argument: str) -> Layer:
    """Return the layer for a `KEY=VALUE` of the command line: a TOML value, or a bare word. Raises `ConfigError`."""
    name = f"--config {argument}"
    key, equals, value = argument.partition("=")
    if not equals or not key.strip():
        raise ConfigError([ConfigFault(name, None, "is not KEY=VALUE", "as in lint.select=['S001']")])
    if "\n" in argument or "\r" in argument:
        raise ConfigError([ConfigFault(name.splitlines()[0], None, "has more than one line")])
    document = _parse_key(name, key)
    try:
        return Layer(name, "", parse_toml(name, f"{key} = {value}"), has_lines=False)
    except ConfigError:
        # Not a TOML value: a bare word.
        pass
    table: Any = document
    while isinstance(inner := next(iter(table.values())), dict):
        table = inner
    table[next(iter(table))] = value.strip()
    return Layer(name, "", document, has_lines=False)


def _parse_key(name: str, key: str) -> dict[str, Any]:
    """Return tables within tables down to a dotted key, which gets the value 0. Raises `ConfigError`."""
    try:
        document = parse_toml(name, f"{key} = 0")
    except ConfigError as error:
        raise ConfigError([ConfigFault(name, None, f"{key.strip()!r} is not a TOML key")]) from error
    if len(document) != 1:
        raise ConfigError([ConfigFault(name, None, f"{key.strip()!r} is not a TOML key")])
    return document


def merge(layers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one table made of several: tables merge, any other value replaces that of an earlier layer."""
    merged: dict[str, Any] = {}
    for layer in layers:
        waiting: list[tuple[dict[str, Any], Mapping[str, Any]]] = [(merged, layer)]
        while waiting:
            into, given = waiting.pop()
            for key, value in given.items():
                if isinstance(value, Mapping):
                    known = into.get(key)
                    inner = into[key] = known if isinstance(known, dict) else {}
                    waiting.append((inner, value))
                else:
                    into[key] = value
    return merged


def shown_path(path: str) -> str:
    """Return a path for people: relative to the current folder, unless that leads up."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):
        return path
    shown = path if relative.startswith(os.pardir) else relative
    return shown.encode(errors="surrogateescape").decode(errors="backslashreplace")


def _read(name: str, path: str) -> bytes:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise ConfigError([ConfigFault(name, None, _why(error))]) from error
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            what = "is a folder" if stat.S_ISDIR(mode) else "is not a regular file"
            raise ConfigError([ConfigFault(name, None, f"{what}: a configuration file is needed")])
        parts = []
        left = MOST_BYTES + 1
        while left > 0 and (part := os.read(descriptor, left)):
            parts.append(part)
            left -= len(part)
    except OSError as error:
        raise ConfigError([ConfigFault(name, None, _why(error))]) from error
    finally:
        os.close(descriptor)
    if left <= 0:
        message = f"has more than {MOST_BYTES:,} bytes: this is not a configuration file"
        raise ConfigError([ConfigFault(name, None, message)])
    return b"".join(parts)


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "is a folder: a configuration file is needed"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def _decode(name: str, source: bytes) -> str:
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise ConfigError([ConfigFault(name, line, "is not UTF-8")]) from error


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
