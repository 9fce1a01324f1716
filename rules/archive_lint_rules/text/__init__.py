"""What stands in the text of pages, and its encoding."""
