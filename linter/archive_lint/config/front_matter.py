"""The `[front-matter]` table: the meanings of the keys above a page's Markdown."""

# Annotations are evaluated here, not kept as text: reading them then takes each run two milliseconds less.
from typing import Annotated

from msgspec import Meta, structs

from archive_lint.config import values
from archive_lint.config.check import Check
from archive_lint.config.table import Table
from archive_lint.model.front_matter import FrontMatterKeys

FrontKey = Annotated[str, Meta(min_length=1, max_length=80), Check(values.front_matter_key)]
FrontKeys = Annotated[tuple[FrontKey, ...], Meta(max_length=16)]
_DEFAULT = FrontMatterKeys()


class FrontMatterSettings(Table, frozen=True):
    """The meanings of front matter keys. Of several keys the first with a value counts; case is ignored."""

    date: Annotated[FrontKeys, Meta(description="Keys of a page's date.")] = _DEFAULT.date
    title: Annotated[FrontKeys, Meta(description="Keys of its title.")] = _DEFAULT.title
    slug: Annotated[FrontKeys, Meta(description="Keys of its slug, if not the file name's.")] = _DEFAULT.slug
    url: Annotated[FrontKeys, Meta(description="Keys of its URL on the site.")] = _DEFAULT.url
    aliases: Annotated[FrontKeys, Meta(description="Keys of further URLs that lead to it.")] = _DEFAULT.aliases
    categories: Annotated[FrontKeys, Meta(description="Keys of its categories, of which its URL may be made.")] = (
        _DEFAULT.categories
    )
    hidden: Annotated[
        Annotated[
            tuple[Annotated[str, Meta(min_length=1, max_length=160), Check(values.front_matter_condition)], ...],
            Meta(max_length=16),
        ],
        Meta(description="Conditions that mark a page as not published: a key that is true, or `key=value`."),
    ] = _DEFAULT.hidden

    def keys(self) -> FrontMatterKeys:
        """Return the keys in the form that parsing uses."""
        return FrontMatterKeys(**structs.asdict(self))
