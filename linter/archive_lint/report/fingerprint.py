"""The fingerprint of a finding, which stays the same from one run to the next when lines move."""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from operator import mul

from archive_lint.model.finding import Finding

# The parameters of GitHub's hash: it is computed over the next 100 UTF-16 units that are neither blank nor tab, as a
# polynomial in 37 over 64 bits. The end of the file counts as one unit more, and zeros fill what is missing after it.
_WINDOW = 100
_BASE = 37
_MODULUS = 2**64
_POWERS = [pow(_BASE, _WINDOW - 1 - place, _MODULUS) for place in range(_WINDOW)]
_END_OF_FILE = "\uffff"

_LINE_END = re.compile("\r\n?")
_UTF_16 = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"


def line_fingerprints(source: bytes, lines: Collection[int]) -> Mapping[int, str]:
    """Return by line, counted from 1, the `primaryLocationLineHash` that GitHub's upload action computes.

    It is a hash in hexadecimal and the number of lines so far that have the same. The action keeps a value that it is
    given, and warns of each that differs from its own. Lines that the page does not have are left out.
    """
    text = _LINE_END.sub("\n", source.decode(errors="replace")).replace(" ", "").replace("\t", "") + _END_OF_FILE
    wanted = set(lines)
    # Only equal hashes are counted together, and 37 is 1 modulo 4: sums tell most lines apart, at a tenth of the price.
    kinds = {sum(_window(text, start)) % 4 for line, start in _line_starts(text) if line in wanted}
    seen: Counter[int] = Counter()
    fingerprints: dict[int, str] = {}
    for line, start in _line_starts(text):
        if not wanted:
            break
        window = _window(text, start)
        if sum(window) % 4 in kinds:
            value = sum(map(mul, window, _POWERS)) % _MODULUS
            seen[value] += 1
            if line in wanted:
                wanted.remove(line)
                fingerprints[line] = f"{value:x}:{seen[value]}"
    return fingerprints


def _line_starts(text: str) -> Iterator[tuple[int, int]]:
    line, start = 1, 0
    while True:
        yield line, start
        start = text.find("\n", start) + 1
        line += 1
        if not start:
            return


def _window(text: str, start: int) -> array[int]:
    return array("H", text[start : start + _WINDOW].encode(_UTF_16)[: 2 * _WINDOW])


class Identities:
    """Gives each finding of a report an identity that does not depend on its position in its page."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def of(self, finding: Finding) -> str:
        """Return 32 hexadecimal digits.

        Findings of one rule on one page about one subject are distinguished by their order.
        """
        key = (finding.code, finding.path, finding.subject)
        self._seen[key] += 1
        return sha256("\0".join((*key, str(self._seen[key]))).encode()).hexdigest()[:32]
