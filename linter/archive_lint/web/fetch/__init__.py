"""One URL to one observation: the only importer of httpx. It knows no verdicts."""
