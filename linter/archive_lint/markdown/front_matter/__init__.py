"""What stands above a page's Markdown: where it ends, and what its keys say."""
