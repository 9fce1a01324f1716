"""What a fragment names, and whether a browser finds it."""

from __future__ import annotations

import pytest

from archive_lint.model.fragment import fragment_of, leads_to_id


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("#fees", "fees"),
        ("/rules.md#fees", "fees"),
        ("/rules.md?x=1#fees", "fees"),
        ("#a#b", "a#b"),
        ("#fees:~:text=the%20fee", "fees"),
        ("#:~:text=the%20fee", ""),
        ("#", ""),
        ("#top", ""),
        ("#TOP", ""),
        ("/rules.md", ""),
        ("#/route/1", ""),
        ("#!route", ""),
        ('{{< ref "rules.md#fees" >}}', ""),
        ("/rules.md#{{ id }}", ""),
        ("{% link rules.md %}#fees", "fees"),
    ],
)
def test_a_fragment_names_what_stands_after_the_sign(target: str, expected: str) -> None:
    assert fragment_of(target) == expected


@pytest.mark.parametrize(
    ("fragment", "known", "found"),
    [
        ("fees", "fees", True),
        ("Fees", "fees", False),
        ("caf%C3%A9", "café", True),
        ("café", "café", True),
        ("café", "caf%C3%A9", True),
        ("caf%C3%A9", "caf%C3%A9", True),
        ("a b", "a b", True),
        ("a%20b", "a b", True),
        ("100%", "100%", True),
        ("user-content-fees", "fees", True),
        ("fees-", "fees", False),
    ],
)
def test_an_id_is_found_as_browsers_find_it(fragment: str, known: str, *, found: bool) -> None:
    assert leads_to_id(fragment, [known]) is found
