"""Tests of what is published: distributions, the container image, hooks and workflows that carry them."""
