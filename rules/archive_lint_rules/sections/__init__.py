"""Which sections a page has, in what order, and whether their lists are whole."""
