"""Measurements of archive-lint: synthetic archives, what is found in them, and how fast."""
