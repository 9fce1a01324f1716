"""Makes the completion script of a shell from the parsers of all commands: shtab's, and our own lines around it.

To shtab a command can stand anywhere, and every command line has one. Here it is the first word or missing, and then
the words are `check`'s: the own lines, a file per shell, say so. They also complete what shtab does not know: lists of
rules, and a report's format and path in one word.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path

from archive_lint.cli.command import COMMANDS
from archive_lint.cli.completion.whole_parser import whole_parser
from archive_lint.model.verdict import VerdictKind
from archive_lint.report.registry import FORMATS
from archive_lint.rule.base import Rule

SHELLS: Mapping[str, str] = {"bash": "own.bash", "zsh": "own.zsh", "fish": "own.fish", "powershell": "own.ps1"}
"""The file with our own lines, by shell."""
_OWN_LINES = "# --- archive-lint's own lines ---\n"


def completion_script(shell: str, rules: Iterable[type[Rule]]) -> str:
    """Return the script for one of `SHELLS`. `rules` are those whose codes and names it completes."""
    # Here and not above: the name of the shell alone is needed to refuse another one.
    import shtab

    own = _own_lines(shell, list(rules))
    # PowerShell takes the first word for what it is by itself, if the program has the options of `check` too.
    parser = whole_parser(is_check_open=shell == "powershell")
    if shell == "zsh":
        # Its script ends by calling what it defines.
        made = shtab.complete(parser, shell=shell, root_prefix="archive_lint", preamble=own)
    else:
        made = f"{shtab.complete(parser, shell=shell, root_prefix='archive_lint')}\n\n{_OWN_LINES}{own}"
    return "\n".join(line.rstrip() for line in made.strip().split("\n")) + "\n"


def _own_lines(shell: str, rules: list[type[Rule]]) -> str:
    text = (Path(__file__).parent / SHELLS[shell]).read_text(encoding="utf-8")
    lists: dict[str, list[tuple[str, str]]] = {
        "RULES": [
            ("ALL", "every rule"),
            *((rule.code, f"{rule.name}: {rule.summary}") for rule in rules),
            *((rule.name, f"{rule.code}: {rule.summary}") for rule in rules),
        ],
        "COMMANDS": [(name, "") for name in COMMANDS],
        "FORMATS": [(info.name, info.summary) for info in FORMATS.values()],
        "VERDICTS": [(kind.value, "") for kind in VerdictKind],
    }
    for name, words in lists.items():
        text = text.replace(f"@{name}@", _written(shell, words))
    return text


def _written(shell: str, words: list[tuple[str, str]]) -> str:
    """Return words with what each means, as a list in the language of a shell."""
    if shell == "zsh":
        return " ".join(shlex.quote(f"{word}:{meaning}" if meaning else word) for word, meaning in words)
    if shell == "fish":
        # A backslash means something between single quotes there, and nothing in the other shells.
        return " ".join(shlex.quote(f"{word}\t{meaning}".rstrip().replace("\\", "")) for word, meaning in words)
    if shell == "powershell":
        return ", ".join("'" + word.replace("'", "''") + "'" for word, _ in words)
    return " ".join(word for word, _ in words)
