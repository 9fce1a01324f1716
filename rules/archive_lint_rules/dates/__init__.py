"""Dates: the heading, its link, and what else of a page names a day."""
