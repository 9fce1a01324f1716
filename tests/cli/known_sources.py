"""A small archive whose sources earlier runs have checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archive_lint.rule.examples import story

DAY = 86_400.0
OLD_PATH = "news/2013/05/21/storm-closes-the-harbour-bridge.md"
DEAD, GONE = "http://dead.example/a", "http://news.dead.example/b"
ALIVE, MOVED = "http://alive.example/2014/bridge-reopens", "http://moved.example/2014/bridge-reopens"
NEW = "http://new.example/a"

Remember = Callable[..., Path]


def cites(*urls: str, date: str = "2014-05-23") -> str:
    return story(date=date, sources=[f"[Source {number}]({url})" for number, url in enumerate(urls)])
