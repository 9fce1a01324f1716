"""Fetching: from one URL to one observation. The only importer of httpx; it knows no verdicts."""
