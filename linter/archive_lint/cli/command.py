"""The table of commands, which the entry point, the help and the documentation read."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct

if TYPE_CHECKING:
    from archive_lint.web.background import Network


class OfflineCommand(Protocol):
    """The module of a command that needs no network."""

    def parser(self) -> argparse.ArgumentParser:
        """Return what the command accepts. Parsing raises `UsageError`."""

    def run(self, words: Sequence[str]) -> int:
        """Carry the command out and return its exit code. `words` follow the command's name."""


class OnlineCommand(Protocol):
    """The module of a command that can use the network."""

    def parser(self) -> argparse.ArgumentParser:
        """Return what the command accepts. Parsing raises `UsageError`."""

    def run(self, words: Sequence[str], *, network: Network | None = None) -> int:
        """Carry the command out and return its exit code. `network` replaces the real one."""


class Command(Struct, frozen=True):
    """A command. Its module is imported only when the command is used."""

    name: str
    summary: str
    """Summary of the command, as `--help` lists it."""
    module: str
    is_online: bool = False
    """Whether the module is an `OnlineCommand`; otherwise it is an `OfflineCommand`."""

    def parser(self) -> argparse.ArgumentParser:
        """Return what the command accepts. Parsing raises `UsageError`."""
        return cast("OfflineCommand", import_module(self.module)).parser()

    def run(self, words: Sequence[str], *, network: Network | None = None) -> int:
        """Carry the command out and return its exit code. `network` replaces the real one where the command uses it."""
        module = import_module(self.module)
        if self.is_online:
            return cast("OnlineCommand", module).run(words, network=network)
        return cast("OfflineCommand", module).run(words)


DEFAULT = Command(
    "check",
    "lint an archive (what is done when no command is named)",
    "archive_lint.cli.commands.check",
    is_online=True,
)
COMMANDS: Mapping[str, Command] = {
    command.name: command
    for command in (
        DEFAULT,
        Command("rule", "explain rules", "archive_lint.cli.commands.rule"),
        Command(
            "baseline",
            "accept the current findings, so that only new ones are shown and fail",
            "archive_lint.cli.commands.baseline",
        ),
        Command(
            "explain",
            "show everything known about a URL, a host, or URLs with a common beginning",
            "archive_lint.cli.commands.explain",
        ),
        Command(
            "sources",
            "show hosts, years and sweeps with counts by verdict, or list all source URLs",
            "archive_lint.cli.commands.sources",
        ),
        Command(
            "init",
            "write an archive-lint.toml inferred from the archive",
            "archive_lint.cli.commands.init",
        ),
        Command(
            "config",
            "show the effective settings, and why each rule is on or off",
            "archive_lint.cli.commands.config",
        ),
        Command(
            "new-rule",
            "write a package with a rule of your own, which passes its own test",
            "archive_lint.cli.commands.new_rule",
        ),
        Command(
            "completion",
            "print the script with which a shell completes command lines",
            "archive_lint.cli.commands.completion",
        ),
        Command("server", "serve an editor: the language server", "archive_lint.cli.commands.server", is_online=True),
        Command("help", "show the options of a command", "archive_lint.cli.commands.help"),
        Command("version", "show the version", "archive_lint.cli.commands.version"),
    )
}
"""Every command by its name, in the order of `--help`."""
