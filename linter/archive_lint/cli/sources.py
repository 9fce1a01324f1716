"""Whether and how sources are checked in this run. The web's modules are loaded only if they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from archive_lint.cli.check_options import SourceOptions
from archive_lint.cli.progress import Display
from archive_lint.cli.project import Project
from archive_lint.text import counted

if TYPE_CHECKING:
    from archive_lint.web.background import Network, WebCheck


class SourceSummary(Struct, frozen=True):
    """What people are told about a check of sources when it has ended. Empty for an offline run."""

    is_online: bool = False

    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    network_down: str = ""
    """Why nothing could be checked; empty otherwise."""
    interrupted: bool = False


@contextmanager
def web_check(
    options: SourceOptions, project: Project, network: Network | None, shown: Display | None
) -> Iterator[WebCheck | None]:
    """Yield a check of sources, or `None` for an offline run. `network` replaces the real one."""
    settings = project.settings.web
    if options.offline or not (options.online or settings.enabled):
        yield None
        return
    from msgspec.structs import replace

    from archive_lint.web.background import Network, WebCheck

    network = network or Network()
    check = WebCheck(
        settings,
        state=project.state,
        network=replace(network, allow_networks=(*network.allow_networks, *options.allow_network)),
        max_time=options.max_time,
        observations=options.observations,
        progress=shown.sources if shown else None,
    )
    try:
        yield check
    finally:
        check.close()


def source_summary(check: WebCheck | None) -> SourceSummary:
    """Return what people are told about a check, which must have ended; `None` is an offline run."""
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
        is_online=True,
        notes=(checked, *(note for note in report.notes if note != down and note not in check.warnings)),
        warnings=(*check.warnings, *check.archive_notes),
        network_down=down,
        interrupted=check.interrupted,
    )
