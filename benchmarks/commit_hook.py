"""The pre-commit hook as the project publishes it, on a commit of one page."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace

import yaml

from benchmarks.commands import PROGRAM, TimedCommand, again, ours, reporting
from benchmarks.corpora import Corpus
from benchmarks.history.repository import run_git

HOOK = "the hook `archive-lint`, one page staged"
_PUBLISHED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".pre-commit-hooks.yaml")


def entry() -> list[str]:
    """Return the command of the published hook, without the name of its program."""
    with open(_PUBLISHED, encoding="utf-8") as file:
        hooks = yaml.safe_load(file)
    return shlex.split(next(hook["entry"] for hook in hooks if hook["id"] == "archive-lint"))[1:]


def hook(corpus: Corpus) -> TimedCommand:
    """Return what pre-commit runs for a commit of one page of an archive in git, not for the first time."""

    def stage() -> None:
        corpus.change_a_page()
        run_git(corpus.root, "add", corpus.a_story)

    command = [PROGRAM, *entry(), *reporting(corpus.state)]
    return replace(again(corpus, replace(ours(corpus, HOOK), command=command), "", stage), name=HOOK)
