"""`netlify.toml`: tables `[[redirects]]` with `from`, `to` and `status`. A `from` has the syntax of `_redirects`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archive_lint.site.redirect_formats.rule import RedirectRule, Trouble
from archive_lint.site.redirect_formats.rule_lists import Keys, read_rules

_MOST_BYTES = 2 << 20
"""Maximum size in bytes: TOML is read a hundred times slower than the other formats."""
_ENDLESS_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){64}")
"""A very long dotted key: the time for one grows with the square of its length."""
_KEYS = Keys(source="from", targets=("to",), status="status", marks=":")


def read_netlify_toml(source: bytes) -> Iterator[RedirectRule | Trouble]:
    """Yield the rules in their order, and the errors."""
    data = _parse(source)
    if isinstance(data, Trouble):
        yield data
    else:
        yield from read_rules(data.get("redirects", ()), "redirects", _KEYS)


def _parse(source: bytes) -> dict[str, Any] | Trouble:
    import tomllib

    if len(source) > _MOST_BYTES:
        return Trouble(f"is larger than {_MOST_BYTES >> 20} MiB: move its redirects to a file '_redirects'")
    try:
        text = source.decode()
        if endless := _ENDLESS_KEY.search(text):
            return Trouble("has an endless key", text.count("\n", 0, endless.start()) + 1)
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        return Trouble("is not UTF-8", source.count(b"\n", 0, error.start) + 1)
    except RecursionError:
        return Trouble("is nested too deeply")
    except ValueError as error:
        return Trouble(f"is not TOML: {error}")
