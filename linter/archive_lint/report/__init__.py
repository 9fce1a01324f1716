"""What a run found, written in the formats people and platforms read: one file per format."""
