"""One recipe per rule that has something to say of a blog: how to put the rule's defect into one."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.corpus.families.blog_defects import dates, links, text, titles
from benchmarks.corpus.families.blog_defects.post_bench import PostRecipe

POST_RECIPES: Mapping[str, PostRecipe] = {**titles.RECIPES, **dates.RECIPES, **links.RECIPES, **text.RECIPES}
"""Recipes by the code of the rule that must report."""

WITHOUT_POST_RECIPE: Mapping[str, str] = {
    "L004": "links of a site are held against its map, not against a prefix",
    "D005": "blogs have no date headings",
    "L011": "what ids a heading gets is held against the libraries that make them",
}
"""By the code of a rule that `init` leaves on in a blog and that has nothing to report there: the reason."""
