"""Mending pages: which edits go together, and how they reach the disk without losing a byte."""
