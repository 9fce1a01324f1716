"""By which slugger `init` has fragments looked up, and when by none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from archive_lint.infer.archive import infer
from archive_lint.infer.fragments import vote_on_fragments
from archive_lint.infer.guess import Guess
from archive_lint.infer.sample import facts_of
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing


def vote(pages: Mapping[str, str]) -> Guess | None:
    sources = {path: text.encode() for path, text in pages.items()}
    layout = Layout()
    listing = Listing(pages=tuple(sorted(sources)), files=frozenset(sources))
    return vote_on_fragments(list(facts_of(pages_of(sources), layout)), sources, layout, listing)


def pages_of(sources: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    return [(path, source) for path, source in sources.items() if path.endswith(".md")]


def links(*fragments: str) -> str:
    return "".join(f"[x](#{fragment})\n\n" for fragment in fragments)


@pytest.mark.parametrize(
    ("page", "slugger", "evidence"),
    [
        ("# Rules\n\n" + links("rules", "fees"), "github", "1 of 2 links with a fragment lead"),
        ("# R&D -- why\n\n" + links("rd----why"), "github", "1 of 1 link with a fragment lead"),
        ("# R&D -- why\n\n" + links("rd--why"), "kramdown-gfm", "1 of 1 link with a fragment lead"),
        ("# 1. Café\n\n" + links("caf"), "kramdown", "1 of 1 link with a fragment lead"),
        ("# Café\n\n# Café\n\n" + links("cafe_1", "cafe"), "python-markdown", "2 of 2 links with a fragment lead"),
        ("# Why?\n\n" + links("why%3F"), "markdown-it", "1 of 1 link with a fragment lead"),
    ],
)
def test_the_slugger_by_which_most_fragments_name_a_heading_wins(page: str, slugger: str, evidence: str) -> None:
    guess = vote({"a.md": page})
    assert guess is not None
    assert (guess.key, guess.value) == ("fragments", slugger)
    assert guess.evidence.startswith(evidence)


@pytest.mark.parametrize(
    "page",
    [
        "# Rules\n",
        "# Rules\n\n" + links("top", ":~:text=rules"),
        "# Rules\n\n" + links("fees"),
        "# Rules\n\n" + links("rules", "fees", "boats"),
        # None of the sluggers puts a mark where the apostrophe stands.
        "# Rules\n\n# What's new\n\n" + links("rules", "rules", "rules", "what-s-new"),
        "{% include rules.md %}\n\n# Rules\n\n" + links("rules"),
    ],
    ids=["no link", "no fragment", "none found", "less than half", "another slugger", "nothing known"],
)
def test_fragments_stay_off_where_no_slugger_is_convincing(page: str) -> None:
    assert vote({"a.md": page}) is None


def test_fragments_of_links_to_other_pages_count() -> None:
    guess = vote({"a.md": "[x](b.md#boats) [y](b.svg#layer) [z](c.md#d)\n", "b.md": "# Boats\n", "b.svg": ""})
    assert guess is not None
    assert guess.evidence.startswith("1 of 1 link ")


def test_the_file_says_how_fragments_are_looked_up() -> None:
    pages = {f"posts/2021-01-{day:02}-bridge.md": "# Bridge\n\n[x](#bridge)\n" for day in range(1, 9)}
    text = infer("/a", sorted(pages), lambda path: pages[path].encode(), frozenset(pages)).text
    assert (
        '[links]\n# 8 of 8 links with a fragment lead to an id that is made this way.\nfragments = "github"\n' in text
    )
