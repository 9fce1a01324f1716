from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from archive_lint.infer.front_keys import front_keys
from archive_lint.infer.front_matter import FrontPage, vote_on_front_matter

DAY = dt.date(2014, 5, 23)


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("---\nTitle: 'A: b'\ndate: 2014-05-23\n- x: y\n  z: 1\n---\n", {"title": "A: b", "date": "2014-05-23"}),
        ('+++\ntitle = "A"\ndate = 2014-05-23\n[extra]\nteam = "x"\n+++\n', {"title": "A", "date": "2014-05-23"}),
        ("Title: A\r\nDate: 2014-05-23\r\n\r\nText: no key\r\n", {"title": "A", "date": "2014-05-23"}),
        ("---\ntitle: A\n", {}),
        ("# A page\n\ntitle: no key\n", {}),
        ("", {}),
    ],
)
def test_all_keys_at_the_top_are_read(source: str, keys: dict[str, str]) -> None:
    assert front_keys(source.encode()) == keys


def pages(*heads: dict[str, str]) -> list[FrontPage]:
    """Nine pages, three times each of three heads."""
    return [FrontPage(head, DAY) for head in heads] * (9 // len(heads))


DATE = ("date", "created")
HIDDEN = ("draft", "published=false")
URL = ("permalink", "path", "url")
VOTES: list[tuple[str, Sequence[FrontPage], dict[str, tuple[str, ...]]]] = [
    ("no front matter", pages({}), {}),
    ("the usual keys", pages({"date": "2014-05-23", "title": "x"}), {"date": DATE, "title": ("title",)}),
    ("a well-known key", pages({"pubdate": "2014-05-23"}), {"date": ("pubdate",)}),
    ("two of them", pages({"date": "2014-05-23", "published": "2014-05-24"}), {"date": ("date", "published")}),
    ("any key with dates", pages({"seen": "2014-05-23 10:00"}), {"date": ("seen",)}),
    ("the date of a change", pages({"lastmod": "2014-05-23"}), {}),
    ("dates of other days than the paths'", pages({"date": "2019-05-23"}), {}),
    ("dates in words", pages({"date": "last May"}), {}),
    ("an id that is a number", pages({"id": "12"}), {}),
    ("an id that is a number, and slugs", pages({"id": "12", "slug": "x"}), {"slug": ("slug",)}),
    ("slugs", pages({"slug": "x"}, {}, {}), {"slug": ("slug", "id")}),
    ("addresses", pages({"permalink": "/x/"}), {"url": URL}),
    ("addresses elsewhere", pages({"url": "https://gazette.example/x"}), {}),
    ("addresses elsewhere and here", pages({"url": "https://gazette.example/x", "path": "a/x"}), {"url": ("path",)}),
    ("aliases", pages({"redirect_from": "/x"}, {"alias": "/y"}, {}), {"aliases": ("redirect_from", "alias")}),
    ("drafts", pages({"draft": "false"}, {"published": "true"}, {"draft": "true"}), {"hidden": HIDDEN}),
    ("hidden pages", pages({"unlisted": "true"}, {}, {}), {"hidden": (*HIDDEN, "unlisted")}),
    ("states", pages({"status": "draft"}, {"status": "published"}, {}), {"hidden": (*HIDDEN, "status=draft")}),
]


@pytest.mark.parametrize(("read", "meanings"), [case[1:] for case in VOTES], ids=[case[0] for case in VOTES])
def test_keys_mean_what_their_names_and_values_say(
    read: Sequence[FrontPage], meanings: dict[str, tuple[str, ...]]
) -> None:
    assert {guess.key: guess.value for guess in vote_on_front_matter(read, [])} == meanings


def test_a_key_with_dates_of_other_days_than_the_paths_is_told() -> None:
    notes: list[str] = []
    list(vote_on_front_matter(pages({"date": "2019-05-23"}), notes))
    assert notes == ["'date' in front matter is another day than the path's on most pages: it is not their date"]


def test_the_evidence_is_how_many_stories_have_the_key() -> None:
    (guess,) = vote_on_front_matter([*pages({"title": "x"}), FrontPage({}, None)], [])
    assert guess.evidence == "9 of 10 stories read have it."
