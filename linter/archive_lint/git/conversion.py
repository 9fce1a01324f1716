"""Conversion of line endings by git when a file is added, as its attributes state it.

Filters (`filter`, `ident`, `working-tree-encoding`) are not followed: they are programs, or rewrite the content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive_lint.git.command import Git

_ASKED = ("text", "crlf", "eol", "filter", "ident", "working-tree-encoding")
_UNSPECIFIED = frozenset({"unspecified", "unset", ""})


class Conversions:
    """The conversions that git applies to some files when they are added."""

    def __init__(self, git: Git, paths: Sequence[bytes]) -> None:
        """Ask git for the attributes of files, by their paths from the top of the work tree. Raises `GitError`."""
        given = b"".join(path + b"\0" for path in paths)
        fields = git.ask("check-attr", "-z", "--stdin", *_ASKED, given=given).output.split(b"\0") if paths else []
        self._attributes: dict[bytes, dict[str, str]] = {}
        for path, name, value in zip(fields[0::3], fields[1::3], fields[2::3], strict=False):
            self._attributes.setdefault(path, {})[name.decode()] = value.decode(errors="replace")
        answer = git.ask("config", "--get", "core.autocrlf") if paths else None
        self._autocrlf = answer is not None and answer.output.strip().lower() in _TRUE

    def is_filtered(self, path: bytes) -> bool:
        """Return whether git stores something other than the file's content, apart from line endings."""
        said = self._attributes.get(path, {})
        return any(said.get(name, "") not in _UNSPECIFIED for name in ("filter", "ident", "working-tree-encoding"))

    def with_line_feeds(self, path: bytes, content: bytes) -> bytes | None:
        """Return the content as git stores it, or `None` if that is the content itself.

        Decides like `crlf_to_git` in git's convert.c.
        """
        said = self._attributes.get(path, {})
        if b"\r\n" not in content or not self._is_converted(said) or (self._is_guessed(said) and _is_binary(content)):
            return None
        return content.replace(b"\r\n", b"\n")

    def _is_converted(self, said: Mapping[str, str]) -> bool:
        text = _text(said)
        if text == "unset":
            return False
        return text != "unspecified" or said.get("eol", "") in ("lf", "crlf") or self._autocrlf

    def _is_guessed(self, said: Mapping[str, str]) -> bool:
        """Return whether git guesses from the content whether the file is text."""
        text = _text(said)
        return text == "auto" or (text == "unspecified" and said.get("eol", "") not in ("lf", "crlf"))


_TRUE = frozenset({b"true", b"yes", b"on", b"1", b"input"})


def _text(said: Mapping[str, str]) -> str:
    """Return the value of the attribute `text`, or of `crlf`, its older name."""
    text = said.get("text", "unspecified")
    return said.get("crlf", "unspecified") if text == "unspecified" else text


def _is_binary(content: bytes) -> bool:
    """Return whether git takes content for binary: the counts of `convert_is_binary` in its convert.c."""
    if b"\0" in content or content.count(b"\r") != content.count(b"\r\n"):
        return True
    unprintable = len(content) - len(content.translate(None, _UNPRINTABLE))
    # A final Ctrl-Z, which ends texts on DOS, is ignored.
    unprintable -= content.endswith(b"\x1a")
    printable = len(content) - unprintable - content.count(b"\r") - content.count(b"\n")
    return printable >> 7 < unprintable


_UNPRINTABLE = bytes(code for code in range(128) if (code < 32 and code not in b"\b\t\x1b\x0c\r\n") or code == 127)
