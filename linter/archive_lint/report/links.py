"""The links of a report: to a line of a page on the repository's forge, and to a rule's page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from msgspec import Struct

from archive_lint.model.patterns.lazy import lazy_pattern

_PLACEHOLDER = lazy_pattern(r"\{([^{}]*)\}")
_KNOWN = ("commit", "path", "line")
_SITE = lazy_pattern(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/", re.IGNORECASE)
_UNFIT = lazy_pattern(r"[^\x21-\x7e]|[\"'<>\\^`|]")
"""Characters that are not allowed in a URL, or would have to be escaped."""
_REPLACED = "\ufffd"


class Links(Struct, frozen=True):
    """The URLs that a report may link to, each http or https and percent-encoded, or empty if unknown."""

    template: str = ""
    """The URL of a line, with `{path}` and `{line}` in it."""
    rules: Mapping[str, str] = {}
    """The pages of rules by code."""

    def page(self, path: str, line: int) -> str:
        """Return the URL of a line, from 1, of a file, by its path in the report."""
        # A name that is not UTF-8 is shown with a mark per such byte: a link made of that would lead nowhere.
        if not self.template or not path or _REPLACED in path:
            return ""
        return self.template.replace("{line}", str(line)).replace("{path}", quote(path, safe="/"))

    def rule(self, code: str) -> str:
        """Return the URL of a rule's page."""
        return self.rules.get(code, "")


def read_template(text: str) -> str:
    """Return `text` if it is a template of URLs. Raises `ValueError`, which quotes no password."""
    site = _SITE.match(text)
    if "@" in text.partition("://")[2].partition("/")[0]:
        raise ValueError("the URL has a user name or password, which every reader of a report would see")
    if site is None:
        raise ValueError("it does not begin with http:// or https:// and a host")
    if unfit := _UNFIT.search(text):
        raise ValueError(f"a URL does not hold U+{ord(unfit[0]):04X}: percent-encode it")
    for name in _PLACEHOLDER.findall(text):
        if name not in _KNOWN:
            raise ValueError(f"{{{name[:20]}}} is not one of {{commit}}, {{path}} and {{line}}")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise ValueError("a brace has no partner")
    if "{path}" not in text:
        raise ValueError("it has no {path}: all links would lead to the same page")
    return text
