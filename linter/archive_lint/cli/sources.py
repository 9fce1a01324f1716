"""Whether and how sources are checked in this run. The web's modules are loaded only if they are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from archive_lint.cli.progress import Display
from archive_lint.cli.project import Project
from archive_lint.text import counted

if TYPE_CHECKING:
    from archive_lint.web.background import Network, WebCheck


class SourceSummary(Struct, frozen=True):
    """What there is to say of a check of sources when it has ended."""

    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    network_down: str = ""
    """Why nothing could be checked; empty otherwise."""
    interrupted: bool = False


@contextmanager
def web_check(
    arguments: argparse.Namespace, prepared: Project, network: Network | None, shown: Display | None
) -> Iterator[WebCheck | None]:
    """A check of sources for as long as the block runs; `None` for an offline run."""
    settings = prepared.settings.web
    if arguments.offline or not (arguments.online or settings.enabled):
        yield None
        return
    from msgspec.structs import replace

    from archive_lint.web.background import Network, WebCheck, history_path

    network = network or Network()
    check = WebCheck(
        settings,
        root=prepared.root,
        history=history_path(settings, prepared.configuration.path, prepared.root),
        network=replace(network, allow_networks=(*network.allow_networks, *(arguments.allow_network or ()))),
        max_time=arguments.max_time,
        observations=arguments.observations,
        progress=shown.sources if shown else None,
    )
    try:
        yield check
    finally:
        check.close()


def source_summary(check: WebCheck | None) -> SourceSummary:
    """What the check has to say, which must have ended."""
    if check is None:
        return SourceSummary()
    report = check.report
    down = (
        next((note for note in report.notes if "network" in note), "The network is down.")
        if report.network_down
        else ""
    )
    checked = f"{counted(report.asked, 'source')} checked, {report.remembered:,} known from earlier runs."
    return SourceSummary(
        notes=(checked, *(note for note in report.notes if note != down and note not in check.warnings)),
        warnings=(*check.warnings, *check.archive_notes),
        network_down=down,
        interrupted=check.interrupted,
    )
