"""Marks in the markup of what services before a site send in place of a page, in any language."""

from __future__ import annotations

import re

LITTLE_TEXT = 1_200
"""The number of characters of visible text from which on a page is not searched: a page in its place has fewer."""

_CHALLENGES = (
    "_cf_chl_opt",  # Cloudflare, challenge pages alone
    "captcha-delivery.com",  # DataDome: the page that was held back names another host
    "px-captcha",  # PerimeterX, now HUMAN
    "awswafcookiedomainlist",  # AWS WAF
    "gokuprops",  # AWS WAF
    "sucuri_cloudproxy_js",  # Sucuri
    "anubis_challenge",  # Anubis
    "ddos-guard/js-challenge",  # DDoS-Guard
    "sec-if-cpt-container",  # Akamai
    "window.kpsdk",  # Kasada
    "_incapsula_resource?cwudnsai",  # Imperva: its block page's frame
    "validate.perfdrive.com",  # Radware
    "geo.captcha",  # DataDome, older
)
_PASSWORD = re.compile(r"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password\b", re.IGNORECASE)


def marks_of(markup: str) -> tuple[str, ...]:
    """Return `challenge`, `password`, both or neither, for a page of at most 64 KiB."""
    text = markup.lower()
    found = ["challenge"] if any(mark in text for mark in _CHALLENGES) else []
    if "password" in text and _PASSWORD.search(markup):
        found.append("password")
    return tuple(found)
