"""The archive index: facts about all pages together."""
