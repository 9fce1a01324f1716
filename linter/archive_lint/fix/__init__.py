"""Fixing: planning which edits are made, and making them so that no byte is lost."""
