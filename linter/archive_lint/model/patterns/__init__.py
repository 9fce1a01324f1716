"""The patterns that configurations, rule options and command lines may have, all matched in linear time.

They come from strangers. None is a regular expression; what each becomes is one that never takes back a choice.
"""
