"""Rules on the sections of a page: which there are, their order, and their lists."""
