"""`archive-lint server`: the language server, which an editor starts."""

from __future__ import annotations

import argparse
import ipaddress
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

from msgspec import Struct

from archive_lint.cli.console import UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.options import Parser, SettingsOptions, add_settings, typed

if TYPE_CHECKING:
    from archive_lint.engine.reading_process import OpeningProcess
    from archive_lint.server.opening import ArchiveOpener
    from archive_lint.web.background import Network

INSTALL = "pip install 'archive-lint[server]'"
OPENING = "from archive_lint.cli.opening_process import open_for_parent; open_for_parent()"
"""The program of a process that opens an archive, of settings and a folder."""
_PACKAGES = ("pygls", "lsprotocol")


class Address(Struct, frozen=True):
    """The address to listen at."""

    host: str
    port: int


class ServerOptions(Struct, frozen=True, kw_only=True):
    """Options of `server`."""

    tcp: Address | None
    settings: SettingsOptions


def parser() -> argparse.ArgumentParser:
    """Return the parser of `server`."""
    accepted = Parser(
        "archive-lint server",
        "Serve an editor with the Language Server Protocol on standard input and output, until it is done. Offline: "
        f"sources are checked only by a command that is given in the editor. Needs {INSTALL}.",
    )
    accepted.add_argument(
        "--tcp",
        type=loopback_address,
        metavar="HOST:PORT",
        help="serve the first connection to an address of this machine instead, `127.0.0.1:2087`",
    )
    add_settings(accepted)
    return accepted


def parse(words: Sequence[str]) -> ServerOptions:
    """Return the options that were given. Raises `UsageError`."""
    given = parser().parse_args(words)
    return typed(given, ServerOptions, settings=typed(given, SettingsOptions))


def loopback_address(text: str) -> Address:
    """Return an address that only programs of this machine reach. Raises `argparse.ArgumentTypeError`."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, as in 127.0.0.1:2087")
    try:
        is_own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_own = False
    if not is_own:
        raise argparse.ArgumentTypeError(
            f"{host!r} is not an address of this machine alone: a program that reaches the server can read and "
            "write files of the archive; use 127.0.0.1, ::1 or localhost"
        )
    return Address(host, int(port))


def run(words: Sequence[str], *, network: Network | None = None) -> int:
    """Serve until the editor is done. `network` replaces the real one.

    Raises `UsageError` where packages are missing or the address is taken.
    """
    options = parse(words)
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise UsageError(f"the language server needs {' and '.join(missing)}, an extra: {INSTALL}")

    def make_opener() -> ArchiveOpener:
        from archive_lint.cli.archive_opener import Opener

        return Opener(options.settings, network)

    def begin_to_open(folder: str) -> OpeningProcess | None:
        from archive_lint.engine.reading_process import OpeningProcess
        from archive_lint.engine.workers import default_jobs

        if default_jobs() > 1:
            # Without one, it is opened here.
            with suppress(OSError):
                return OpeningProcess(OPENING, (options.settings, folder))
        return None

    # Here and not above: only this command pays for them.
    if options.tcp is None:
        from archive_lint.server.standard_streams import serve_standard_streams

        has_ended = serve_standard_streams(make_opener, begin_to_open)
    else:
        from archive_lint.server.language_server import serve_connection

        try:
            has_ended = serve_connection(make_opener(), options.tcp.host, options.tcp.port)
        except OSError as error:
            where = f"{options.tcp.host}:{options.tcp.port}"
            raise UsageError(f"--tcp {where}: cannot listen there: {error.strerror or error}") from error
    return ExitCode.CLEAN if has_ended else ExitCode.FINDINGS
