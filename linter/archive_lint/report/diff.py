"""The changes of fixes, as a unified diff that `git apply` accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import BinaryIO

from archive_lint.fix.plan import Change
from archive_lint.model.secret import hide_secrets
from archive_lint.report.ansi import Paint
from archive_lint.report.escape import terminal

_HEADERS = 2
"""Number of lines above the first hunk of a file."""
_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_QUOTED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_diff(
    changes: Mapping[str, Change], stream: BinaryIO, *, to_terminal: bool = False, color: bool = False
) -> None:
    """Write the changes of files, in the order of their paths.

    A file is left out, with a line that says so, if the lines would print a password. To a terminal, and in colour,
    control characters are made visible; elsewhere the bytes are the files' own, so that the diff applies.
    """
    paint = Paint(color=color)
    for path, change in sorted(changes.items()):
        lines = list(_lines(path, change))
        if any(map(_has_secret, lines)):
            # With the password hidden, applying the diff would write asterisks.
            lines = [f"# {_name('', path)}: not shown, for a URL with a password stands there\n".encode()]
        for number, line in enumerate(lines):
            if to_terminal or color:
                shown = terminal(line.decode(errors="replace").strip("\n"))
                stream.write(paint(shown, _style(number, shown)).encode() + b"\n")
            else:
                stream.write(line)


def _style(number: int, line: str) -> str:
    return "bold" if number < _HEADERS else _STYLES.get(line[:1], "")


def _lines(path: str, change: Change) -> Iterator[bytes]:
    before = _split(change.before or b"")
    after = _split(change.after)
    old = "/dev/null" if change.before is None else _name("a/", path)
    for number, line in enumerate(unified_diff(before, after, old, _name("b/", path))):
        # The headers have their own line endings; lines of the file may lack the last one.
        yield _bytes(line)
        if number > 1 and not line.endswith("\n"):
            yield b"\n\\ No newline at end of file\n"


def _split(content: bytes) -> list[str]:
    """Return lines as git counts them: only a line feed ends one.

    Bytes that are not UTF-8 are kept for encoding again.
    """
    return [line.decode(errors="surrogateescape") + "\n" for line in content.split(b"\n")[:-1]] + (
        [content.rsplit(b"\n", 1)[-1].decode(errors="surrogateescape")]
        if not content.endswith(b"\n") and content
        else []
    )


def _has_secret(line: bytes) -> bool:
    text = line.decode(errors="replace")
    return hide_secrets(text) != text


def _bytes(line: str) -> bytes:
    return line.encode(errors="surrogateescape")


def _name(side: str, path: str) -> str:
    """Return a path as git writes it: in quotes if it contains characters that would end or change the line."""
    if path.isprintable() and '"' not in path and "\\" not in path:
        return side + path
    quoted = "".join(
        _QUOTED.get(char) or (char if char.isprintable() else "".join(f"\\{byte:03o}" for byte in char.encode()))
        for char in path
    )
    return f'"{side}{quoted}"'
