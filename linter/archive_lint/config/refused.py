"""Settings that a configuration file must not have, and what to do instead.

A pull request by anyone can change the file, so it may choose what is checked and how strictly, and nothing beyond: no
closed network, no code, no file outside the archive.
"""

from __future__ import annotations

_BECAUSE = "anyone's pull request can change a configuration file"
_NETWORK = (
    f"may not be configured: {_BECAUSE}, and this one would open private networks",
    "pass --allow-network CIDR|HOST on the command line",
)
_TLS = (f"may not be configured: {_BECAUSE}", "TLS certificates are always verified")
_PROXY = (
    f"may not be configured: {_BECAUSE}, and this one would choose who sees and answers all requests",
    "pass --proxy URL on the command line",
)
_CODE = (
    f"may not be configured: {_BECAUSE}, and this one would run code",
    "install the package that has the rules: they are found by their entry point",
)
_OUTPUT = (
    f"may not be configured: {_BECAUSE}, and this one would write files",
    "pass --output-format, or -o FORMAT:PATH, on the command line",
)
_CACHE = (f"may not be configured: {_BECAUSE}, and this one would write files", "pass --no-cache to do without")

_STATE = (
    f"may not be configured: {_BECAUSE}, and this one would write files",
    "pass --state-dir DIR on the command line, or set ARCHIVE_LINT_STATE_DIR: the history lies there",
)


def _command_line(option: str) -> tuple[str, str]:
    return (
        "is chosen by the user who runs the check, not by a configuration file",
        f"pass {option} on the command line",
    )


_REFUSED = {
    **dict.fromkeys(
        ("allow-network", "allow-networks", "allow-private", "allow-loopback", "allow-address", "allow-port", "ports"),
        _NETWORK,
    ),
    **dict.fromkeys(("verify", "verify-tls", "tls-verify", "ssl-verify", "verify-ssl", "insecure"), _TLS),
    **dict.fromkeys(("proxy", "proxies", "http-proxy", "https-proxy", "all-proxy"), _PROXY),
    **dict.fromkeys(("plugins", "plugin", "load", "load-plugins", "import", "rules-path", "rule-paths"), _CODE),
    **dict.fromkeys(("output", "output-file", "output-format", "report"), _OUTPUT),
    **dict.fromkeys(("cache", "cache-dir", "no-cache"), _CACHE),
    **dict.fromkeys(("history", "state", "state-dir", "state-folder"), _STATE),
    "baseline": _command_line("--baseline FILE"),
    "changed-since": _command_line("--changed-since REV"),
    "exit-zero": _command_line("--exit-zero"),
    "fail-on": _command_line("--fail-on error|warning|info"),
    "fix": _command_line("--fix"),
    "fix-only": _command_line("--fix-only"),
    "jobs": _command_line("--jobs N"),
    "max-time": _command_line("--max-time"),
    "offline": _command_line("--offline"),
    "online": _command_line("--online"),
    "unsafe-fixes": _command_line("--unsafe-fixes"),
}


def refused_setting(key: str) -> tuple[str, str] | None:
    """Return why a configuration file must not have a key, and what to do instead; `None` for other keys."""
    return _REFUSED.get(key.replace("_", "-").lower())
