"""Fixing: planning the edits, and writing them so that no byte is lost."""
