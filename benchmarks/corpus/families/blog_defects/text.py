"""Defects of what posts say, and of the comments that suppress findings."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.defects.workbench import Defect
from benchmarks.corpus.families.blog import Post
from benchmarks.corpus.families.blog_defects.post_bench import PostBench, PostRecipe, of_post


def undecoded_entity(bench: PostBench, post: Post) -> Defect:
    """An entity that a generator decoded once too little."""
    return bench.with_paragraph(
        post, bench.choose(post, "The mayor&#039;s office did not reply.", "They call it &quot;unfair and late.")
    )


def markup_debris(bench: PostBench, post: Post) -> Defect:
    """What is left of another markup language."""
    text = bench.choose(
        post,
        "It was [[Port Allard]] that asked for it.",
        "The ship<nowiki>'</nowiki> went down in the night.",
        "Talks go on. [http:--www.harbourherald.example-world-17 Harbour Herald]",
    )
    return bench.with_paragraph(post, text)


def undecodable_page(bench: PostBench, post: Post) -> Defect:
    """Bytes that are not UTF-8, a NUL, or a page in UTF-16."""
    page = bench.lines(post.path)
    page.lines += ["The ministry denies it.", ""]
    content = page.encode()
    variant = bench.choose(post, "latin-1", "nul", "utf-16")
    if variant == "utf-16":
        content = content.decode().encode("utf-16")
    else:
        wrong = b"minist\xe8re denies" if variant == "latin-1" else b"mini\0 denies"
        content = content.replace(b"ministry denies", wrong)
    return Defect(path=post.path, changed={post.path: content})


def mojibake(bench: PostBench, post: Post) -> Defect:
    """UTF-8 that was once read as Latin-1, or a letter that was lost."""
    text = bench.choose(
        post,
        "The president\u00e2\u20ac\u2122s office did not reply.",
        "They met in the Caf\u00c3\u00a9 Orrin.",
        "They met in the Caf\ufffd Orrin.",
    )
    return bench.with_paragraph(post, text)


def conflict_marker(bench: PostBench, post: Post) -> Defect:
    """Two versions of a paragraph, as git leaves them."""
    page = bench.lines(post.path)
    page.lines += ["<<<<<<< HEAD", "The first version.", "=======", "The second version.", ">>>>>>> topic", ""]
    return of_post(post, page, len(page.lines) - 5)


def unused_suppression(bench: PostBench, post: Post) -> Defect:
    """A suppression of a rule that has nothing to report on the page."""
    return _with_comment(bench, post, bench.choose(post, "file-ignore[L009]", "file-ignore[duplicate-story]"))


def unknown_suppression(bench: PostBench, post: Post) -> Defect:
    """A suppression of a rule that does not exist."""
    return _with_comment(bench, post, bench.choose(post, "file-ignore[Z987]", "file-ignore[no-such-rule]"))


def _with_comment(bench: PostBench, post: Post, directive: str) -> Defect:
    return bench.with_paragraph(post, f"<!-- archive-lint: {directive} agreed with the editors -->")


RECIPES: Mapping[str, PostRecipe] = {
    "T003": undecoded_entity,
    "T004": markup_debris,
    "T005": undecodable_page,
    "T006": mojibake,
    "T008": conflict_marker,
    "A001": unused_suppression,
    "A002": unknown_suppression,
}
