"""Real shells, asked what they complete a command line with."""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Ask = Callable[[Path, Path, Sequence[str]], Mapping[str, set[str]]]
"""Takes a script, the folder to stand in, and command lines without the program's name; returns what each gets."""

_MOST_SECONDS = 20.0


def ask_bash(script: Path, folder: Path, lines: Sequence[str]) -> Mapping[str, set[str]]:
    """Bash breaks a line at white space and at what `COMP_WORDBREAKS` has; the script is called with the words."""
    calls = [f"source {shlex.quote(str(script))}"]
    for line in lines:
        words = [word for word in re.split(r"\s+|(?<=[=:])|(?=[=:])", line) if word]
        words += [""] if line.endswith(" ") or not line else []
        calls.append(
            f"COMP_WORDS=(archive-lint {shlex.join(words)}); COMP_CWORD={len(words)}; _archive_lint; "
            'printf "%s\\n" "${COMPREPLY[@]}"; echo @@'
        )
    return dict(zip(lines, _answers("bash", ["--norc"], "\n".join(calls), folder), strict=True))


def ask_fish(script: Path, folder: Path, lines: Sequence[str]) -> Mapping[str, set[str]]:
    """Fish says by itself how it would complete a line, with a tab before what each word means."""
    calls = [f"source {shlex.quote(str(script))}"]
    calls += [f"complete -C {shlex.quote(f'archive-lint {line}')}; echo @@" for line in lines]
    return dict(zip(lines, _answers("fish", ["--no-config"], "\n".join(calls), folder), strict=True))


def ask_zsh(script: Path, folder: Path, lines: Sequence[str]) -> Mapping[str, set[str]]:
    """Zsh completes in an editor alone: one on a pseudo-terminal types the lines, and writes down what is offered."""
    import pty  # Windows has none, nor this shell.

    offered = folder.parent / "offered"
    terminal, its_end = pty.openpty()
    zsh = subprocess.Popen(
        ["zsh", "-f", "-i"],
        cwd=folder,
        env={**os.environ, "TERM": "dumb", "OFFERED": str(offered)},
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
        start_new_session=True,
    )
    os.close(its_end)
    found = {}
    try:
        _type(terminal, _ZSH_SET_UP.replace("FOLDER", shlex.quote(str(script.parent))), until=b"<ready>")
        for line in lines:
            offered.write_text("")
            _type(terminal, f"archive-lint {line}\t\x18\x04", until=b"<done>")
            found[line] = set(map(_last_part, offered.read_text().splitlines())) - {""}
    finally:
        zsh.kill()
        zsh.wait()
        os.close(terminal)
    return found


_ZSH_SET_UP = """
PS1=; LISTMAX=0; fpath=(FOLDER $fpath); autoload -Uz compinit; compinit -u -D
compadd() {
  local -a found
  [[ " $* " == *" -"[OAD]" "* ]] || { builtin compadd -O found "$@"; print -rl -- $found >> $OFFERED }
  builtin compadd "$@"
}
next-line() { print -n "<do""ne>"; BUFFER= }; zle -N next-line; bindkey '^X^D' next-line
zle-line-init() { print -n "<rea""dy>" }; zle -N zle-line-init
"""
"""Until its editor runs, a key that ends a line's input would be taken for the end of all input."""


def _type(terminal: int, text: str, *, until: bytes) -> None:
    os.write(terminal, text.encode())
    shown = b""
    while until not in shown:
        if not select.select([terminal], [], [], _MOST_SECONDS)[0]:
            raise AssertionError(f"the shell shows nothing more: {shown.decode(errors='replace')[-500:]}")
        shown += os.read(terminal, 65536)


def _answers(shell: str, options: Iterable[str], program: str, folder: Path) -> list[set[str]]:
    done = subprocess.run(
        [shell, *options], input=program.encode(), cwd=folder, capture_output=True, check=False, timeout=60
    )
    assert done.stderr == b"", done.stderr.decode()
    return [
        set(map(_last_part, answer.strip("\n").split("\n"))) - {""}
        for answer in done.stdout.decode().split("@@\n")[:-1]
    ]


def _last_part(word: str) -> str:
    """What a completion adds: of a list its last item, of a path its last part, without what fish says of it."""
    return re.split(r"[,:/=]", word.partition("\t")[0].rstrip(":/"))[-1]


SHELLS: Mapping[str, Ask] = {
    shell: ask for shell, ask in (("bash", ask_bash), ("zsh", ask_zsh), ("fish", ask_fish)) if shutil.which(shell)
}
"""The shells that are here."""
