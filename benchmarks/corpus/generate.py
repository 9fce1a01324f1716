"""Writes an archive to disk, page after page: nothing of it is kept in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator

from benchmarks.corpus.pages import day_page, earlier_copy, front_page, opinion_pages, story_page
from benchmarks.corpus.plan import Plan


def generate(root: str, *, pages: int, seed: int, edition: str = "en", generation: str | None = None) -> Plan:
    """Write an archive of exactly `pages` Markdown files under `root`, and return what it holds.

    `edition` is a name in `EDITIONS`, `generation` a letter of `GENERATIONS` or `None` for a mixture of those of the
    edition. The same arguments write the same bytes. Raises `ValueError` for arguments that make no archive and
    `OSError` where the disk refuses.
    """
    plan = Plan(pages=pages, seed=seed, edition=edition, generation=generation)
    made: set[str] = set()
    for path, text in archive_pages(plan):
        folder = path.rpartition("/")[0]
        if folder not in made:
            os.makedirs(os.path.join(root, folder), exist_ok=True)
            made = {folder}
        write_page(root, path, text.encode())
    return plan


def archive_pages(plan: Plan) -> Iterator[tuple[str, str]]:
    """Paths and texts of all pages of an archive, oldest day first."""
    for day in range(plan.days):
        index = day_page(plan, day)
        yield plan.index(day), index
        yield plan.twin(day), index
        for number in plan.stories_of(day):
            yield plan.story(number).path, story_page(plan, number)
            if plan.has_earlier_copy(number):
                yield plan.earlier_path(number), earlier_copy(plan, number)
    if plan.has_opinion:
        yield from opinion_pages()
    front = front_page(plan)
    yield "index.md", front
    yield "README.md", front


def write_page(root: str, path: str, content: bytes) -> None:
    """Write a page, creating or replacing it."""
    # Plain system calls: opening a file object for each of a million small pages takes longer than making their text.
    file = os.open(os.path.join(root, path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        os.write(file, content)
    finally:
        os.close(file)
