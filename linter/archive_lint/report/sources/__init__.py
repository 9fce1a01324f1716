"""Renderers of an archive's sources: figures by host, year and sweep, and the list of URLs."""
