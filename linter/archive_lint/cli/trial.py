"""Tries an inferred configuration on its archive, before it is written."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from archive_lint.config.settings import Settings
from archive_lint.engine.plan import StagePlan
from archive_lint.engine.run import Run, execute
from archive_lint.engine.workers import default_jobs
from archive_lint.files.discover import discover
from archive_lint.infer.sample import spread
from archive_lint.model.layout import Kind
from archive_lint.rule.registry import load_registry
from archive_lint.rule.selection import SelectionLayer, choose

MOST_PAGES = 2_000
"""The most pages that are checked: all of most archives, and a spread sample of the others."""


class Trial(Struct, frozen=True):
    """The findings of a configuration."""

    counts: Mapping[str, int]
    """Findings by code, in the order of the codes."""
    names: Mapping[str, str]
    """The names of the rules in `counts`, by code."""
    pages: int
    """Number of pages checked."""
    stories: int
    """Number of stories among them."""
    of: int
    """Number of pages of the archive."""


def try_out(root: str, text: str) -> Trial:
    """Run a configuration, as it would be written in the folder `root`: offline, with nothing kept and nothing fixed.

    Raises `DiscoveryError` where the archive cannot be listed.
    """
    settings = msgspec.convert(tomllib.loads(text), Settings)
    layout = settings.layout()
    folder = os.path.normpath(os.path.join(os.path.abspath(root), settings.archive.root))
    listing = discover(folder, None, settings.archive.endings).listing
    registry = load_registry()
    lint = settings.lint
    chosen = choose(registry.rules, [SelectionLayer(origin="", select=lint.select, ignore=lint.ignore)])
    looked_at = tuple(spread(listing.pages, MOST_PAGES))
    run = Run(
        root=folder,
        plan=StagePlan(
            root=folder, layout=layout, codes=tuple(code for code, choice in chosen.items() if choice.enabled)
        ),
        registry=registry,
        listing=listing,
        reported=None if len(looked_at) == len(listing.pages) else looked_at,
        jobs=default_jobs(),
    )
    outcome = execute(run)
    if not outcome.complete:
        raise KeyboardInterrupt
    counts = Counter(finding.code for finding in outcome.findings)
    names = {rule.code: rule.name for rule in registry.rules}
    return Trial(
        counts=dict(sorted(counts.items())),
        names={code: names.get(code, "") for code in counts},
        pages=outcome.pages,
        stories=sum(layout.classify(path).kind is Kind.STORY for path in looked_at),
        of=len(listing.pages),
    )
