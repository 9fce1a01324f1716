"""Reads the values of the configured keys in front matter. Any bytes are accepted, in linear time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from archive_lint.markdown.front_matter.bounds import find_head
from archive_lint.markdown.front_matter.dates import read_date
from archive_lint.markdown.front_matter.lines import line_chunks, read_line
from archive_lint.markdown.front_matter.scalars import MOST_ITEMS, Chunk, Values
from archive_lint.markdown.front_matter.toml import read_toml, toml_chunks
from archive_lint.markdown.front_matter.yaml import read_yaml, yaml_chunks
from archive_lint.model.front_matter import Fence, FrontMatter, FrontMatterKeys, FrontValue, Quoting

_Chunks = Callable[[bytes, int, int, frozenset[str]], Iterator[Chunk]]
_READERS: dict[Fence, tuple[_Chunks, Callable[[bytes, Chunk], Values]]] = {
    Fence.YAML: (yaml_chunks, read_yaml),
    Fence.TOML: (toml_chunks, read_toml),
    Fence.LINES: (line_chunks, read_line),
}
_MEANT_ALIKE = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}


def read_front_matter(source: bytes, keys: FrontMatterKeys) -> FrontMatter | None:
    """Return a page's front matter; `None` for a page without any."""
    head = find_head(source)
    if head is None:
        return None
    chunks, read = _READERS[head.fence]
    # Of two equal keys the last one counts, as in generators that accept both.
    written = {chunk.key: chunk for chunk in chunks(source, head.first, head.last, _wanted(keys))}
    said = {key: read(source, chunk) for key, chunk in written.items()}
    date = _first(said, keys.date)
    return FrontMatter(
        fence=head.fence,
        start=head.start,
        end=head.end,
        date=None if date is None or not _says(date) else read_date(source, date),
        title=_first(said, keys.title),
        slug=_known(_first(said, keys.slug)),
        url=_known(_first(said, keys.url)),
        aliases=tuple(_all(said, keys.aliases)),
        is_hidden=any(_is_so(said, condition) for condition in keys.hidden),
        categories=tuple(value.text.strip() for value in _all(said, keys.categories)),
    )


@lru_cache(maxsize=64)
def _wanted(keys: FrontMatterKeys) -> frozenset[str]:
    conditions = (condition.partition("=")[0] for condition in keys.hidden)
    named = (*keys.date, *keys.title, *keys.slug, *keys.url, *keys.aliases, *keys.categories, *conditions)
    return frozenset(key.strip().casefold() for key in named)


def _first(said: Mapping[str, Values], keys: Iterable[str]) -> FrontValue | None:
    """Return the value of the first key that has one; else the value of the first key that is there."""
    found = [said[key].text for key in map(str.casefold, keys) if key in said]
    return next((value for value in found if _says(value)), found[0] if found else None)


def _says(value: FrontValue) -> bool:
    return bool(value.text.strip()) or value.quoting is Quoting.UNREAD


def _known(value: FrontValue | None) -> FrontValue | None:
    return value if value is not None and value.text.strip() else None


def _all(said: Mapping[str, Values], keys: Iterable[str]) -> list[FrontValue]:
    found = [value for key in keys if key.casefold() in said for value in said[key.casefold()].items]
    return [value for value in found if value.text.strip()][:MOST_ITEMS]


def _is_so(said: Mapping[str, Values], condition: str) -> bool:
    key, _, wanted = condition.partition("=")
    values = said.get(key.strip().casefold())
    return values is not None and _meant(values.text.text) == _meant(wanted or "true")


def _meant(text: str) -> str:
    text = text.strip().casefold()
    return _MEANT_ALIKE.get(text, text)
