"""Defects of what pages say and are named."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect, Recipe, Site, on_page
from benchmarks.corpus.plan import Story

_MOST_DAYS_APART = 3


def slug_title_mismatch(site: Site, story: Story) -> Defect:
    """A story lies under a name that has nothing to do with its title; all that leads to it was changed along."""
    plan = site.plan
    name = "zwei-kleine-katzen-im-garten" if plan.edition.separator else "花園裡的兩隻小貓"
    new = f"{plan.folder(story.day)}/{name}-{story.number}.md"
    changed: dict[str, bytes | None] = {story.path: None}
    for path in (plan.index(story.day), plan.twin(story.day), *plan.pages_linking_to(story.number)):
        changed[path] = _renamed(site.read(path) or b"", story.path, new)
    changed[new] = _renamed(site.read(story.path) or b"", story.path, new)
    return Defect(path=new, changed=changed)


def duplicate_story(site: Site, story: Story) -> Defect | None:
    """A story that is there on the next day too, and is listed there."""
    plan = site.plan
    there = story.day + 1
    if plan.dates[there] - plan.dates[story.day] > _MOST_DAYS_APART:
        return None
    new = f"{plan.folder(there)}/{story.slug}.md"
    page = site.lines(story.path)
    date = plan.date(there)
    at = page.find("### [")
    page.lines[at] = f"### [{date.year}-{date.month:02}-{date.day}](/{plan.index(there)})"
    index = site.lines(plan.index(there))
    at = index.find("## [" + plan.generation(there).previous_text)
    topic = [f"##### {story.topic}"] if plan.generation(there).topic else []
    index.lines[at:at] = [*topic, f"### [{story.title}]({plan.link(new)})", f"_Context: {story.topic}_", ""]
    return Defect(
        path=new,
        changed={new: _renamed(page.encode(), story.path, new), **site.with_twin(there, index)},
        touched=(story.path,),
    )


def undecoded_entity(site: Site, story: Story) -> Defect:
    """An entity that a generator decoded once too little."""
    text = site.choose(story, "The mayor&#039;s office did not reply.", "They call it &quot;unfair and late.")
    page = site.lines(story.path)
    return on_page(story, page, page.put_summary(text))


def markup_debris(site: Site, story: Story) -> Defect:
    """What is left of another markup language."""
    text = site.choose(
        story,
        "The launch was a success {{es icon}} in the end.",
        "It was [[Port Allard]] that asked for it.",
        "The ship<nowiki>'</nowiki> went down in the night.",
        "-{zh-hans:马洛湾; zh-hant:馬洛灣;}- was calm.",
        "Talks go on. [http:--www.harbourherald.example-world-17 Harbour Herald]",
    )
    page = site.lines(story.path)
    return on_page(story, page, page.put_summary(text))


def undecodable_page(site: Site, story: Story) -> Defect:
    """Bytes that are not UTF-8, a NUL, or a page in UTF-16."""
    page = site.lines(story.path)
    page.put_summary("The ministry denies it.")
    content = page.encode()
    variant = site.choose(story, "latin-1", "nul", "utf-16")
    if variant == "utf-16":
        content = content.decode().encode("utf-16")
    else:
        content = content.replace(
            b"ministry denies", b"minist\xe8re denies" if variant == "latin-1" else b"mini\0 denies"
        )
    return Defect(path=story.path, changed={story.path: content})


def mojibake(site: Site, story: Story) -> Defect:
    """UTF-8 that was once read as Latin-1, or a letter that was lost."""
    text = site.choose(
        story,
        "The president\u00e2\u20ac\u2122s office did not reply.",
        "They met in the Caf\u00c3\u00a9 Orrin.",
        "They met in the Caf\ufffd Orrin.",
    )
    page = site.lines(story.path)
    return on_page(story, page, page.put_summary(text))


def damaged_title(site: Site, story: Story) -> Defect:
    """A title that lost its second half, or a letter."""
    page = site.lines(story.path)
    line = page.find("# ")
    title = page.lines[line].removeprefix("# ")
    half = len(title) // 2
    cut, lost = title[:half].rstrip(), f"{title[:half]}\ufffd{title[half + 1 :]}"
    # Where the file name is written in other letters than the title, it does not show that the title is cut.
    shows = _letters(story.slug).startswith(_letters(cut))
    page.lines[line] = "# " + (site.choose(story, cut, lost) if shows else lost)
    return on_page(story, page, line + 1)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def conflict_marker(site: Site, story: Story) -> Defect:
    """Two versions of the summary, as git leaves them."""
    page = site.lines(story.path)
    line = page.put_summary("<<<<<<< HEAD")
    page.lines[line:line] = ["The first version.", "=======", "The second version.", ">>>>>>> topic"]
    return on_page(story, page, line)


def _renamed(content: bytes, old: str, new: str) -> bytes:
    """A page with another name for a story, in links to its page and to other formats of it."""
    return content.replace(old.removesuffix("md").encode(), new.removesuffix("md").encode())


RECIPES: Mapping[str, Recipe] = {
    "T001": slug_title_mismatch,
    "T002": duplicate_story,
    "T003": undecoded_entity,
    "T004": markup_debris,
    "T005": undecodable_page,
    "T006": mojibake,
    "T007": damaged_title,
    "T008": conflict_marker,
}
