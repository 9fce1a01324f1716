"""The ids of headings as renderers of Markdown make them, one file per renderer."""
