"""`--changed-since`: what a change did, and what it is to blame for."""
