"""Walls, and pages that carry the same words: what is to be said of each.

As a program it prints the verdicts of the whole table, for tests of what they may depend on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from archive_lint.model.observation import Method, Observation
from tests.web import more_wall_rows, page_rows, wall_rows
from tests.web.answers import URL
from tests.web.fake_web import FakeWeb, check, seen


class Row(NamedTuple):
    """One URL of the table with what its host answers."""

    name: str
    url: str
    answers: Any
    """By URL; a function of the URL for all others."""


def _ordinary(page: Observation) -> Any:
    """A host that knows what it does not have: the page, and 404 for all else."""
    return lambda url, method: page if url == page.url else seen(url, 404, title="Not found", method=method)


def _alike(show: Any) -> Any:
    """A host that answers every address in the same way."""
    return lambda url, method: show(url)


WALLS = {
    name: Row(name, seen_.url, {seen_.url: seen_}) for name, seen_ in {**wall_rows.ROWS, **more_wall_rows.ROWS}.items()
}
"""Rows whose verdict is `blocked`."""

PAGES: dict[str, tuple[Row, str]] = {
    **{f"alive: {name}": (Row(name, page.url, _ordinary(page)), "alive") for name, page in page_rows.ALIVE.items()},
    **{f"moved: {name}": (Row(name, page.url, _ordinary(page)), "moved") for name, page in page_rows.MOVED.items()},
    **{f"soft 404: {name}": (Row(name, URL, _alike(show)), "soft-404") for name, show in page_rows.SOFT.items()},
    **{f"dead: {name}": (Row(name, page.url, _ordinary(page)), "dead") for name, page in page_rows.DEAD.items()},
}
"""Rows that are not walls, each with its verdict; `moved` for any that means alive somewhere."""


def verdict(row: Row) -> str:
    """The verdict of a whole check of one row, whose host answers HEAD as it answers GET."""
    answers = row.answers if callable(row.answers) else _table(row.answers)
    hosts = dict.fromkeys(("news.example", "register.example", "gazette.example"), answers)
    return check(FakeWeb(hosts), [row.url]).verdicts[row.url].kind.value


def _table(answers: dict[str, Observation]) -> Any:
    def answer(url: str, method: Method) -> Observation:
        return answers.get(url) or seen(url, 404, method=method)

    return answer


def main() -> None:
    """Print a line per row: its name and its verdict."""
    rows = {f"wall: {name}": row for name, row in WALLS.items()} | {name: row for name, (row, _) in PAGES.items()}
    for name, row in rows.items():
        print(f"{name}\t{verdict(row)}")  # noqa: T201


if __name__ == "__main__":
    main()
