"""Types of option values: each takes the text of the command line and raises `ArgumentTypeError` if it is invalid."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, NamedTuple

from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.report.registry import FORMATS

if TYPE_CHECKING:
    from archive_lint.model.address import Allowed
    from archive_lint.model.proxy import Proxy

_MOST_JOBS = 1024
_MOST_DIGITS = 9
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_ADDRESS = lazy_pattern(r"(?:(?:tcp|tls|wss?)://)?(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")


class PathIgnore(NamedTuple):
    """Rules not to run on the paths that a glob matches."""

    glob: str
    selectors: tuple[str, ...]


class ReportFile(NamedTuple):
    """A report that is written to a file."""

    format: str
    path: str


def path(text: str) -> str:
    """Return a path as it was given."""
    if not text:
        # An unset variable of a script: it could mean the current folder or the whole archive.
        raise ArgumentTypeError("the path is empty")
    return text


def seconds(text: str) -> float:
    """Return a duration (`90`, `30m`, `2h`, `1d`) in seconds."""
    number, unit = (text[:-1], text[-1]) if text[-1:].isalpha() else (text, "")
    try:
        duration = float(number) * _SECONDS[unit]
    except (ValueError, KeyError):
        duration = 0.0
    if not 0 < duration < float("inf"):
        raise ArgumentTypeError(f"{text!r} is not a time, e.g. '90', '30m' or '2h'")
    return duration


def reason(text: str) -> str:
    """Return the reason for a comment on a page."""
    if not text.strip():
        raise ArgumentTypeError("the reason is empty: say why the finding may stay")
    if "--" in text or not text.isprintable():
        raise ArgumentTypeError(f"{text!r} cannot stand in a comment: it is not one line of text without '--'")
    return text.strip()


def network(text: str) -> Allowed:
    """Return a network in CIDR notation, or a host's name."""
    from archive_lint.model.address import parse_allowed

    try:
        return parse_allowed(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def proxy(text: str) -> Proxy:
    """Return the proxy in a URL. The error message does not quote it: it may contain a password."""
    from archive_lint.model.proxy import read_proxy

    try:
        return read_proxy(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{error}; e.g. 'http://proxy.example:3128'") from None


def job_count(text: str) -> int:
    """Return a number of worker processes."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= _MOST_JOBS:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to {_MOST_JOBS}")
    return number


def finding_count(text: str) -> int:
    """Return a number of findings, one at least."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
    if not number:
        raise ArgumentTypeError(f"{text!r} is not a number of findings, e.g. '50'")
    return number


def cluster_address(text: str) -> str:
    """Return the address of the scheduler in a value of `--executor`."""
    kind, _, address = text.partition(":")
    match = _ADDRESS.fullmatch(address)
    if kind != "dask" or match is None or not 1 <= int(match[1]) <= 65535:
        raise ArgumentTypeError(f"{text!r} is not dask:ADDRESS, e.g. 'dask:tcp://10.1.0.5:8786'")
    return address


def selectors(text: str) -> tuple[str, ...]:
    """Return the rule selectors in a list separated by commas."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not found:
        raise ArgumentTypeError("names no rule")
    return found


def path_ignore(text: str) -> PathIgnore:
    """Return the glob and the selectors of `GLOB:RULE[,…]`."""
    glob, colon, rules = text.rpartition(":")
    if not colon or not glob:
        raise ArgumentTypeError(f"{text!r} is not GLOB:RULE, e.g. 'opinion/**:S'")
    from archive_lint.model.patterns.glob import lone_glob_trouble

    if trouble := lone_glob_trouble(glob):
        raise ArgumentTypeError(f"{glob!r} is not a glob: {trouble}")
    return PathIgnore(glob, selectors(rules))


def report_file(text: str) -> ReportFile:
    """Return the format and the path of `FORMAT:PATH`."""
    name, colon, file = text.partition(":")
    if not colon or not file:
        raise ArgumentTypeError(f"{text!r} is not FORMAT:PATH, e.g. 'sarif:out.sarif'")
    if name not in FORMATS:
        raise ArgumentTypeError(f"{name!r} is not a format; choose from {', '.join(FORMATS)}")
    if file == "-":
        raise ArgumentTypeError(f"{text!r}: standard output gets the format of --output-format")
    if os.path.isdir(file):
        raise ArgumentTypeError(f"{file!r} is a folder; name a file in it")
    return ReportFile(name, file)


def source_url(text: str) -> str:
    """Return a template of the URLs of lines."""
    from archive_lint.report.links import read_template

    try:
        return read_template(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"{error}; e.g. 'https://github.com/me/news/blob/{{commit}}/{{path}}?plain=1#L{{line}}'"
        ) from None
