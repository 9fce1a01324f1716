"""Rules on the text of pages and its encoding."""
