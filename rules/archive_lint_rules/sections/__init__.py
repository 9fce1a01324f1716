"""Sections of a page: which there are, in what order, and whether their lists are whole."""
