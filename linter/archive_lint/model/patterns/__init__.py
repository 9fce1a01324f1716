"""The patterns of configurations, rule options and command lines, all matched in linear time.

They come from strangers. None is a regular expression; each becomes an expression without backtracking.
"""
