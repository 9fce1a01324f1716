"""Infers the forms of links that an archive uses for its generator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from archive_lint.infer.guess import GuessedList, Reasoned
from archive_lint.text import counted

_OPENS = r"\{%%-?[ \t]*%s[ \t]"
_SHORTCODE = r"\{\{%s[ \t]*%s[ \t]"
_FORMS = {
    "{% post_url FILE %}": _OPENS % "post_url",
    "{% link FILE %}": _OPENS % "link",
    "{{ site.baseurl }}": r"\{\{-?[ \t]*site\.baseurl[ \t]*-?\}\}",
    "{{ site.url }}": r"\{\{-?[ \t]*site\.url[ \t]*-?\}\}",
    "{{ URL | relative_url }}": r"\|[ \t]*relative_url\b",
    "{{ URL | absolute_url }}": r"\|[ \t]*absolute_url\b",
    "{{ URL | url }}": r"\|[ \t]*url[ \t]*\}\}",
    "@/FILE": r"\]\(<?@/|\]:[ \t]*@/|href=[\"']@/",
    "{filename}FILE": r"\{filename\}",
    "|filename|FILE": r"\|filename\|",
    "{static}FILE": r"\{static\}",
    "{attach}FILE": r"\{attach\}",
    "{{< ref FILE >}}": _SHORTCODE % ("<", "ref"),
    "{{< relref FILE >}}": _SHORTCODE % ("<", "relref"),
    "{{% ref FILE %}}": _SHORTCODE % ("%", "ref"),
    "{{% relref FILE %}}": _SHORTCODE % ("%", "relref"),
}
_USED = {form: re.compile(pattern.encode()) for form, pattern in _FORMS.items()}


def vote_on_forms(pages: Iterable[bytes]) -> GuessedList | None:
    """Return the forms that pages use, each with the number of pages; `None` if they use none."""
    counts: Counter[str] = Counter()
    for source in pages:
        if b"{" in source or b"@/" in source or b"|filename|" in source:
            counts.update(form for form, used in _USED.items() if used.search(source))
    found = [form for form in _FORMS if counts[form]]
    if not found:
        return None
    return GuessedList(
        "forms", [Reasoned((form,), f"On {counted(counts[form], 'page')} of those read.") for form in found]
    )


def forms_of(guess: GuessedList) -> tuple[str, ...]:
    """Return the forms in a guess."""
    return tuple(form for item in guess.items for form in item.values)
