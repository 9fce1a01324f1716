"""The pages of `docs/families`: a small archive per family, what `init` writes for it, and what is found in it.

An archive is a text of `docs/family_archives`: what is said of the family, then its files, each below a line
`==> PATH`. Everything else on the page is real output.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from archive_lint.cli.main import main

ARCHIVES = Path(__file__).resolve().parent / "family_archives"
_FILE = "==> "
_INIT = "archive-lint init"
_LINT = "archive-lint --output-format concise"
_CONFIGURATION = "archive-lint.toml"
_NO_TEXT = (".png", ".jpg")


class Family(NamedTuple):
    """Archives that are built alike, by an example."""

    name: str
    title: str
    about: str
    files: Mapping[str, str]


def family_pages() -> Iterator[tuple[str, str]]:
    """Yield the pages by their file names, a list of them first."""
    families = [_read(path) for path in sorted(ARCHIVES.glob("*.txt"))]
    yield "README.md", "".join(_list(families))
    for family in families:
        yield f"{family.name}.md", "\n".join(_page(family))


def two_commands() -> str:
    """Return what `init` and a run say of one of the archives, as a block of a terminal."""
    told, _, found = _try(_read(ARCHIVES / "jekyll.txt"))
    return f"```console\n$ {_INIT}\n{told.rstrip()}\n\n$ {_LINT}\n{found.rstrip()}\n```\n"


def list_of_families(folder: str) -> str:
    """Return the titles of the pages on one line, each with a link to its page in `folder`."""
    families = [_read(path) for path in sorted(ARCHIVES.glob("*.txt"))]
    return f"{' · '.join(f'[{family.title}]({folder}{family.name}.md)' for family in families)}\n"


def _read(path: Path) -> Family:
    about, *files = path.read_text(encoding="utf-8").split(f"\n{_FILE}")
    title, _, text = about.removeprefix("# ").partition("\n")
    named = (file.partition("\n") for file in files)
    return Family(path.stem, title, text.strip(), {name: f"{text}\n".lstrip("\n") for name, _, text in named})


_INTRODUCTION = """\
# Families of archives

What `archive-lint init` writes for an archive of each family, and what is found then. No generator is built in: links,
paths and front matter vote, so that another one, or a theme with rules of its own, fares as well. How URLs are read is
told in [Sites](../sites.md).

"""


def _list(families: Sequence[Family]) -> Iterator[str]:
    yield _INTRODUCTION
    yield from (f"- [{family.title}]({family.name}.md)\n" for family in families)


def _page(family: Family) -> Iterator[str]:
    told, written, found = _try(family)
    yield f"# {family.title}\n\n{family.about}\n\n## The archive\n\n```text"
    yield from _tree(family.files)
    yield "```\n\n````markdown"
    yield "\n".join(f"{_FILE}{path}\n{text}" for path, text in family.files.items() if text.strip()).rstrip()
    yield f"````\n\n## What `init` writes\n\n```console\n$ {_INIT}"
    yield f"{told.rstrip()}\n```\n\n```toml\n{written.rstrip()}\n```\n"
    yield f"## What is found\n\n```console\n$ {_LINT}\n{found.rstrip()}\n```\n"


def _tree(files: Mapping[str, str]) -> Iterator[str]:
    """The paths, each name of a folder once."""
    before: list[str] = []
    for path in sorted(files):
        *folders, name = path.split("/")
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, folders, strict=False)))
        yield from (f"{'  ' * at}{folders[at]}/" for at in range(shared, len(folders)))
        yield f"{'  ' * len(folders)}{name}"
        before = folders


def _try(family: Family) -> tuple[str, str, str]:
    """Return what `init` says and writes, and what a run finds then."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, family.name)
        for path, text in family.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text("" if path.endswith(_NO_TEXT) else text, encoding="utf-8")
        with chdir(folder):
            told = _run("init", most=0)
            found = _run("--no-cache", "--no-progress", "--output-format", "concise", most=1)
            return told, Path(_CONFIGURATION).read_text(encoding="utf-8"), found


def _run(*words: str, most: int) -> str:
    """What a run prints, errors and all; `most` is the greatest exit code."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(printed), redirect_stderr(printed):
        code = main(words)
    text = printed.buffer.getvalue().decode() if isinstance(printed.buffer, io.BytesIO) else ""
    if code > most:
        raise SystemExit(f"archive-lint {' '.join(words)}: {text}")
    return text
