"""The check of sources in a run. The web's modules are loaded only if there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from archive_lint.cli.check_options import SourceOptions
from archive_lint.cli.console import UsageError
from archive_lint.cli.progress import Display
from archive_lint.cli.project import Project
from archive_lint.model.verdict import Verdict
from archive_lint.text import counted

if TYPE_CHECKING:
    from archive_lint.web.background import Network, WebCheck


class SourceSummary(Struct, frozen=True):
    """The summary of a finished check of sources, for people. Empty for an offline run."""

    is_online: bool = False

    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    network_down: str = ""
    """Why nothing could be checked; else empty."""
    interrupted: bool = False
    verdicts: Mapping[str, Verdict] = {}
    """Verdicts by URL in any spelling."""


@contextmanager
def web_check(
    options: SourceOptions, project: Project, network: Network | None, shown: Display | None, *, is_sweep: bool
) -> Iterator[WebCheck | None]:
    """Yield a check of sources, or `None` for an offline run. `network` replaces the real one.

    With `is_sweep` it is one of the whole archive, which the history keeps the figures of.

    Raises `UsageError` for certificates that the environment names and that cannot be used.
    """
    settings = project.settings.web
    if options.offline or not (options.online or settings.enabled):
        yield None
        return
    from msgspec.structs import replace

    from archive_lint.web.background import WebCheck

    network = with_roots(network)
    check = WebCheck(
        settings,
        state=project.state,
        network=replace(
            network,
            allow_networks=(*network.allow_networks, *options.allow_network),
            proxy=options.proxy or network.proxy,
        ),
        max_time=options.max_time,
        observations=options.observations,
        progress=shown.sources if shown else None,
        unused_proxy="" if options.proxy else _proxy_variable(os.environ),
        is_sweep=is_sweep,
    )
    try:
        yield check
    finally:
        check.close()


def with_roots(network: Network | None) -> Network:
    """Return the network, by default the real one, with the certificates that the environment names.

    Raises `UsageError` for those that cannot be used.
    """
    from msgspec.structs import replace

    from archive_lint.web.background import Network
    from archive_lint.web.fetch.roots import RootsError, named_roots

    network = network or Network()
    try:
        return replace(network, roots=network.roots or named_roots(os.environ))
    except RootsError as error:
        raise UsageError(f"{error}: no source could be verified. Unset it, or name the right one") from None


def source_summary(check: WebCheck | None) -> SourceSummary:
    """Return the summary of a check, which must have ended; `None` is an offline run."""
    if check is None:
        return SourceSummary()
    report = check.report
    down = (
        next((note for note in report.notes if "network" in note), "The network is down.")
        if report.network_down
        else ""
    )
    hint = ""
    if down and check.unused_proxy:
        hint = f"\nThe environment names a proxy ({check.unused_proxy}), which is not used: name it with --proxy URL."
    checked = f"{counted(report.asked, 'source')} checked, {report.remembered:,} known from earlier runs."
    return SourceSummary(
        is_online=True,
        notes=(checked, *(note for note in report.notes if note != down and note not in check.warnings)),
        warnings=(*check.warnings, *check.archive_notes),
        network_down=down + hint,
        interrupted=check.interrupted,
        verdicts=report.verdicts,
    )


def _proxy_variable(environment: Mapping[str, str]) -> str:
    """Return the variable that names a proxy for web pages; empty if none does. Its value is a secret."""
    names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
    return next((name for each in names for name in (each, each.lower()) if environment.get(name)), "")
