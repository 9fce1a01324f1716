"""Each version of the documentation stays where it was published; `latest/` is the latest release."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from docs.publish import main


def build(folder: Path, text: str) -> Path:
    """A site of one page."""
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(text)
    return folder


def published(folder: Path) -> dict[str, str]:
    """What stands at each address."""
    return {path.parent.name: path.read_text() for path in folder.glob("*/index.html")}


def versions(folder: Path) -> list[tuple[str, list[str]]]:
    """What the menu of versions shows."""
    listed = msgspec.json.decode((folder / "versions.json").read_bytes())
    return [(each["version"], each["aliases"]) for each in listed]


def test_a_release_is_the_latest_and_the_main_branch_is_not(tmp_path: Path) -> None:
    to = tmp_path / "published"
    for version, *latest in (["dev"], ["v0.1.0", "--latest"], ["dev"], ["v0.2.0", "--latest"], ["v0.10.0", "--latest"]):
        site = build(tmp_path / "site", f"of {version}")
        assert main([str(site), str(to), version, *latest]) == 0
    assert published(to) == {
        "dev": "of dev",
        "0.1.0": "of v0.1.0",
        "0.2.0": "of v0.2.0",
        "0.10.0": "of v0.10.0",
        "latest": "of v0.10.0",
    }
    assert versions(to) == [("0.10.0", ["latest"]), ("0.2.0", []), ("0.1.0", []), ("dev", [])]
    assert 'url=latest/"' in (to / "index.html").read_text()


def test_a_correction_of_an_old_release_is_not_the_latest(tmp_path: Path) -> None:
    to = tmp_path / "published"
    main([str(build(tmp_path / "new", "new")), str(to), "0.2.0", "--latest"])
    main([str(build(tmp_path / "old", "old")), str(to), "0.1.1"])
    assert published(to) == {"0.2.0": "new", "0.1.1": "old", "latest": "new"}


def test_before_the_first_release_the_main_branch_is_the_latest(tmp_path: Path) -> None:
    to = tmp_path / "published"
    for text in ("first", "second"):
        main([str(build(tmp_path / "site", text)), str(to), "dev"])
    assert published(to) == {"dev": "second", "latest": "second"}
    assert versions(to) == [("dev", ["latest"])]


def test_a_page_that_a_version_no_longer_has_goes(tmp_path: Path) -> None:
    to = tmp_path / "published"
    site = build(tmp_path / "site", "x")
    (site / "gone.html").touch()
    main([str(site), str(to), "dev"])
    (site / "gone.html").unlink()
    main([str(site), str(to), "dev"])
    assert list(to.rglob("gone.html")) == []


@pytest.mark.parametrize("version", ["../x", "main", "1.0/..", "", "latest"])
def test_what_is_not_a_version_is_refused(tmp_path: Path, version: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(build(tmp_path / "site", "x")), str(tmp_path / "published"), version])
    assert f"{version!r} is not a version" in capsys.readouterr().err
    assert not (tmp_path / "published").exists()
