"""The steps that publish the documentation, run against a repository on this machine."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.repository import ENVIRONMENT, Repository

ROOT = Path(__file__).parents[2]
WORKFLOW = (ROOT / ".github/workflows/docs.yml").read_text(encoding="utf-8")
STEPS = {
    name: dedent(script)
    for name, script in re.findall(
        r"- name: (.*)\n(?: {8}env:\n(?: {10}.*\n)+)? {8}run: \|\n((?: {10}.*\n)+)", WORKFLOW
    )
}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="these steps run on Linux")


def publish(checkout: Path, server: Path, latest: str = "", **variables: str) -> None:
    """Play the steps. `latest` is what GitHub calls its latest release."""
    programs = checkout / "programs"
    programs.mkdir(exist_ok=True)
    for name, does in {"gh": f"echo {latest}", "python": f'exec {shlex.quote(sys.executable)} "$@"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    environment = os.environ | ENVIRONMENT | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"GITHUB_SERVER_URL": str(server), "GITHUB_REPOSITORY": "me/news", "GITHUB_SHA": "0123"}
    environment |= {"PYTHONPATH": str(ROOT), "TOKEN": "secret", "RELEASE": "", **variables}
    shutil.rmtree(checkout / "published", ignore_errors=True)
    for script in STEPS.values():
        subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=checkout, env=environment, check=True)


def test_the_steps_publish_the_main_branch_and_releases_side_by_side(tmp_path: Path) -> None:
    assert list(STEPS) == ["Fetch what is published", "Put the site among the published ones", "Publish it"]
    server = Repository(tmp_path / "server/me/news", "--bare")
    (tmp_path / "site").mkdir()
    for text, latest, release in [("a", "", ""), ("b", "v0.1.0", "v0.1.0"), ("c", "v0.1.0", ""), ("c", "v0.1.0", "")]:
        (tmp_path / "site/index.html").write_text(text)
        publish(tmp_path, tmp_path / "server", latest, RELEASE=release)
    pages = {folder: server.git("show", f"gh-pages:{folder}/index.html") for folder in ("dev", "0.1.0", "latest")}
    assert pages == {"dev": "c", "0.1.0": "b", "latest": "b"}
    assert server.git("rev-list", "--count", "gh-pages") == "3"
