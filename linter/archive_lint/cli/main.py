"""The entry point: finds the command, runs it, and turns any error into a message and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.process import begin, end
from archive_lint.import_path import leave_current_folder

if TYPE_CHECKING:
    from archive_lint.web.background import Network


def run() -> NoReturn:
    """Run the command line of this process, as the console script does, and exit."""
    leave_current_folder()
    begin()
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        # While modules were being loaded: there is nothing to report yet, and no way to report it.
        sys.stderr.write("archive-lint: error: interrupted\n")
        code = ExitCode.INTERRUPTED
    end(code)


def main(arguments: Sequence[str], *, network: Network | None = None) -> int:
    """Run a command line, given without the program's name, and return the exit code.

    `network` replaces the real one, for tests and demonstrations.
    """
    # Here and not above, so that Ctrl-C is answered from the first moment on.
    from archive_lint.cli.command import COMMANDS, DEFAULT
    from archive_lint.cli.console import Console
    from archive_lint.cli.told_errors import TOLD, tell

    command, words = DEFAULT, arguments
    if arguments and arguments[0] in COMMANDS:
        command, words = COMMANDS[arguments[0]], arguments[1:]
    console = Console()
    try:
        return command.run(words, network=network)
    except TOLD as error:
        tell(error, console)
    except KeyboardInterrupt:
        console.error("interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone, and has seen what it wanted.
        return ExitCode.CLEAN
    except Exception as error:  # noqa: BLE001  # the last resort: a message that can be reported, not a traceback
        from archive_lint.cli.refusal import internal_error

        what = internal_error(error)
        console.error(f"{what}\nThis is a fault of archive-lint: please report it with the command that shows it.")
    return ExitCode.ERROR
