"""Markdown documents made at random of what decides where a link begins and ends, in every container."""

from __future__ import annotations

from random import Random

_TEXTS = (
    "a",
    "",
    "a b",
    "*a*",
    "`a`",
    "`](`",
    "a\\]b",
    "a [b] c",
    "&amp;",
    "é",
    "<b>",
    "<!-- ]( -->",
    "a\nb",
    "a|b",
    "_",
    "\\",
)
_TARGETS = (
    *("/a.md", "b", "", "<>", "<a b>", "<a\\>b>", "<a\\\\>", "a\\)b", "a(b)c", "a&amp;b", "&lt;", "é", "/a?b=c&d#e"),
    *("%20", "a\\\\b", "<é(>", "a*b*", "a_b_c", "https://a.example/", "#a", "a\\|b", "&#41;", "\\&copy;", "a'b", 'a"b'),
)
_TITLES = ("", "", "", ' "t"', " 't'", " (t)", '\n"t"', ' "a)b"', " '>'", ' "a\n b"')
_SPACES = ("", "", "", "", " ", "\n", "  ", "\n ")
_WORDS = (
    "a",
    "b c",
    "!",
    "*",
    "**",
    "_",
    "`",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "&",
    "\\",
    "|",
    "\n",
    "é",
    "<i>",
    "~",
    "$",
    ":",
    "1. ",
)


def link(random: Random, nesting: int) -> str:
    """Return what may be a link or picture, with `nesting` links within each other in its text."""
    kind = random.randrange(12)
    if kind == 0:
        return random.choice(
            ("<https://a.example/b>", "<a@b.example>", "<x:y>", "<a b>", "[a][r]", "[r]", "[r][]", "![r]")
        )
    if kind == 1:
        return f'<a href="{random.choice(("/a.md", "b&amp;c", "é"))}">{text(random, nesting)}</a>'
    if kind == 2:
        return random.choice(('<img src="a.png">', "<img src='b' alt=c>", "<a name='x'>"))
    mark = random.choice(("", "", "!"))
    space, end = random.choice(_SPACES), random.choice(_SPACES)
    target = random.choice(_TARGETS) + random.choice(_TITLES)
    return f"{mark}[{text(random, nesting)}]({space}{target}{end})"


def text(random: Random, nesting: int) -> str:
    """Return what may stand in a link's text."""
    if nesting and random.randrange(5) == 0:
        return random.choice(("", "a ")) + link(random, nesting - 1)
    return random.choice(_TEXTS)


def inline(random: Random, nesting: int) -> str:
    """Return some lines of text with links."""
    parts = [
        link(random, nesting) if random.randrange(2) else random.choice(_WORDS) for _ in range(random.randint(1, 5))
    ]
    return random.choice(("", " ", "")).join(parts)


def document(random: Random, nesting: int = 2) -> str:
    """Return a document of one to three blocks, each in up to two containers, that defines `[r]`."""
    blocks = [_contained(random, inline(random, nesting)) for _ in range(random.randint(1, 3))]
    return random.choice(("", "", "\ufeff")) + "\n\n".join(blocks) + "\n\n[r]: /r 'title'\n"


def _contained(random: Random, text: str) -> str:
    for _ in range(random.randrange(3)):
        text = _CONTAINERS[random.randrange(len(_CONTAINERS))](text)
    return text


def _prefixed(first: str, further: str, text: str) -> str:
    return first + text.replace("\n", "\n" + further)


_CONTAINERS = (
    lambda text: _prefixed("> ", "> ", text),
    lambda text: _prefixed(">", ">", text),
    lambda text: _prefixed("> ", "", text),
    lambda text: _prefixed("- ", "  ", text),
    lambda text: _prefixed("1. ", "   ", text),
    lambda text: _prefixed("# ", "", text),
    # A row is one line.
    lambda text: f"| a | b |\n|---|---|\n| {text.replace(chr(10), ' ')} | c |",
    lambda text: _prefixed("[^n]: ", "    ", text),
    lambda text: f"<div>\n{text}\n</div>",
    lambda text: f"a\n{text}\nb",
)
