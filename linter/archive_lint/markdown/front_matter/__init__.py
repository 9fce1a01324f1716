"""Front matter, the settings above a page's Markdown: its bounds, and the values of its keys."""
