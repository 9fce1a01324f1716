"""What template code takes for something else than Markdown has no links, headings or sections."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.markdown.parse import parse
from archive_lint.markdown.verbatim import without_verbatim
from archive_lint.model.layout import Layout

LINK = "# A heading\n[x](/nowhere/) <a href='/nowhere'>x</a>\n"
HIDING = {
    "a listing": "{% highlight sh %}\n" + LINK + "{% endhighlight %}\n",
    "a listing with options": "{% highlight html linenos=table %}\n" + LINK + "{%- endhighlight -%}\n",
    "a listing with a percent sign": "{% codeblock 50% done %}\n" + LINK + "{% endcodeblock %}\n",
    "a listing on one line": "{% code %}[x](/nowhere/){% endcode %}\n",
    "a comment": "{%- comment -%}\n" + LINK + "{%- endcomment -%}\n",
    "what is not template code": "{% verbatim %}\n" + LINK + "{% endverbatim %}\n",
    "a shortcode": '{{< highlight go "linenos=table" >}}\n' + LINK + "{{< /highlight >}}\n",
    "a shortcode of Markdown": "{{% mermaid %}}\n" + LINK + "{{% /mermaid %}}\n",
    "two": "{% code %}\n" + LINK + "{% endcode %}\nA word.\n{% code %}\n" + LINK + "{% endcode %}\n",
    "one in another": "{% comment %}\n{% code %}\n{% endcode %}\n" + LINK + "{% endcomment %}\n",
}
SHOWING = {
    "no end": "{% highlight sh %}\n" + LINK,
    "another end": "{% highlight sh %}\n" + LINK + "{% endcode %}\n",
    "the end first": "{% endhighlight %}\n" + LINK + "{% highlight sh %}\n",
    "another name": "{% highlighted %}\n" + LINK + "{% endhighlighted %}\n",
    "a shortcode with the end of a tag": "{{< highlight go >}}\n" + LINK + "{% endhighlight %}\n",
    "text that is Markdown all the same": "{% raw %}\n" + LINK + "{% endraw %}\n",
    "front matter": "---\ntitle: '{% code %}'\n---\n" + LINK + "{% endcode %}\n",
    "after the end": "{% code %}x{% endcode %}\n\n" + LINK,
}


def targets(text: str) -> list[str]:
    page = parse("a.md", text.encode(), Layout())
    return [link.target for link in page.facts.all_links()]


@pytest.mark.parametrize("text", HIDING.values(), ids=HIDING)
def test_it_has_no_links_and_headings(text: str) -> None:
    page = parse("a.md", f"# Title\n\n{text}\n[y](/there/)\n".encode(), Layout())
    assert [link.target for link in page.facts.all_links()] == ["/there/"]
    assert [heading.text for heading in page.headings] == ["Title"]


@pytest.mark.parametrize("text", SHOWING.values(), ids=SHOWING)
def test_what_is_not_closed_or_not_such_code_is_markdown(text: str) -> None:
    assert targets(text) == ["/nowhere/", "/nowhere"]


@pytest.mark.parametrize("forms", [(), ("{% post_url FILE %}",)], ids=["no form", "a form"])
def test_links_keep_their_places(forms: tuple[str, ...]) -> None:
    text = "{% code %}\n[é](/nowhere/)\r\n{% endcode %}\n[x]({% post_url a %})[y](/b)\n"
    page = parse("a.md", text.encode(), Layout(forms=forms))
    link = next(link for link in page.facts.all_links() if link.target == "/b")
    assert text.encode()[link.target_start : link.target_end] == b"/b"


WORDS = [
    "{% code %}",
    "{% endcode %}",
    "{{< math >}}",
    "{{< /math >}}",
    "{%",
    "%}",
    "{{",
    "}}",
    "é",
    "\r\n",
    "\n",
    "[x](y)",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join), st.integers(min_value=0, max_value=20))
def test_it_is_as_long_and_has_the_same_lines(text: str, start: int) -> None:
    source = text.encode()
    hidden = without_verbatim(source, min(start, len(source)))
    assert len(hidden) == len(source)
    assert all(one == other or other == ord(" ") for one, other in zip(source, hidden, strict=True))
    assert [at for at, byte in enumerate(source) if byte in b"\r\n"] == [
        at for at, byte in enumerate(hidden) if byte in b"\r\n"
    ]


@pytest.mark.parametrize(
    "text", ["{% code %}", "{% code ", "{% endcode ", "{{< code ", "{%   ", "{% code %}x{% endcode %}", "{% code %%%"]
)
def test_it_takes_linear_time(text: str) -> None:
    def seconds(times: int) -> float:
        source = text.encode() * times
        begun = time.process_time()
        without_verbatim(source, 0)
        return time.process_time() - begun

    assert seconds(20_000) < 60 * max(seconds(1_000), 0.001)
