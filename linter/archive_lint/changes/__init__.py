"""`--changed-since`: what a change did, and which findings it causes."""
