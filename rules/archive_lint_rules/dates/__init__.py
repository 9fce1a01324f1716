"""Rules on the date heading, its link, and other dates of a page."""
