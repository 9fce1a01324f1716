"""The language server: its capabilities put together, on standard input and output or a connection of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import BinaryIO

from archive_lint.server import (
    code_actions,
    commands,
    completion,
    definition,
    document_links,
    document_symbols,
    file_operations,
    hover,
    lifecycle,
    pull_diagnostics,
    references,
    rename,
    text_sync,
    watched_files,
    workspace_symbols,
)
from archive_lint.server.greeting import Greeting
from archive_lint.server.opening import ArchiveOpener
from archive_lint.server.session import Session

CAPABILITIES: Sequence[ModuleType] = (
    lifecycle,
    text_sync,
    watched_files,
    pull_diagnostics,
    code_actions,
    hover,
    completion,
    definition,
    references,
    document_links,
    document_symbols,
    workspace_symbols,
    rename,
    file_operations,
    commands,
)
"""Each registers what it answers."""


def make_session(opener: ArchiveOpener, greeting: Greeting | None = None) -> Session:
    """Return a session that answers all that this server can; `greeting` if the editor has been answered."""
    session = Session(opener, greeting)
    for capability in CAPABILITIES:
        capability.register(session)
    return session


def serve_streams(session: Session, given: BinaryIO, output: BinaryIO) -> bool:
    """Serve one editor on two streams until it says goodbye or is gone; return whether it said so."""
    session.server.start_io(given, output)
    session.work.stop()
    return session.has_ended


def serve_connection(opener: ArchiveOpener, host: str, port: int) -> bool:
    """Serve the first connection to an address of this machine; return as above. Raises `OSError` if it is taken."""
    session = make_session(opener)
    session.server.start_tcp(host, port)
    session.work.stop()
    return session.has_ended
