from __future__ import annotations

import pytest

from archive_lint.infer.path_shape import MONTH, NO_DATE, WHOLE_DAY, YEAR, dated_shape, undated_shape

DATED = [
    ("news/2014/05/23/x", WHOLE_DAY, "news/", "/{slug}"),
    ("news/2014/05/23/x/index", WHOLE_DAY, "news/", "/{slug}/index"),
    ("2014/12/3/x", WHOLE_DAY, "", "/{slug}"),
    ("_posts/2014-05-23-x", WHOLE_DAY, "_posts/", "-{slug}"),
    ("_posts/2014-05-23_x", WHOLE_DAY, "_posts/", "_{slug}"),
    ("a/20140523-x/index", WHOLE_DAY, "a/", "-{slug}/index"),
    ("2014/2014-05-23", WHOLE_DAY, "{year}/", ""),
    ("2014/05/2014-05-23-x", WHOLE_DAY, "{year}/{month}/", "-{slug}"),
    ("2014/05/23/2014-05-23-x", WHOLE_DAY, "", "/{slug}"),
    ("2014/05/23-x", WHOLE_DAY, "", "-{slug}"),
    ("a/letter-2014-05-23", WHOLE_DAY, "a/letter-", ""),
    ("posts/2014/05/x", MONTH, "posts/", "/{slug}"),
    ("posts/2014/12/x", MONTH, "posts/", "/{slug}"),
    ("posts/2014/05/x/index", MONTH, "posts/", "/{slug}/index"),
    ("a/letter-2014-05", MONTH, "a/letter-", ""),
    ("posts/2014/x", YEAR, "posts/", "/{slug}"),
    ("posts/2014-x", YEAR, "posts/", "-{slug}"),
]


@pytest.mark.parametrize(("stem", "level", "before", "after"), DATED, ids=[case[0] for case in DATED])
def test_a_path_with_a_date_has_a_shape(stem: str, level: int, before: str, after: str) -> None:
    found = dated_shape(stem)
    assert found is not None
    assert (found.shape.level, found.shape.before, found.shape.after) == (level, before, after)


@pytest.mark.parametrize(
    "stem",
    [
        "about",
        "a/2014-02-30-x",
        "2014/13/45/x",
        "x/2014.2.1.0-rc",
        "issues/2014",
        "2014/05/23/pictures/old/x",
        "posts/2014/index",
        "posts/2014/05/_index",
        "crates-update-2025-07-x",
        "posts/20145678-x",
        "{a}/2014/05/23/x",
        "a\n/2014-05-23-x",
        f"{'a/' * 300}2014/05/23/x",
    ],
)
def test_a_path_without_a_date_that_exists_and_can_be_written_down_has_none(stem: str) -> None:
    assert dated_shape(stem) is None


@pytest.mark.parametrize(
    ("stem", "shape"),
    [
        ("x", ("", "{slug}")),
        ("content/a/x", ("content/a/", "{slug}")),
        ("content/x/index", ("content/", "{slug}/index")),
        ("content/_index", None),
        ("index", None),
        ("docs/README", None),
        ("a:b/x", None),
    ],
)
def test_a_path_without_a_date_has_a_folder_and_a_name(stem: str, shape: tuple[str, str] | None) -> None:
    found = undated_shape(stem)
    assert (None if found is None else (found.level, found.before, found.after)) == (
        None if shape is None else (NO_DATE, *shape)
    )
