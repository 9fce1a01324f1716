"""How the renderers of Markdown make the ids of headings, one file for each."""
