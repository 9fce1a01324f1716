"""What git would make of a file's content when it is added: the line endings it stores, as far as attributes say so.

Filters (`filter`, `ident`, `working-tree-encoding`) are not followed: they are programs, or rewrite what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive_lint.git.command import Git

_ASKED = ("text", "crlf", "eol", "filter", "ident", "working-tree-encoding")
_UNSPECIFIED = frozenset({"unspecified", "unset", ""})


class Conversions:
    """How git converts some files when they are added."""

    def __init__(self, git: Git, paths: Sequence[bytes]) -> None:
        """Ask git about files, by their paths from the top of the work tree. Raises `GitError`."""
        given = b"".join(path + b"\0" for path in paths)
        fields = git.ask("check-attr", "-z", "--stdin", *_ASKED, given=given).output.split(b"\0") if paths else []
        self._attributes: dict[bytes, dict[str, str]] = {}
        for path, name, value in zip(fields[0::3], fields[1::3], fields[2::3], strict=False):
            self._attributes.setdefault(path, {})[name.decode()] = value.decode(errors="replace")
        answer = git.ask("config", "--get", "core.autocrlf") if paths else None
        self._autocrlf = answer is not None and answer.output.strip().lower() in _TRUE

    def is_filtered(self, path: bytes) -> bool:
        """Return whether what git stores of a file is not its content, line endings apart."""
        said = self._attributes.get(path, {})
        return any(said.get(name, "") not in _UNSPECIFIED for name in ("filter", "ident", "working-tree-encoding"))

    def with_line_feeds(self, path: bytes, content: bytes) -> bytes | None:
        """Return the content as git stores it where that is not the content itself, else `None`.

        As `crlf_to_git` of git's convert.c decides.
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
        """Whether git looks at the content to tell if it is text."""
        text = _text(said)
        return text == "auto" or (text == "unspecified" and said.get("eol", "") not in ("lf", "crlf"))


_TRUE = frozenset({b"true", b"yes", b"on", b"1", b"input"})


def _text(said: Mapping[str, str]) -> str:
    """What is said of a file being text; `crlf` is the older name of the attribute."""
    text = said.get("text", "unspecified")
    return said.get("crlf", "unspecified") if text == "unspecified" else text


def _is_binary(content: bytes) -> bool:
    """Whether git takes content for binary, as `convert_is_binary` of its convert.c does, counted in its way."""
    if b"\0" in content or content.count(b"\r") != content.count(b"\r\n"):
        return True
    unprintable = len(content) - len(content.translate(None, _UNPRINTABLE))
    # A final Ctrl-Z, as DOS ends texts, counts for nothing.
    unprintable -= content.endswith(b"\x1a")
    printable = len(content) - unprintable - content.count(b"\r") - content.count(b"\n")
    return printable >> 7 < unprintable


_UNPRINTABLE = bytes(code for code in range(128) if (code < 32 and code not in b"\b\t\x1b\x0c\r\n") or code == 127)
