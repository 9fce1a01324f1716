"""The web pages of a repository on known forges, from a CI system's variables or a remote.

Both come from outside. Anything that is not plainly the URL of a repository is ignored; user names, passwords and
tokens of a URL are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote

from msgspec import Struct

# A forge shows a Markdown file without its lines, unless its text is requested.
_FORMS = {
    "azure": "{repository}?path=/{path}&version=GC{commit}&line={line}&lineEnd={line}"
    "&lineStartColumn=1&lineEndColumn=1&_a=contents",
    "bitbucket": "{repository}/src/{commit}/{path}#lines-{line}",
    "gitea": "{repository}/src/commit/{commit}/{path}?display=source#L{line}",
    "github": "{repository}/blob/{commit}/{path}?plain=1#L{line}",
    "gitlab": "{repository}/-/blob/{commit}/{path}?plain=1#L{line}",
}
_HOSTS = {
    "bitbucket.org": "bitbucket",
    "codeberg.org": "gitea",
    "dev.azure.com": "azure",
    "gitea.com": "gitea",
    "github.com": "github",
    "gitlab.com": "gitlab",
}
_SSH_HOSTS = {
    "altssh.bitbucket.org": "bitbucket.org",
    "altssh.gitlab.com": "gitlab.com",
    "ssh.github.com": "github.com",
}
"""Hosts that serve SSH on the port of HTTPS."""
_FIRST_LABELS = {"forgejo": "gitea", "gitea": "gitea", "github": "github", "gitlab": "gitlab"}
"""The usual first labels of self-hosted forges: `gitlab.example.org`."""

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_USER = r"(?:[^/@\s]*@)?"
_HOST = r"([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)"
_WEB = re.compile(rf"(https?)://{_USER}{_HOST}(:[0-9]{{1,5}})?/([^?#\s\\]+)\Z", re.IGNORECASE)
_SSH = re.compile(rf"(?:ssh|git|git\+ssh)://{_USER}{_HOST}(?::[0-9]{{1,5}})?/([^?#\s\\]+)\Z", re.IGNORECASE)
_SCP = re.compile(rf"{_USER}{_HOST}:(?!//)([^?#\s\\]+)\Z")


class Checkout(Struct, frozen=True):
    """A commit of a repository on a forge."""

    name: str
    """The repository's name, with its owner: `me/news`."""
    line_url: str
    """The URL of a line on the forge, with `{path}` and `{line}` in it."""
    commit: str


class _Address(NamedTuple):
    """The URL of a repository for a browser."""

    scheme: str
    host: str
    port: str
    """The port with its colon; empty for the default one."""
    path: str


class _System(NamedTuple):
    """The variables with which a CI system describes its checkout."""

    forge: str
    marker: str
    """A variable that only this system sets; empty if the rest is enough."""
    repository: str
    """The variables whose values, joined by a slash, make the repository's URL."""
    commit: str
    folder: str


# Forgejo sets the variables of Gitea, and both set those of GitHub: the first match counts.
_SYSTEMS = (
    _System("gitea", "GITEA_ACTIONS", "GITHUB_SERVER_URL GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_WORKSPACE"),
    _System("gitea", "FORGEJO_ACTIONS", "GITHUB_SERVER_URL GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_WORKSPACE"),
    _System("github", "", "GITHUB_SERVER_URL GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_WORKSPACE"),
    _System("gitlab", "", "CI_PROJECT_URL", "CI_COMMIT_SHA", "CI_PROJECT_DIR"),
    _System("bitbucket", "", "BITBUCKET_GIT_HTTP_ORIGIN", "BITBUCKET_COMMIT", "BITBUCKET_CLONE_DIR"),
    # Azure also builds repositories of other forges.
    _System("", "", "BUILD_REPOSITORY_URI", "BUILD_SOURCEVERSION", "BUILD_SOURCESDIRECTORY"),
)


class CiCheckout(NamedTuple):
    """The checkout of a CI system."""

    checkout: Checkout
    folder: str
    """Its folder; empty if the system does not tell."""


def checkout_of_ci(environment: Mapping[str, str]) -> CiCheckout | None:
    """Return the checkout described by the variables of a CI system; `None` if there is no readable description."""
    for system in _SYSTEMS:
        names = system.repository.split()
        if all(environment.get(name) for name in (*names, system.commit, *filter(None, [system.marker]))):
            address = "/".join(environment[name].strip("/") for name in names)
            found = _checkout(_web(address), environment[system.commit], system.forge)
            return None if found is None else CiCheckout(found, environment.get(system.folder, ""))
    return None


def checkout_of_remote(remote: str, commit: str) -> Checkout | None:
    """Return a commit of the repository of a git remote, if that is on a known forge."""
    return _checkout(_web(remote) or _ssh(remote), commit, "")


def _checkout(address: _Address | None, commit: str, forge: str) -> Checkout | None:
    commit = commit.lower()
    if address is None or not _COMMIT.match(commit):
        return None
    scheme, host, port, path = address
    forge = forge or _HOSTS.get(host) or _FIRST_LABELS.get(host.partition(".")[0], "")
    segments = [unquote(segment) for segment in path.strip("/").removesuffix(".git").split("/")]
    if not forge or len(segments) < 2 or not all(map(_is_segment, segments)):
        return None
    if forge == "azure" and "_git" not in segments:
        return None
    repository = f"{scheme}://{host}{port}/{'/'.join(quote(segment, safe='') for segment in segments)}"
    return Checkout(
        name="/".join(segment for segment in segments if segment != "_git"),
        line_url=_FORMS[forge].replace("{repository}", repository).replace("{commit}", commit),
        commit=commit,
    )


def _web(text: str) -> _Address | None:
    found = _WEB.match(text)
    return None if found is None else _Address(found[1].lower(), found[2].lower(), found[3] or "", found[4])


def _ssh(text: str) -> _Address | None:
    found = _SSH.match(text) or _SCP.match(text)
    if found is None:
        return None
    host = found[1].lower()
    return _Address("https", _SSH_HOSTS.get(host, host), "", found[2])


def _is_segment(text: str) -> bool:
    return bool(text) and text.isprintable() and text not in (".", "..") and not set(text) & set("/\\{}")
