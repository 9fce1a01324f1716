"""How many rounds a long play has: kills, random edits, generated input.

`make test` plays each briefly and with fixed seeds, so that it is quick and red or green for a reason. `make soak` sets
`ARCHIVE_LINT_SOAK` and plays that many times as many rounds; what hypothesis generates then differs from run to run.

Where rounds are combinations or pages, a brief play takes a part of them in which each kind comes up.
"""

from __future__ import annotations

import os

FACTOR = int(os.environ.get("ARCHIVE_LINT_SOAK") or "0")
"""0 for a brief play."""


def rounds(brief: int) -> int:
    """Return the number of rounds of a play that has `brief` of them in `make test`."""
    return brief * max(1, FACTOR)
