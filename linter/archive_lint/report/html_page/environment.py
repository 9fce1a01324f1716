"""Renders the template: every value passes the one escape of the project."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from archive_lint.report.escape import html

_CODE = re.compile(r"`([^`]+)`")


@cache
def template() -> Template:
    """Return the template of the page."""
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        finalize=_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"source_hash": source_hash, "marked_up": marked_up, "number": _number, "percent": _percent}
    return environment.get_template("report.html.j2")


def style() -> Markup:
    """Return the style sheet, fit to stand in its element."""
    return Markup(_asset("report.css"))  # noqa: S704 - a file of ours


def script(name: str) -> Markup:
    """Return a script by its file's name, fit to stand in its element."""
    return Markup(_asset(name))  # noqa: S704 - a file of ours


def source_hash(text: str) -> Markup:
    """Return the hash by which a Content-Security-Policy names the text of an element."""
    return Markup(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'")  # noqa: S704 - base64


def marked_up(text: str) -> Markup:
    """Return a sentence with the text between backticks marked as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", html(text)))  # noqa: S704 - escaped before


def _escaped(value: object) -> object:
    """Return the escaped value of an expression: Jinja's own escape keeps control characters."""
    return value if hasattr(value, "__html__") else Markup(html(str(value)))  # noqa: S704 - escaped here


def _number(value: int) -> str:
    return f"{value:,}"


def _percent(share: float) -> str:
    """Return a share from 0 to 1 in per cent, never rounded to all or nothing."""
    if 0 < share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1 else f"{share:.0%}"


def _asset(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
