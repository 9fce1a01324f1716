"""Faults of configuration files, as diagnostics in them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from archive_lint.config.errors import ConfigFault
from archive_lint.server import diagnostics
from archive_lint.server.uris import uri_of

if TYPE_CHECKING:
    from archive_lint.server.session import Session


class ConfigurationFaults:
    """The configuration files in which something is shown."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown: set[str] = set()
        """Absolute paths."""

    def show(self, faults: Iterable[ConfigFault]) -> None:
        """Show faults in their files; those of no file, such as of the command line, are said."""
        for name, found in diagnostics.of_faults(faults).items():
            path = os.path.abspath(name)
            if os.path.isfile(path):
                self._shown.add(path)
                self._session.publish(uri_of(path), found)
            else:
                self._session.say("\n".join(f"{name}: {each.message}" for each in found))

    def correct(self, files: Collection[str]) -> None:
        """Show nothing more in files that could be read, nor in those that are gone."""
        for path in sorted(self._shown):
            if path in files or not os.path.isfile(path):
                self._shown.discard(path)
                self._session.publish(uri_of(path), ())
