"""Accuracy of safe fixes: an early state of an archive is fixed, and its own later history is the judge."""
