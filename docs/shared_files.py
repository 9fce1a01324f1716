"""What the wheel lays beside the program, where shells and `man` look for it: the folder `share/`.

A shell reads its file there once somebody completes a command line. The file asks the program for the script: so it has
the rules that are installed, and the wheel need not have the script three times. It is the program of the same
environment, wherever that is, or else the one of `PATH`.
"""

from __future__ import annotations

from collections.abc import Iterator

from docs.man_page import man_page

BASH = """\
# Completion of archive-lint for bash: the program prints it, with the rules that are installed.
_archive_lint_program=${BASH_SOURCE[0]%/share/bash-completion/*}/bin/archive-lint
[[ -x $_archive_lint_program ]] || _archive_lint_program=archive-lint
eval "$("$_archive_lint_program" completion bash 2>/dev/null)"
unset _archive_lint_program
"""
ZSH = """\
#compdef archive-lint
# Completion of archive-lint for zsh: the program prints it, with the rules that are installed.
() {
  local program=${1:A:h:h:h:h}/bin/archive-lint
  [[ -x $program ]] || program=archive-lint
  source <($program completion zsh 2>/dev/null)
} ${(%):-%x}
# Sourced by hand, the file has nothing to complete yet.
[[ ${zsh_eval_context[-1]} == file || -z $functions[_shtab_archive_lint] ]] || _shtab_archive_lint "$@"
"""
FISH = """\
# Completion of archive-lint for fish: the program prints it, with the rules that are installed.
set -l program (status dirname)/../../../bin/archive-lint
test -x $program; or set program archive-lint
$program completion fish 2>/dev/null | source
"""
COMPLETIONS = {
    "bash": ("share/bash-completion/completions/archive-lint", BASH),
    "zsh": ("share/zsh/site-functions/_archive-lint", ZSH),
    "fish": ("share/fish/vendor_completions.d/archive-lint.fish", FISH),
}
"""Where each shell looks for the completion of a program, and what it finds. PowerShell looks nowhere."""
MAN_PAGE = "share/man/man1/archive-lint.1"


def shared_files() -> Iterator[tuple[str, str]]:
    """Yield each file's path, relative to the folder of the project, and its text."""
    yield from COMPLETIONS.values()
    yield MAN_PAGE, man_page()
