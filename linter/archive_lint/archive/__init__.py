"""The archive index: what is known of all pages together."""
