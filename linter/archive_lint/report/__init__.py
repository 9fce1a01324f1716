"""Reports of a run, in the formats that people and platforms read: one file per format."""
