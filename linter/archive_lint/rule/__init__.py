"""Rules: their base classes, examples, fixes, registry and selection."""
