"""Infers the sections of an archive's stories from what they list, in any language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cmp_to_key, partial

from archive_lint.config.settings import DEFAULT_SECTIONS
from archive_lint.infer.guess import Guess, printable, toml_key
from archive_lint.model.layout import normal_name
from archive_lint.model.page import Entry, PageFacts

_LABEL = re.compile(r"([^:：\n]{1,40}?)\s*[:：]\s*\S")
_DIGIT = re.compile(r"\d")
_LONGEST_NAME = 60
_SHARE_OF_A_NORM = 0.2
"""Stories should have sources and related stories: the share of them with a section above which the others lack it."""
_SHARE_OF_A_CONVENTION = 0.5
"""The share of stories above which a section that is not built in is a convention."""
_SHARE_OF_A_NAME = 0.02
"""The share of stories below which a heading is one page's own."""
_SHARE_OF_A_SECTION = 0.2
"""The share of stories that a heading needs to be the archive's own section."""
_SHARE_OF_A_LABEL = 0.05
"""The share of entries with the commonest label that contexts need; then all labels in use count."""
_FEWEST = 3
"""The fewest pages or entries that make a convention: fewer may be slips, or one author's."""
_LONGEST_REMARK = 60
"""The most characters after the link of an entry that lists it: with more, the link belongs to a text."""
_LISTS = frozenset(key for key, section in DEFAULT_SECTIONS.items() if section.required)
"""The sections that stories should have: sources and related stories."""
_BUILT_IN = {normal_name(name): key for key, section in DEFAULT_SECTIONS.items() for name in section.names}


class _Heading:
    """A level-3 heading, on all stories read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pages: dict[str, int] = {}
        """The pages with the heading, each with its position among their sections."""
        self.spellings: Counter[str] = Counter()
        self.external = 0
        self.internal = 0
        self.own = 0
        """Number of entries that link to their own page, as a list of a story's versions does."""
        self.labels: Counter[str] = Counter()
        self.entries = 0
        self.lists = 0
        """Number of entries that are a link and little else."""

    @property
    def key(self) -> str | None:
        """The key of the built-in section, by the targets of its entries; `None` for one that lists no links."""
        if self.lists * 2 < self.entries or len(self.pages) < _FEWEST:
            return None
        if self.external > self.internal:
            return "source"
        if not self.internal:
            return None
        return "changes" if self.own * 2 > len(self.pages) else "related"


class SectionGuesses:
    """Infers the sections of a sample of stories. Points that a person should check go into `notes`."""

    def __init__(self, stories: Sequence[PageFacts], notes: list[str]) -> None:
        self.stories = stories
        self.notes = notes
        self.headings: dict[str, _Heading] = {}
        for facts in stories:
            for rank, section in enumerate(facts.sections):
                name = normal_name(section.heading.text)
                if name and len(name) <= _LONGEST_NAME and printable(section.heading.text) == section.heading.text:
                    heading = self.headings.setdefault(name, _Heading(name))
                    heading.pages.setdefault(facts.path, rank)
                    heading.spellings[section.heading.text.rstrip(" :：")] += 1
                    for entry in section.entries:
                        self._count(heading, entry, facts)

    def _count(self, heading: _Heading, entry: Entry, facts: PageFacts) -> None:
        label = _LABEL.match(entry.note)
        if label is not None and (name := label[1].strip(" _*")):
            heading.labels[name] += 1
        heading.entries += 1
        if entry.link is None:
            return
        begins = entry.link.start - max(entry.number_end, entry.start + 1) < _FEWEST
        heading.lists += begins and len(entry.note) <= _LONGEST_REMARK
        if entry.link.is_external:
            heading.external += 1
        elif entry.link.target.endswith(".md"):
            heading.internal += 1
            heading.own += entry.link.target.endswith(f"/{facts.path}")

    @property
    def found(self) -> frozenset[str]:
        """The keys of the sections that stories have."""
        return frozenset(self._groups())

    def cites_in_body(self, links: int) -> bool:
        """Return whether stories cite in their text, which has `links` links to other sites, and not in a section."""
        return links >= _FEWEST and "source" not in self.found

    def tables(self, external: int) -> Iterator[tuple[str, list[Guess]]]:
        """Yield the key of each section, as TOML, and its settings, in the order in which sections stand on pages.

        `external` is the number of links of the stories to other sites.
        """
        if not self.stories:
            self.notes.append("no story was found: the sections are the built-in ones")
            return
        groups = self._groups()
        if not groups.keys() & _LISTS:
            groups = {}
        for key, section in DEFAULT_SECTIONS.items():
            if section.required:
                groups.setdefault(key, [])
        for key in sorted(groups, key=cmp_to_key(partial(self._compare, groups))):
            if key == "source" and self.cites_in_body(external):
                yield key, list(self._in_body(external))
            else:
                yield toml_key(key), list(self._table(key, groups[key]))

    def _in_body(self, external: int) -> Iterator[Guess]:
        self.notes.append("no section like 'Source' was found: every link to another site counts as a source")
        evidence = f"No section lists sources; {external:,} links of {len(self.stories):,} stories read lead elsewhere."
        yield Guess("where", "body", evidence)

    def _groups(self) -> dict[str, list[_Heading]]:
        """Return the headings by section. Two names of one section never stand on the same page."""
        least = max(1, int(len(self.stories) * _SHARE_OF_A_NAME))
        groups: dict[str, list[_Heading]] = {}
        for heading in sorted(self.headings.values(), key=lambda heading: (-len(heading.pages), heading.name)):
            if len(heading.pages) < least:
                continue
            usual = _BUILT_IN.get(heading.name)
            key = usual or heading.key
            if key is not None and all(heading.pages.keys().isdisjoint(other.pages) for other in groups.get(key, ())):
                groups.setdefault(key, []).append(heading)
            elif usual is None and len(heading.pages) > len(self.stories) * _SHARE_OF_A_SECTION:
                groups.setdefault(self._new_key(heading, groups), []).append(heading)
        return {key: group for key, group in groups.items() if key not in _LISTS or self._is_convention(group)}

    def _is_convention(self, group: Sequence[_Heading]) -> bool:
        """Return whether headings are a section: by their names, or because many stories have them."""
        share = sum(len(heading.pages) for heading in group) / len(self.stories)
        return share > _SHARE_OF_A_NORM or any(heading.name in _BUILT_IN for heading in group)

    @staticmethod
    def _new_key(heading: _Heading, groups: dict[str, list[_Heading]]) -> str:
        plain = re.sub(r"[^a-z0-9]+", "-", heading.name).strip("-") or "section"
        taken = {*groups, *DEFAULT_SECTIONS}
        return plain if plain not in taken else next(one for n in range(2, 99) if (one := f"{plain}-{n}") not in taken)

    @staticmethod
    def _compare(groups: dict[str, list[_Heading]], one: str, other: str) -> int:
        """Return which of two sections stands first: on the pages that have both, else among the built-in ones."""
        places = {page: place for heading in groups[one] for page, place in heading.pages.items()}
        votes = sum(
            1 if places[page] > place else -1
            for heading in groups[other]
            for page, place in heading.pages.items()
            if page in places
        )
        order = list(DEFAULT_SECTIONS)
        usual = [order.index(key) if key in order else len(order) for key in (one, other)]
        return votes or usual[0] - usual[1]

    def _table(self, key: str, group: Sequence[_Heading]) -> Iterator[Guess]:
        if not group:
            self.notes.append(f"no section like {DEFAULT_SECTIONS[key].names[0]!r} was found: it is not required")
            yield Guess("required", (), "No story read has such a section.")
            return
        found = [heading.spellings.most_common(1)[0][0] for heading in group]
        built_in = DEFAULT_SECTIONS.get(key)
        usual = built_in.names if built_in is not None else ()
        names = usual if {normal_name(name) for name in found} <= {normal_name(name) for name in usual} else found
        counts = ", ".join(f"{name} {len(heading.pages):,}" for name, heading in zip(found, group, strict=True))
        yield Guess("names", tuple(names), f"Of {len(self.stories):,} stories read: {counts}.")
        share = sum(len(heading.pages) for heading in group) / len(self.stories)
        is_norm = built_in is not None and built_in.required
        is_required = share > (_SHARE_OF_A_NORM if is_norm else _SHARE_OF_A_CONVENTION) and (
            is_norm or built_in is None
        )
        yield Guess("required", ("story",) if is_required else (), f"{share:.0%} of the stories read have it.")
        if is_required and share < _SHARE_OF_A_CONVENTION:
            self.notes.append(f"only {share:.0%} of the stories read have a section {found[0]!r}, which is required")
        if key == "related":
            yield from self._labels(group)

    @staticmethod
    def _labels(group: Sequence[_Heading]) -> Iterator[Guess]:
        """Yield every label of a context in use, if there are contexts at all."""
        labels: Counter[str] = sum((heading.labels for heading in group), Counter())
        entries = sum(heading.internal for heading in group)
        used = [
            (label, count) for label, count in labels.most_common() if count >= _FEWEST and not _DIGIT.search(label)
        ]
        if used and used[0][1] > entries * _SHARE_OF_A_LABEL:
            evidence = ", ".join(f"{label} {count:,}" for label, count in used)
            yield Guess("context-label", tuple(label for label, _ in used), f"Of {entries:,} entries: {evidence}.")
