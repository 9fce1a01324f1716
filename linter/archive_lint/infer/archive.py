"""Guesses an archive's conventions from its pages and writes them as an `archive-lint.toml`, with the evidence.

All paths are used, which costs nothing; only a bounded sample of the pages is read, the same one for the same archive.
Each kind of guess has its own module: it takes paths or pages' facts, and returns lines.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence

import msgspec
from msgspec import Struct

from archive_lint.archive.root import vote_on_root
from archive_lint.infer.document import GuessedTable, document
from archive_lint.infer.endings import vote_on_endings
from archive_lint.infer.fragments import vote_on_fragments
from archive_lint.infer.front_keys import front_keys
from archive_lint.infer.front_matter import FrontPage, vote_on_front_matter
from archive_lint.infer.guess import Guess, GuessedList, PlainSetting, Reasoned, Remark, TableLine, printable
from archive_lint.infer.index_names import IndexNames, vote_on_folder_pages, vote_on_index, vote_on_index_names
from archive_lint.infer.link_forms import forms_of, vote_on_forms
from archive_lint.infer.paths import PathVotes, StoryPattern, uncovered, vote_on_paths
from archive_lint.infer.previous_day import vote_on_previous_day
from archive_lint.infer.rules_off import KnownArchive, lint_lines, rules_off
from archive_lint.infer.sample import Read, facts_of, sources, spread
from archive_lint.infer.sections import SectionGuesses
from archive_lint.infer.site_prefix import vote_on_site_prefix
from archive_lint.infer.site_table import infer_site, links_name_files
from archive_lint.infer.template_code import count_template_code
from archive_lint.infer.undated_paths import vote_on_front_dates, vote_on_numbers
from archive_lint.markdown.body_sources import source_starts
from archive_lint.model.front_matter import FrontMatterKeys
from archive_lint.model.layout import Kind, Layout
from archive_lint.model.listing import ENDINGS, Listing
from archive_lint.model.page import PageFacts

MOST_STORIES = 350
MOST_INDEXES = 150
"""The most indexes read: together as many pages as take a third of a second; enough to see one in a hundred."""
MOST_LINKING = 3_000
"""The most pages whose links are read if pages name URLs: a URL that none of them shows stays unknown."""

_AT_THE_TOP = Guess("root", ".", "The archive is this folder.")
_SET_BY_HAND = (
    "No path of the pages states a date, and no front matter dates them: it is not known which of them are stories.",
    "Set it here, as in",
    '    story = "posts/{year}-{month:02}-{day:02}-{slug}.md"',
    '    story = "posts/{slug}.md"',
)


class Inferred(Struct, frozen=True):
    """A guess at an archive's conventions."""

    opening: tuple[str, ...]
    """The opening comment of the file."""
    tables: tuple[GuessedTable, ...]
    """Its tables except `[lint]`."""
    off: tuple[Reasoned, ...]
    """Rules that do not apply."""
    notes: tuple[str, ...]
    """Points that a person should check, one line each, for the terminal."""
    is_recognised: bool = True
    """Whether any story was found."""

    @property
    def text(self) -> str:
        """The text of an `archive-lint.toml`."""
        return document(self.opening, [*self.tables, GuessedTable("[lint]", lint_lines(self.off))])


def infer(root: str, pages: Sequence[str], read: Read, files: Collection[str] = ()) -> Inferred:
    """Guess the conventions of an archive from the paths of all its pages and a sample of their contents.

    `root` is the archive's folder, in which the file will lie; only its name is used. `pages` are the files with an
    ending of `READABLE_ENDINGS`, `files` all files that links may lead to. `read` may raise `UnreadablePageError` or
    `OSError`: such a page is skipped.
    """
    return _Inference(sorted(pages), read, files).run(root)


class _Inference:
    def __init__(self, pages: Sequence[str], read: Read, files: Collection[str], root: Guess = _AT_THE_TOP) -> None:
        self.read = read
        self.targets = files
        self.root = root
        self.notes: list[str] = []
        self.endings = vote_on_endings(pages)
        self.layout = Layout(endings=ENDINGS if self.endings is None else tuple(self.endings.value))
        self.files = pages
        self.pages = [path for path in pages if path.endswith(self.layout.endings)]

    def run(self, root: str) -> Inferred:
        paths = self._story_paths()
        names = vote_on_index_names(self.pages, self.layout)
        self.layout = names.layout(self.layout)
        folder_pages = [] if self.layout.day_folder_pattern else self._folder_pages(paths)
        sample = list(sources(spread([path for path in self.pages if self._is_story(path)], MOST_STORIES), self.read))
        front = self._front_matter(sample)
        stories = list(facts_of(sample, self.layout)) if paths.patterns else []
        below = self._below(stories)
        if below is not None:
            return below.run(root)
        index = folder_pages if self.layout.day_folder_pattern is None else self._index(stories, names)
        indexes = list(self._facts(spread([path for path in self.pages if self._is_index(path)], MOST_INDEXES)))
        archive = [
            self.root if self.root is not _AT_THE_TOP else PlainSetting("root", "."),
            self._story(paths),
            *([] if self.endings is None else [self.endings]),
            *index,
            *self._links(stories, indexes),
        ]
        sections = SectionGuesses(stories, self.notes)
        site = self._site(paths, [*stories, *indexes])
        # Only now that the site is known, it is known which links lead elsewhere.
        external = sum(len(source_starts(facts.all_links(), self.layout)) for facts in stories)
        tables = [
            GuessedTable("[archive]", archive),
            GuessedTable("[front-matter]", front),
            *site,
            *(GuessedTable(f"[sections.{key}]", guesses) for key, guesses in sections.tables(external)),
        ]
        off = rules_off(
            KnownArchive(
                layout=self.layout,
                pages=self.pages,
                stories=stories,
                sections=sections.found,
                cites_in_body=sections.cites_in_body(external),
                has_indexes=bool(names.counts),
                with_template_code=count_template_code(sample) if front else 0,
            )
        )
        name = printable(os.path.basename(os.path.abspath(root))) or "this archive"
        opening = (
            f"Inferred from the pages of {name}: look it over, then keep it in git.",
            f"Pages: {len(self.pages):,}. Read of them: {len(stories):,} as stories, {len(indexes):,} as indexes.",
        )
        notes = tuple(printable(note) for note in self.notes)
        return Inferred(opening, tuple(tables), tuple(off), notes, is_recognised=bool(paths.patterns))

    def _site(self, paths: PathVotes, sample: Sequence[PageFacts]) -> Sequence[GuessedTable]:
        """Return the tables of the site's URLs, inferred from links, and set them in the layout."""
        if not paths.patterns or links_name_files(sample, self.layout):
            return ()
        listing = Listing(pages=tuple(self.pages), files=frozenset(self.targets).union(self.pages))
        read = list(sources(self._linking(), self.read))
        forms = vote_on_forms(source for _, source in read)
        if forms is not None:
            self.layout = msgspec.structs.replace(self.layout, forms=forms_of(forms))
        pages = list(facts_of(read, self.layout))
        site = infer_site(pages, self.layout, listing, self.read)
        self.layout = site.layout
        fragments = vote_on_fragments(pages, dict(read), self.layout, listing)
        return (*site.tables, GuessedTable("[links]", [guess for guess in (forms, fragments) if guess is not None]))

    def _linking(self) -> Sequence[str]:
        """Return the pages whose links are read: each kind of page has its own URLs, and few pages are not stories."""
        others = spread([path for path in self.pages if not self._is_story(path)], MOST_LINKING // 2)
        stories = spread([path for path in self.pages if self._is_story(path)], MOST_LINKING - len(others))
        return sorted((*others, *stories))

    def _story_paths(self) -> PathVotes:
        """Return the patterns of stories' paths, and set them in the layout."""
        paths = vote_on_paths(self.pages)
        if not paths.patterns:
            paths = vote_on_front_dates(self.pages, self.read)
        elif not any(each.shape.is_day_folder for each in paths.patterns):
            rest = uncovered(self.pages, paths.texts, self.layout.endings)
            beside = vote_on_front_dates(rest, self.read, paths.patterns)
            paths = PathVotes((*paths.patterns, *beside.patterns), paths.notes)
        if not paths.patterns:
            paths = vote_on_numbers(self.pages)
        if paths.patterns:
            self.layout = msgspec.structs.replace(self.layout, story=paths.texts)
        else:
            self.notes.append("no story was recognised: set archive.story by hand")
        self.notes.extend(paths.notes)
        return paths

    def _story(self, paths: PathVotes) -> TableLine:
        if not paths.patterns:
            return Remark(_SET_BY_HAND)
        if len(paths.patterns) == 1:
            (only,) = paths.patterns
            return Guess("story", only.pattern, self._evidence(only))
        return GuessedList("story", [Reasoned((each.pattern,), self._evidence(each)) for each in paths.patterns])

    def _evidence(self, found: StoryPattern) -> str:
        counts = f"{found.pages:,} of {len(self.pages):,} pages"
        if found.shape.is_day_folder:
            return f"{counts} lie in such folders."
        return f"{counts} have such a path; {found.evidence}." if found.evidence else f"{counts} have such a path."

    def _folder_pages(self, paths: PathVotes) -> list[Guess]:
        guesses = vote_on_folder_pages(self.pages, self.layout) if paths.patterns else []
        if guesses:
            index, *twins = (guess.value for guess in guesses)
            names = tuple(twins[0]) if twins else self.layout.twins
            self.layout = msgspec.structs.replace(self.layout, index=str(index), twins=names)
        return guesses

    def _front_matter(self, sample: Sequence[tuple[str, bytes]]) -> list[Guess]:
        """Return the meanings of front matter keys, and set them in the layout."""
        pages = [FrontPage(front_keys(source), self.layout.classify(path).date) for path, source in sample]
        guesses = list(vote_on_front_matter(pages, self.notes))
        if guesses:
            keys = FrontMatterKeys(**{guess.key: tuple(guess.value) for guess in guesses})
            self.layout = msgspec.structs.replace(self.layout, front_matter=keys)
        return guesses

    def _index(self, stories: Sequence[PageFacts], names: IndexNames) -> list[Guess]:
        guesses = vote_on_index(stories, names, self.notes)
        index, twins = (guess.value for guess in guesses)
        self.layout = msgspec.structs.replace(self.layout, index=str(index), twins=tuple(twins))
        return guesses

    def _links(self, stories: Sequence[PageFacts], indexes: Sequence[PageFacts]) -> list[Guess]:
        """Return how pages link to one another; nothing if no day is a folder and no link names a page's path."""
        prefix = vote_on_site_prefix([*stories, *indexes], self.layout, self.notes)
        if self.layout.day_folder_pattern is None:
            return [] if prefix is None else [prefix]
        default = Guess("site-prefix", "", "No page read links to another by a path from the site's root.")
        return [prefix or default, vote_on_previous_day(self.pages, indexes, self.layout)]

    def _below(self, stories: Sequence[PageFacts]) -> _Inference | None:
        """Return the inference about the archive in a folder below, if site-absolute links start from there."""
        known = set(self.pages)
        votes = vote_on_root(stories, self.layout.top_folder, known.__contains__)
        if votes is None or self.root is not _AT_THE_TOP:
            return None
        before = f"{votes.folder}/"
        evidence = (
            f"{votes.inside:,} links that begin with '/' lead to pages from there, and {votes.here:,} from this folder."
        )
        return _Inference(
            [path.removeprefix(before) for path in self.files if path.startswith(before)],
            lambda path: self.read(before + path),
            [path.removeprefix(before) for path in self.targets if path.startswith(before)],
            Guess("root", votes.folder, evidence),
        )

    def _is_story(self, path: str) -> bool:
        return self.layout.classify(path).kind is Kind.STORY

    def _is_index(self, path: str) -> bool:
        return path.rpartition("/")[2] == self.layout.index and self.layout.is_in_day_folder(path)

    def _facts(self, paths: Iterable[str]) -> Iterable[PageFacts]:
        return facts_of(sources(paths, self.read), self.layout)
