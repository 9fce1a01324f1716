"""The behaviours of a hostile web, as a table.

One `Behaviour` is one thing that servers, resolvers or networks do: the sites that do it, the URL that leads there,
what a single GET of it must show (`expected`), and the verdict that a single check of it must end in. `ALL` is the
table; its numbers are those of the list of hazards that the source checker is built against, so several rows share a
number:

    1–19 answers and walls · 20–27 limits, redirects, private addresses · 28–32 broken connections and answers ·
    33–39 content, certificates, names, addresses · 41–48 timing, reuse, media, opt-outs, fragments

How to use it: `Web(behaviour.sites, certificates)` plays it; `web.fetcher(trusting=context)`, or `Fetcher(…,
resolver=web, connector=web.connect)`, asks it; `behaviour.url` (for some also `more_urls`) is what to ask for.
`verdict` is a value of `VerdictKind`, empty where one check cannot decide; `note` says then what can, or why a row
departs from the list. `head` is the status that HEAD gets where it differs from GET's.

Not in the table, because they are about days, schedules or whole runs: 5 and 6 (days), 38 (`throttled`), 40 (`flaky`),
41 (deadlines: `test_fetch`), 43 (HTTP/2 is never spoken), 45 (web archives), 47 (budgets).
"""

from __future__ import annotations

from tests.web.behaviour import Behaviour, Expected, flaky, throttled
from tests.web.behaviours_answers import ANSWERS
from tests.web.behaviours_broken import BROKEN
from tests.web.behaviours_names import NAMES
from tests.web.behaviours_redirects import REDIRECTS

__all__ = ["ALL", "BY_NAME", "Behaviour", "Expected", "flaky", "throttled"]

ALL: tuple[Behaviour, ...] = tuple(sorted((*ANSWERS, *REDIRECTS, *BROKEN, *NAMES), key=lambda row: row.number))
BY_NAME = {str(row): row for row in ALL}
