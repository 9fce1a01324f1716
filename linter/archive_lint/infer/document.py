"""The file that `init` writes: tables of guesses, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from archive_lint.config.schema import SCHEMA_LINE
from archive_lint.infer.guess import TableLine, printable


class GuessedTable(Struct, frozen=True):
    """A table of the file."""

    header: str
    """The header as TOML: `[archive]`, `[[site.map]]`."""
    lines: Sequence[TableLine]


def document(opening: Sequence[str], tables: Sequence[GuessedTable]) -> str:
    """Return the text of the file: the schema's address, an opening comment, then the tables.

    Tables without lines are left out.
    """
    lines = [SCHEMA_LINE, *(f"# {printable(line)}" for line in opening)]
    for table in tables:
        if table.lines:
            lines += ["", table.header]
            for each in table.lines:
                lines.extend(each.lines())
    return "\n".join([*lines, ""])
