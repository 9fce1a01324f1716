"""The base of all tables of the configuration."""

from __future__ import annotations

from msgspec import Struct


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A table of the configuration file: fields with defaults, each `Annotated` with a `Meta(description=…)`."""
