"""Puts a built site among the published ones: `python -m docs.publish SITE PUBLISHED VERSION [--latest]`.

`PUBLISHED` is a checkout of the branch that GitHub Pages serves. Each version has a folder there, `latest/` is a copy
of the latest release, which is where links from outside lead, and the site's menu of versions reads `versions.json`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

LATEST = "latest"
DEVELOPMENT = "dev"
_NAME = re.compile(r"v?(\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?|dev)")
_TO_LATEST = f"""\
<!DOCTYPE html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={LATEST}/">
<title>archive-lint</title>
<a href="{LATEST}/">Documentation of archive-lint</a>
"""


def main(words: Sequence[str]) -> int:
    """Publish the site that the command line names; return 0."""
    parser = argparse.ArgumentParser(description="Put a built site among the published ones.")
    parser.add_argument("site", type=Path, help="the folder that was built")
    parser.add_argument("published", type=Path, help="the folder of all versions")
    parser.add_argument("version", help="`v1.2.3` or `1.2.3` of a release, `dev` of the main branch")
    parser.add_argument("--latest", action="store_true", help="it is the latest release")
    options = parser.parse_args(words)
    name = _NAME.fullmatch(options.version)
    if name is None:
        parser.error(f"{options.version!r} is not a version")
    publish(options.site, options.published, name[1], is_latest=options.latest)
    return 0


def publish(site: Path, published: Path, version: str, *, is_latest: bool) -> None:
    """Copy `site` to its version's folder, and to `latest/` if it is that or nothing is there yet."""
    published.mkdir(exist_ok=True)
    _replace(site, published / version)
    file = published / "versions.json"
    known: list[dict[str, Any]] = msgspec.json.decode(file.read_bytes()) if file.exists() else []
    holder = next((each["version"] for each in known if LATEST in each["aliases"]), None)
    if is_latest or holder in {None, version}:
        _replace(site, published / LATEST)
        holder = version
    names = sorted({version, *(each["version"] for each in known)}, key=_newest_first)
    listed = [{"version": name, "title": name, "aliases": [LATEST] if name == holder else []} for name in names]
    file.write_bytes(msgspec.json.format(msgspec.json.encode(listed), indent=2) + b"\n")
    (published / "index.html").write_text(_TO_LATEST, encoding="utf-8")
    (published / ".nojekyll").touch()


def _replace(site: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site, folder)


def _newest_first(version: str) -> tuple[bool, list[int]]:
    """Order releases by their numbers, a candidate before its release, and the main branch last."""
    numbers = [-int(number) for number in re.findall(r"\d+", version)]
    return version == DEVELOPMENT, numbers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
