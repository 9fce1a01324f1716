"""Files by their URIs."""

from __future__ import annotations

import os

import pytest

from archive_lint.server.uris import path_of, uri_of


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.md", "/a/b.md"),
        ("file:///a%20b/%E5%8F%B0.md", "/a b/台.md"),
        ("file:///a/%ff.md", "/a/\udcff.md"),
        ("file://localhost/a.md", "/a.md"),
        ("file:///a/../b.md", "/b.md"),
        ("file://host/a.md", None),
        ("file:///a%00.md", None),
        ("untitled:Untitled-1", None),
        ("https://a.example/b.md", None),
        ("file://[/a", None),
        ("", None),
    ],
)
def test_only_a_file_of_this_machine_has_a_path(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


@pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
@pytest.mark.parametrize("path", ["/a b/台#?.md", "/a/\udcff%.md"])
def test_any_path_has_a_uri(path: str) -> None:
    assert path_of(uri_of(path)) == path
