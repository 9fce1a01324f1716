"""The date heading, its link, and what else on a page names a day."""
