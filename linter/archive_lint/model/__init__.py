"""Frozen data about pages, findings, URLs and verdicts; no input or output."""
