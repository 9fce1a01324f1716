"""Pictures of text as a terminal shows it."""

from __future__ import annotations

import os
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

_PICTURE = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
    <style>
    .{unique_id}-matrix {{
        font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px;
        line-height: {line_height}px; font-variant-east-asian: full-width;
    }}
    .{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
    {styles}
    </style>
    <defs>
    <clipPath id="{unique_id}-clip-terminal">
        <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
    </defs>
    {chrome}
    <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
    </g>
</svg>
"""
"""Rich's own template without the fonts that it loads from the web."""


def terminal_picture(lines: Iterable[Text], *, width: int, title: str = "archive-lint") -> str:
    """Return an SVG picture of lines; those that are wider than `width` columns are broken."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=width, file=nowhere)
        for line in lines:
            console.print(line)
        return console.export_svg(title=title, code_format=_PICTURE, unique_id="archive-lint")
