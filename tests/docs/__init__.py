"""Tests of the documentation: its commands, its site, and where it leads."""
