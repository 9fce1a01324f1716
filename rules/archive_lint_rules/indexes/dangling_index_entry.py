from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER_TITLE,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Evidence,
    Finding,
    Fix,
    Ground,
    IndexEntry,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    Severity,
    Valid,
    agreeing,
    day_index,
    following,
    guessed,
    remove_lines,
    repeated,
    story,
    words_of,
)
from archive_lint_rules.dates.day_folders import folder_is_to_blame
from archive_lint_rules.missing_page import missing_message
from archive_lint_rules.succession import link_to, succession_evidence

from .entry_form import entry_words, own_lines

INDEX = "news/2014/05/23/index.md"
GONE = "news/2014/05/23/storm-closes-the-harbour-bridge.md"
_FOUND = LinkOutcome.FOUND


class DanglingIndexEntry(ArchiveRule):
    """An index entry for a page that does not exist.

    ## What it does
    Reports an entry of a day index or of the site's index whose link leads to no page, or to a page that git does not
    track.

    ## Why it matters
    Readers enter the archive by its indexes: they see an error page before any story.

    ## Fix
    If it is certain which page replaced the missing one (git shows a rename, or a story names the old page under
    Changes), the entry is changed to lead there: safe. If one unlisted story of the day is very similar, the entry is
    changed to lead there: unsafe. Otherwise the entry is removed. That is safe if it holds nothing that may be needed:
    no story of the archive has its name, no story near its day has nearly its title, every story of the day is listed,
    no text stands below the entry, and git, if it is asked, shows that a commit deleted the page or that it never
    existed. It is also safe in a twin whose index does not list the page.
    """

    code = "I002"
    name = "dangling-index-entry"
    summary = "Index lists a page that does not exist"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (
        Ground.FILES,
        Ground.GIT,
        Ground.CHANGES,
        Ground.LINK_TARGET,
        Ground.LINK_TEXT,
        Ground.INDEX,
        Ground.ITSELF,
    )
    kinds = (Kind.DAY_INDEX, Kind.SITE_INDEX)
    on_twins = True
    on_twins_alone = True
    yields_to = ("I008",)

    valid = [Valid(day_index([(TITLE, PATH)]), path=INDEX, others={PATH: story()})]
    invalid = [
        Invalid(
            day_index([(OTHER_TITLE, GONE), (TITLE, PATH)]),
            path=INDEX,
            others={PATH: story()},
            at="3:5",
            fixed=day_index([(TITLE, PATH)]),
            message=f"'/{GONE}' does not exist",
        ),
        Invalid(
            day_index([(TITLE, GONE)]),
            path=INDEX,
            others={PATH: story(changes=[f"[{TITLE}](/{GONE}) _(First version)_"])},
            at="3:5",
            fixed=day_index([(TITLE, PATH)]),
            note="the story remembers its earlier slug",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        for entry, resolution in archive.links(page).listed:
            # This is true of nearly every entry.
            if resolution.outcome is _FOUND:
                continue
            target = entry.link.target
            if resolution.outcome is LinkOutcome.UNTRACKED:
                yield self.finding(entry.link, f"{target!r} is not tracked by git", help="add the page to git")
            elif resolution.outcome is LinkOutcome.MISSING and not folder_is_to_blame(resolution.path, archive):
                fix = _fix(page, entry, resolution.path, archive)
                yield self.finding(entry.link, missing_message(target, resolution.path, archive), fix=fix)


def _fix(page: PageFacts, entry: IndexEntry, missing: str, archive: Archive) -> Fix | None:
    path = _edited_file(page, archive)
    succession = archive.succession_of(missing)
    found = archive.closest_story(missing, entry.link.text) if succession is None else succession[0]
    listed = {resolution.path: other for other, resolution in archive.links(page).listed}
    if found is not None and found not in listed and (page.kind is Kind.SITE_INDEX or _beside(found, page.path)):
        written = archive.rewrite_target(page, entry.link, found)
        evidence = guessed("it is only similar to the missing page")
        if succession is not None:
            evidence = succession_evidence(entry.link, *succession, archive)
        return None if written is None else link_to(*written, evidence=evidence, path=path)
    lines = own_lines(page, entry, archive)
    if succession is not None and succession[0] in listed:
        evidence = repeated(entry_words(page, entry, archive), entry_words(page, listed[succession[0]], archive))
    else:
        evidence = _loss(page, entry, missing, archive)
    return remove_lines(lines, "remove the entry", evidence=evidence, path=path)


def _edited_file(page: PageFacts, archive: Archive) -> str:
    """Return the index in place of its equal twin, so that both are edited; else the page itself."""
    path = archive.index_beside(page.path)
    index = archive.facts(path) if archive.is_twin(page.path) else None
    return path if index is not None and index.digest == page.digest else ""


def _loss(page: PageFacts, entry: IndexEntry, missing: str, archive: Archive) -> Evidence:
    """Return the evidence for removing an entry, with its words that a page under another name may need."""
    if archive.is_twin(page.path):
        index = archive.index_beside(page.path)
        if missing not in archive.listed_in(index):
            return agreeing("gone", {Ground.INDEX: "gone", Ground.FILES: "gone"})
    if archive.is_deletion_open(missing):
        return guessed("no commit deleted the page: it may be gone by mistake")
    if archive.has_story_like(missing, entry.link.text):
        return guessed("there is a very similar story")
    date = page.date
    folder = page.path.rpartition("/")[0]
    day = [] if date is None else [path for path in archive.stories_of(date) if _beside(path, page.path)]
    if any(path not in archive.listed_in(archive.index_beside(f"{folder}/x")) for path in day):
        return guessed("a story of that day is not listed: it may be this one")
    below = words_of(entry_words(page, entry, archive)) - words_of(entry.link.text) - words_of(entry.topic or "")
    return following(Ground.FILES).and_no_loss(sorted(below))


def _beside(path: str, other: str) -> bool:
    return path.rpartition("/")[0] == other.rpartition("/")[0]
