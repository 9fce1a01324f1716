"""Pages of many megabytes of one thing: what a page takes is bounded, and grows as the page does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.corpora import Corpus, configured
from benchmarks.corpus.generate import write_page

MEGABYTES = 10_000_000
"""Bytes of the largest page that is measured."""
PATH = "news/2014/05/23/storm-closes-bridge.md"
_HEAD = b"### [2014-05-23](/news/2014/05/23/index.md)\n# A\n### Source:\n1. [A](https://a.example/)\n### Related:\n"


@dataclass(frozen=True, slots=True)
class LargePage:
    """A page that repeats one part as often as fits."""

    part: bytes
    head: bytes = _HEAD
    tail: bytes = b""

    def text(self, size: int) -> bytes:
        """Return the page, of no more than so many bytes."""
        room = size - len(self.head) - len(self.tail)
        return self.head + self.part * (room // len(self.part)) + self.tail


def _front_matter(part: bytes, *, first: bytes = b"title: A\n", fence: bytes = b"---\n") -> LargePage:
    return LargePage(part, head=fence + first, tail=b"\n" + fence + _HEAD)


LARGE: Mapping[str, LargePage] = {
    "prose": LargePage(b"Rain fell on the harbour for days and the bridge was closed to all of them for repairs.\n"),
    "one line": LargePage(b"word "),
    "one word": LargePage(b"w"),
    "paragraphs": LargePage(b"word\n\n"),
    "empty lines": LargePage(b"\n"),
    "spaces": LargePage(b" "),
    "headings": LargePage(b"# A\n"),
    "linked headings": LargePage(b"### [A](/a.md)\n"),
    "underlined headings": LargePage(b"A\n=\n"),
    "rules": LargePage(b"***\n"),
    "sources": LargePage(b"1. [Storm closes bridge](https://gazette.example/a)\n"),
    "related links": LargePage(b"1. [Storm](/news/2014/05/23/storm.md) _Context: Harbour_\n"),
    "items": LargePage(b"- a\n"),
    "nested lists": LargePage(b"- "),
    "ever deeper lists": LargePage(b"".join(b" " * (2 * depth) + b"- a\n" for depth in range(200))),
    "quotes": LargePage(b"> a\n\n"),
    "nested quotes": LargePage(b"> "),
    "quotes and lists": LargePage(b"> - "),
    "table rows": LargePage(b"| a | b |\n"),
    "one table": LargePage(b"| a | b |\n", head=_HEAD + b"\n| a | b |\n|---|---|\n"),
    "a wide table": LargePage(b"| a ", tail=b"|\n"),
    "links": LargePage(b"[a](/b) "),
    "links in a line of text": LargePage(b"[a](/b) " + b"word " * 8),
    "pictures": LargePage(b"![a](/b.png) "),
    "links in link texts": LargePage(b"[a ", tail=b"](/b)"),
    "references": LargePage(b"[a][b] ", tail=b"\n\n[b]: /b\n"),
    "definitions": LargePage(b"[a]: /b\n", head=_HEAD + b"\n"),
    "notes": LargePage(b"[^a]: b\n\n"),
    "autolinks": LargePage(b"<https://a.example/> "),
    "bare URLs": LargePage(b"https://a.example/ "),
    "one URL": LargePage(b"a", head=_HEAD + b"[a](https://a.example/", tail=b")\n"),
    "HTML": LargePage(b"<p>a</p>\n"),
    "blocks of HTML": LargePage(b"<p>a</p>\n\n"),
    "links of HTML": LargePage(b'<a href="/b">a</a>\n'),
    "nested HTML": LargePage(b"<div>"),
    "one attribute": LargePage(b"a", head=_HEAD + b'<a href="', tail=b'">a</a>\n'),
    "comments": LargePage(b"<!-- archive-lint: ignore[L001] -->\n\n"),
    "one comment": LargePage(b"word ", head=_HEAD + b"<!-- ", tail=b"-->\n"),
    "an open comment": LargePage(b"<!-- "),
    "code": LargePage(b"`a` "),
    "a fence": LargePage(b"word\n", head=_HEAD + b"```\n"),
    "fences": LargePage(b"```\na\n```\n"),
    "backticks of all lengths": LargePage(b" ".join(b"`" * length for length in range(1, 200)) + b"\n"),
    "emphasis": LargePage(b"*a* "),
    "strong emphasis": LargePage(b"**a _b_** "),
    "emphasis in emphasis": LargePage(b"*a **b "),
    "mixed marks": LargePage(b"*_~`[<("),
    "entities": LargePage(b"&amp;"),
    "escapes": LargePage(b"\\*"),
    "formulas": LargePage(b"$a$ "),
    "[": LargePage(b"["),
    "]": LargePage(b"]"),
    "](": LargePage(b"]("),
    "[](": LargePage(b"[]("),
    "![": LargePage(b"!["),
    "*": LargePage(b"*"),
    "_": LargePage(b"_"),
    "~": LargePage(b"~"),
    "<": LargePage(b"<"),
    "</": LargePage(b"</"),
    "<?": LargePage(b"<?"),
    "`": LargePage(b"`"),
    "&": LargePage(b"&"),
    "{": LargePage(b"{% "),
    "NUL": LargePage(b"\0"),
    "not UTF-8": LargePage(b"\xff"),
    "YAML: fields": _front_matter(b"a: b\n"),
    "YAML: a list": _front_matter(b"- a\n", first=b"tags:\n"),
    "YAML: one line": _front_matter(b"word ", first=b"title: "),
    "YAML: lists in lists": _front_matter(b"[", first=b"title: "),
    "YAML: maps in maps": _front_matter(b"{a: ", first=b"title: "),
    "YAML: ever deeper": _front_matter(b"".join(b" " * depth + b"a:\n" for depth in range(200))),
    "YAML: aliases": _front_matter(b"- *a\n", first=b"a: &a b\nc:\n"),
    "YAML: an open text": _front_matter(b"word\n", first=b'title: "'),
    "YAML: never ends": LargePage(b"a: b\n", head=b"---\n"),
    "TOML: fields": _front_matter(b"a = 1\n", fence=b"+++\n", first=b""),
    "TOML: lists in lists": _front_matter(b"[", fence=b"+++\n", first=b"a = "),
}
"""What a page may have far too much of."""
HEAVY = (
    *("prose", "paragraphs", "items", "related links", "links in a line of text", "one table", "notes", "autolinks"),
    *("blocks of HTML", "one attribute", "not UTF-8", "YAML: one line"),
)
"""What takes most time or memory among them; tests look at all."""


def large_page(folder: str, name: str, size: int) -> Corpus:
    """Return an archive of one page of about so many bytes, below a folder; `name` is one of `LARGE`."""
    root = os.path.join(folder, f"large-{size}")
    os.makedirs(os.path.join(root, os.path.dirname(PATH)))
    write_page(root, PATH, LARGE[name].text(size))
    return configured(name, root, {})
