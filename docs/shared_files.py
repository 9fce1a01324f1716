"""What the wheel lays beside the program, where shells and `man` look for it: the folder `share/`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_lint.cli.completion.script import completion_script
from archive_lint.rule.base import Rule
from docs.man_page import man_page

COMPLETIONS = {
    "bash": "share/bash-completion/completions/archive-lint",
    "zsh": "share/zsh/site-functions/_archive-lint",
    "fish": "share/fish/vendor_completions.d/archive-lint.fish",
}
"""Where each shell looks for the script of a program. PowerShell looks nowhere."""
MAN_PAGE = "share/man/man1/archive-lint.1"


def shared_files(rules: Sequence[type[Rule]]) -> Iterator[tuple[str, str]]:
    """Yield each file's path, relative to the folder of the project, and its text."""
    for shell, path in COMPLETIONS.items():
        yield path, completion_script(shell, rules)
    yield MAN_PAGE, man_page()
