from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_lint.config.load import load
from archive_lint.config.settings import Settings
from archive_lint.infer.archive import MOST_INDEXES, MOST_STORIES, Inferred, infer
from archive_lint.infer.sections import SectionGuesses


@dataclass(frozen=True)
class Style:
    """The conventions of an archive that a test writes."""

    folder: str = "news/{0.year}/{0.month:02}/{0.day}"
    index: str = "index.md"
    twins: tuple[str, ...] = ("README.md",)
    prefix: str = ""
    source: str = "Source"
    related: str = "Related"
    label: str = "Context"
    calendar: bool = False


DAYS = [dt.date(2014, 5, 1) + dt.timedelta(days=3 * number) for number in range(12)]


def _archive(style: Style) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    for number, day in enumerate(DAYS):
        folder = style.folder.format(day)
        before = day - dt.timedelta(days=1) if style.calendar else DAYS[number - 1]
        eve = f"{style.prefix}/{style.folder.format(before)}/{style.index}"
        index = f"## [{day}]({style.prefix}/{folder}/{style.index})\n\n## [Before]({eve})\n"
        for name in (style.index, *style.twins):
            pages[f"{folder}/{name}"] = index.encode()
        other = f"{style.prefix}/{style.folder.format(DAYS[number - 2])}/story-{number}.md"
        pages[f"{folder}/story-{number}.md"] = (
            f"### [{day}]({style.prefix}/{folder}/{style.index})\n\n# Story\n\n"
            f"### {style.source}:\n\n1. [Paper](https://example.org/{number})\n\n"
            f"### {style.related}:\n\n1. [Other]({other}) _{style.label}: a, b_\n"
        ).encode()
    return pages


def _infer(pages: dict[str, bytes]) -> Inferred:
    return infer(".", list(pages), pages.__getitem__)


def _settings(inferred: Inferred, folder: Path) -> Settings:
    path = folder / "archive-lint.toml"
    path.write_text(inferred.text)
    return load(str(path)).settings


STYLES = [
    (Style(), "news/{year}/{month:02}/{day}/{slug}.md"),
    (Style(folder="news/{0.year}/{0.month:02}/{0.day:02}"), "news/{year}/{month:02}/{day:02}/{slug}.md"),
    (Style(folder="{0.year}/{0.month}/{0.day}"), "{year}/{month}/{day}/{slug}.md"),
    (Style(folder="a/b/{0:%Y-%m-%d}"), "a/b/{year}-{month:02}-{day:02}/{slug}.md"),
    (Style(folder="a/{0:%Y%m%d}"), "a/{year}{month:02}{day:02}/{slug}.md"),
    (Style(folder="{0.year}/{0:%Y-%m-%d}"), "{year}/{year}-{month:02}-{day:02}/{slug}.md"),
    (Style(index="_index.md", twins=()), "news/{year}/{month:02}/{day}/{slug}.md"),
    (Style(index="README.md", twins=("index.md",)), "news/{year}/{month:02}/{day}/{slug}.md"),
    (Style(index="tag.md", twins=()), "news/{year}/{month:02}/{day}/{slug}.md"),
    (Style(prefix="/zh"), "news/{year}/{month:02}/{day}/{slug}.md"),
    (Style(source="信息来源", related="有关", label="上下文"), "news/{year}/{month:02}/{day}/{slug}.md"),
    (Style(calendar=True), "news/{year}/{month:02}/{day}/{slug}.md"),
]


@pytest.mark.parametrize(("style", "story"), STYLES, ids=repr)
def test_the_conventions_of_an_archive_are_found(style: Style, story: str, tmp_path: Path) -> None:
    found = _settings(_infer(_archive(style)), tmp_path)
    archive = found.archive
    assert (archive.story, archive.index, archive.twins) == (story, style.index, style.twins)
    assert (archive.site_prefix, archive.previous_day) == (style.prefix, "calendar" if style.calendar else "existing")
    sections = found.layout().section_by_key
    assert (style.source in sections["source"].names, style.related in sections["related"].names) == (True, True)
    assert sections["related"].context_label == (style.label,)
    assert [section.key for section in sections.values() if section.required] == ["source", "related"]


def test_two_names_of_a_section_are_one_section_and_a_third_on_the_same_pages_is_another(tmp_path: Path) -> None:
    pages = _archive(Style(source="Quelle", related="Siehe auch"))
    for number, path in enumerate(sorted(path for path in pages if "story" in path)):
        if number % 3 == 0:
            pages[path] = pages[path].replace(b"Quelle", b"Quellen")
        if number % 2 == 0:
            pages[path] += b"\n### Im Netz:\n\n1. [x](https://example.org/x)\n"
    sections = _settings(_infer(pages), tmp_path).layout().sections
    assert [(section.key, section.names) for section in sections] == [
        ("source", ("Quelle", "Quellen")),
        ("changes", ("Changes",)),
        ("related", ("Siehe auch",)),
        ("im-netz", ("Im Netz",)),
    ]


@pytest.mark.parametrize(
    ("count", "of", "heading", "is_source"),
    [
        pytest.param(2, 8, "React", False, id="on two pages of eight"),
        pytest.param(3, 8, "React", True, id="on three of eight"),
        pytest.param(2, 12, "Sources", True, id="on two pages, by its name"),
    ],
)
def test_a_heading_over_links_is_a_section_on_three_pages_and_a_share_of_all(
    count: int, of: int, heading: str, is_source: bool, tmp_path: Path
) -> None:
    pages = _archive(Style())
    stories = sorted(path for path in pages if "story" in path)
    for path in stories[of:]:
        del pages[path]
    for number, path in enumerate(stories[:of]):
        pages[path] = pages[path].replace(b"### Source", f"### {heading}".encode() if number < count else b"## Rest")
    found = _settings(_infer(pages), tmp_path).layout().section_by_key["source"]
    assert (heading in found.names, bool(found.required)) == (is_source, is_source and count > 2)


def test_a_heading_over_a_text_with_links_is_not_a_section_of_links(tmp_path: Path) -> None:
    pages = _archive(Style(source="Changes by version"))
    for path, text in pages.items():
        pages[path] = text.replace(b"1. [Paper]", b"1. Corrected what the map says of [Paper]")
    assert not _settings(_infer(pages), tmp_path).layout().section_by_key["source"].required


def test_every_label_of_a_context_in_use_is_kept(tmp_path: Path) -> None:
    pages = _archive(Style())
    stories = sorted(path for path in pages if "story" in path)
    for path in stories[:3]:
        pages[path] = pages[path].replace(b"_Context: a", b"_Message: a")
    pages[stories[4]] = pages[stories[4]].replace(b"_Context: a", b"_Slip: a")
    related = _settings(_infer(pages), tmp_path).layout().section_by_key["related"]
    assert related.context_label == ("Context", "Message")


@pytest.mark.parametrize(
    ("style", "change", "off"),
    [
        pytest.param(Style(), {}, [], id="all apply"),
        pytest.param(
            Style(),
            {b"### Source": b"## Words"},
            ["D007", "U007"],
            id="sources in the text",
        ),
        pytest.param(
            Style(),
            {b"### Source": b"## Words", b"https://": b"/", b"http://": b"/"},
            ["D007", "U"],
            id="no sources",
        ),
        pytest.param(
            Style(),
            {b"### Related": b"## Words"},
            ["L001", "L002", "L003", "L006", "L007", "L010"],
            id="no related stories",
        ),
        pytest.param(Style(), {b"### [2014": b"[2014"}, ["D001", "D003"], id="no date headings"),
    ],
)
def test_rules_that_have_nothing_to_look_at_are_off(
    style: Style, change: dict[bytes, bytes], off: list[str], tmp_path: Path
) -> None:
    pages = _archive(style)
    for path in [path for path in pages if "story" in path]:
        for old, new in change.items():
            pages[path] = pages[path].replace(old, new)
    assert list(_settings(_infer(pages), tmp_path).lint.ignore) == off


def test_names_that_translations_share_are_not_compared_with_titles(tmp_path: Path) -> None:
    pages = {f"{language}/2014-05-{day:02}-x.md": b"# x\n" for language in ("de", "en") for day in range(1, 9)}
    assert "T001" in _settings(_infer(pages), tmp_path).lint.ignore
    alone = {path.replace("x", path[:2]): text for path, text in pages.items()}
    assert "T001" not in _settings(_infer(alone), tmp_path).lint.ignore


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See [it](https://gazette.example/a).", 20),
        ("See [it](/about.md), <press@gazette.example> and [this](https://gazette.example/{{ page.url }}).", None),
        ("Rain.", None),
    ],
)
def test_without_a_section_of_sources_links_to_other_sites_are_sources(
    text: str, links: int | None, tmp_path: Path
) -> None:
    pages = {f"news/2014/05/{day}/bridge-{day}.md": f"# A\n\n{text}\n".encode() for day in range(1, 21)}
    inferred = _infer(pages)
    assert _settings(inferred, tmp_path).layout().cites_in_body is (links is not None)
    assert (f"{links} links of 20 stories read lead elsewhere" in inferred.text) is (links is not None)


@pytest.mark.parametrize(("links", "is_enough"), [(0, False), (2, False), (3, True)])
def test_a_link_or_two_to_other_sites_make_no_sources(links: int, is_enough: bool) -> None:
    assert SectionGuesses([], []).cites_in_body(links) is is_enough


def test_where_no_day_has_an_index_rules_of_indexes_are_off(tmp_path: Path) -> None:
    pages = {path: text for path, text in _archive(Style()).items() if "story" in path}
    assert list(_settings(_infer(pages), tmp_path).lint.ignore) == ["D003", "D006", "I"]


FIRST_FAMILY = """\
#:schema https://archive-lint.github.io/archive-lint/latest/archive-lint.schema.json
# Inferred from the pages of news-archive: look it over, then keep it in git.
# Pages: 36. Read of them: 12 as stories, 12 as indexes.

[archive]
root = "."
# 36 of 36 pages lie in such folders.
story = "news/{year}/{month:02}/{day}/{slug}.md"
# Days that have one: 12 of 12; stories read that link to it: 12.
index = "index.md"
# 12 README.md
twins = ["README.md"]
# 48 of 48 links between the pages read are so.
site-prefix = ""
# Across a gap, 11 indexes link to the day before it and 0 into it.
previous-day = "existing"

[sections.source]
# Of 12 stories read: Source 12.
names = ["Source", "Sources"]
# 100% of the stories read have it.
required = ["story"]

[sections.related]
# Of 12 stories read: Related 12.
names = ["Related"]
# 100% of the stories read have it.
required = ["story"]
# Of 12 entries: Context 12.
context-label = ["Context"]

[lint]
select = ["ALL"]
"""


def test_an_archive_of_the_first_family_gets_this_file() -> None:
    pages = _archive(Style())
    assert infer("/somewhere/news-archive", list(pages), pages.__getitem__).text == FIRST_FAMILY


def test_a_list_of_a_storys_versions_is_its_changes(tmp_path: Path) -> None:
    pages = _archive(Style())
    for path in [path for path in pages if "story" in path]:
        pages[path] += f"\n### Versionen:\n\n1. [x](/old/x.md)\n1. [Story](/{path}) _(Current version)_\n".encode()
    assert _settings(_infer(pages), tmp_path).layout().section_by_key["changes"].names == ("Versionen",)


def test_an_archive_without_sources_is_not_made_to_have_them(tmp_path: Path) -> None:
    pages = {path: text.partition(b"### Source")[0] for path, text in _archive(Style()).items()}
    inferred = _infer(pages)
    assert not any(section.required for section in _settings(inferred, tmp_path).layout().sections)
    assert "no section like 'Source' was found: it is not required" in inferred.notes


def test_of_two_paddings_the_commoner_is_taken_and_the_other_told(tmp_path: Path) -> None:
    pages = _archive(Style())
    pages["news/2014/05/09/x.md"] = b"# x\n"
    inferred = _infer(pages)
    assert _settings(inferred, tmp_path).archive.stories[0].endswith("{day}/{slug}.md")
    assert any("days under ten" in note for note in inferred.notes)


def test_other_dated_folders_are_told(tmp_path: Path) -> None:
    pages = {**_archive(Style()), "opinion/2014/05/1/a/README.md": b"# a\n", "blog/2014/05/1/x.md": b"# x\n"}
    inferred = _infer(pages)
    assert _settings(inferred, tmp_path).archive.stories[0].startswith("news/")
    assert "1 pages lie in other folders named by dates, and are taken for no stories" in inferred.notes


@pytest.mark.parametrize(
    "pages",
    [
        {},
        {"README.md": b"# x\n"},
        {"a/2014/13/45/x.md": b"# x\n"},
        {f"{'a/' * 300}2014/05/23/x.md": b"# x\n"},
        {f"docs/{name}.md": b"---\ntitle: x\n---\n" for name in "abcdef"},
    ],
    ids=["nothing", "no dates", "no such day", "folders too long for a pattern", "pages without dates"],
)
def test_of_a_folder_that_is_not_an_archive_no_story_is_said(pages: dict[str, bytes], tmp_path: Path) -> None:
    inferred = _infer(pages)
    assert not inferred.is_recognised
    assert "\nstory = " not in inferred.text
    assert "# Set it here, as in\n#     story = " in inferred.text
    assert _settings(inferred, tmp_path).archive.story == Settings().archive.story
    assert any("set archive.story by hand" in note for note in inferred.notes)


def test_a_bounded_sample_is_read_the_same_one_each_time() -> None:
    days = product(range(1990, 2010), (1, 2, 3), range(1, 29), ("index", "a", "b"))
    paths = [f"news/{year}/{month:02}/{day}/{name}.md" for year, month, day, name in days]
    asked: list[str] = []

    def read(path: str) -> bytes:
        asked.append(path)
        return b"# x\n"

    first = infer(".", paths, read)
    count = len(asked)
    assert first == infer(".", paths[::-1], read)
    assert (count, asked[:count]) == (MOST_STORIES + MOST_INDEXES, asked[count:])


def test_unreadable_and_damaged_pages_are_passed_over(tmp_path: Path) -> None:
    pages = _archive(Style())
    broken = sorted(pages)[:6]

    def read(path: str) -> bytes:
        if path in broken[:3]:
            raise PermissionError
        return b"\xff\0" if path in broken else pages[path]

    assert _settings(infer(".", list(pages), read), tmp_path).archive.story == Settings().archive.story


def test_the_file_is_for_the_archives_own_folder_wherever_that_lies(tmp_path: Path) -> None:
    inferred = infer("/some where/\x1b[31m\n", [], lambda _: b"")
    assert _settings(inferred, tmp_path).archive.root == "."


names = st.text(alphabet="ab{}\\:\"'#\n\x1b\x7f漢.-_~* 2014/05", min_size=1, max_size=12)
SHAPES = ("{0}/2014/05/3/{1}.md", "{0}/2014-05-03-{1}.md", "{0}/2014-05-03-{1}/index.md", "{0}/{1}.md", "{1}-7.md")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(names, max_size=3), names, names, st.sampled_from(SHAPES), names)
def test_whatever_names_an_archive_has_the_file_can_be_loaded(
    tmp_path: Path, folders: list[str], heading: str, label: str, shape: str, key: str
) -> None:
    root = "/".join(part for part in "/".join(folders).split("/") if part not in ("", ".", "..")) or "news"
    pages: dict[str, bytes] = {}
    front = f"---\n{key}: 2014-05-03\ntitle: {label}\n{key}: x\n---\n"
    text = f"# x\n\n### {heading}\n\n1. [a](https://b.org)\n\n### {label}\n\n1. [b]({root}/x.md) _{label}: x_\n"
    for number, name in enumerate(("a", "b", "index", "_index", label.replace("/", ""))):
        pages[shape.format(root, name)] = ((front if number % 2 else "---\ndate: 2014-05-03\n---\n") + text).encode()
    assert _settings(_infer(pages), tmp_path).archive.root == "."
    assert _infer(pages) == _infer(dict(reversed(pages.items())))
