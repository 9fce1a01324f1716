"""What pages say, in whatever form it is stored."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from archive_lint.markdown.parse import parse
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts
from archive_lint.rule.examples import OTHER_PATH, PATH, story
from archive_lint.store import facts
from archive_lint.store.facts import CHECK_SIZE, FactStore, record_of

FACTS = parse(PATH, story().encode(), Layout()).facts
OTHER = parse(OTHER_PATH, b"# Another\n", Layout()).facts
RECORD = record_of(FACTS)
NUMBERS = {PATH: 0}
"""Of another path nobody knew beforehand."""


class Earlier:
    """Records of an earlier run, concatenated."""

    def __init__(self, kept: bytes) -> None:
        self.kept = kept

    def read(self, offset: int, length: int) -> bytes:
        return self.kept[offset : offset + length]


def plain() -> FactStore:
    store = FactStore(NUMBERS)
    store.update({PATH: FACTS})
    return store


def logged() -> FactStore:
    store = FactStore(NUMBERS)
    store.append({OTHER_PATH: len(record_of(OTHER)), PATH: len(RECORD)}, record_of(OTHER) + RECORD)
    return store


def kept() -> FactStore:
    store = FactStore(NUMBERS)
    store.take_kept(Earlier(b"xx" + RECORD), [(PATH, 2, len(RECORD))])
    return store


FORMS = pytest.mark.parametrize("made", [plain, logged, kept])


@FORMS
def test_facts_heads_and_records_are_given_in_every_form(made: Callable[[], FactStore]) -> None:
    store = made()
    assert PATH in store
    head = store.head(PATH)
    assert head is not None
    assert (head.path, head.title, head.date) == (FACTS.path, FACTS.title, FACTS.date)
    assert store.get(PATH) == store.get(PATH) == FACTS
    assert store.head(PATH) == FACTS
    assert store.record(PATH) == RECORD
    assert store.readable(["gone.md", PATH]) == [PATH]


@FORMS
@pytest.mark.parametrize("said", [OTHER, None])
def test_the_last_word_counts(made: Callable[[], FactStore], said: PageFacts | None) -> None:
    store = made()
    store.get(PATH)
    store.head(PATH)
    store.update({PATH: said})
    assert store.get(PATH) == store.head(PATH) == said
    assert store.readable([PATH]) == ([] if said is None else [PATH])
    assert PATH in store
    store.append({PATH: len(RECORD)}, RECORD)
    assert store.get(PATH) == store.head(PATH) == FACTS


@FORMS
def test_a_part_of_a_store_forgets_the_rest_and_goes_its_own_way(made: Callable[[], FactStore]) -> None:
    store = made()
    assert list(store.only(lambda path: path != PATH)) == [path for path in store if path != PATH]
    part = store.only(lambda path: path == PATH)
    assert part.get(PATH) == FACTS
    part.update({PATH: OTHER})
    assert (part.get(PATH), store.get(PATH)) == (OTHER, FACTS)


@pytest.mark.parametrize("is_part", [False, True])
def test_records_that_were_replaced_do_not_pile_up(is_part: bool) -> None:
    whole = store = FactStore(NUMBERS, most_replaced=2 * len(RECORD))
    store.append({OTHER_PATH: len(record_of(OTHER)), PATH: len(RECORD)}, record_of(OTHER) + RECORD)
    for number in range(9):
        # As one that is opened and closed again.
        store.update({PATH: OTHER})
        store.append({PATH: len(RECORD)}, RECORD)
        if is_part and number == 4:
            store = store.only(lambda path: path == PATH)
        assert len(store._log._memory) <= 4 * len(RECORD)
        assert store.get(PATH) == FACTS
        assert whole.get(OTHER_PATH) == OTHER


@pytest.mark.parametrize("at", [0, CHECK_SIZE, len(RECORD) // 2, len(RECORD) - 1])
@pytest.mark.parametrize("ask", [FactStore.get, FactStore.head, FactStore.record, FactStore.digest])
def test_of_a_damaged_record_of_an_earlier_run_nothing_is_known(
    at: int, ask: Callable[[FactStore, str], object]
) -> None:
    damaged = RECORD[:at] + bytes([RECORD[at] ^ 1]) + RECORD[at + 1 :]
    for record in (damaged, RECORD[:at]):
        store = FactStore(NUMBERS)
        store.take_kept(Earlier(record), [(PATH, 0, len(RECORD))])
        assert ask(store, PATH) is None
        assert PATH not in store
        assert store.readable([PATH]) == []
        store.update({PATH: OTHER})
        assert store.get(PATH) == store.head(PATH) == OTHER


class CountingRecords(Earlier):
    """Records that know how often they were read."""

    reads = 0

    def read(self, offset: int, length: int) -> bytes:
        self.reads += 1
        return super().read(offset, length)


@pytest.mark.parametrize("is_part", [False, True])
@pytest.mark.parametrize("ask", [FactStore.get, FactStore.head])
def test_the_pages_asked_for_last_are_kept_decoded(ask: Callable[[FactStore, str], object], is_part: bool) -> None:
    each = [record_of(msgspec.structs.replace(FACTS, path=path)) for path in "abcdef"]
    records, length = CountingRecords(b"".join(each)), len(each[0])
    store = FactStore({}, most_decoded=3, most_heads=3)
    store.take_kept(records, [(path, at * length, length) for at, path in enumerate("abcdef")])
    store = store.only(lambda path: path != "f") if is_part else store
    for path in "abcde":
        assert ask(store, path) is not None
    assert records.reads == 5
    for path, reads in (("e", 5), ("d", 5), ("c", 5), ("b", 6), ("a", 7), ("c", 8)):
        assert ask(store, path) is not None
        assert records.reads == reads


@FORMS
def test_the_digest_of_a_page_is_told_without_the_rest(made: Callable[[], FactStore]) -> None:
    store = made()
    assert store.digest(PATH) == FACTS.digest != b""
    assert store.digest("unknown.md") is None
    store.update({PATH: None})
    assert store.digest(PATH) is None


@FORMS
def test_records_are_joined_in_the_order_of_the_pages(made: Callable[[], FactStore]) -> None:
    store = made()
    joined = list(store.joined_records([PATH, "unknown.md", PATH]))
    assert [length for _, lengths in joined for length in lengths] == [len(RECORD), 0, len(RECORD)]
    assert b"".join(records for records, _ in joined) == RECORD * 2


@pytest.mark.parametrize(("most", "parts"), [(1, 4), (2 * len(RECORD), 2), (1 << 20, 1)])
def test_records_that_follow_one_another_are_read_at_once(
    monkeypatch: pytest.MonkeyPatch, most: int, parts: int
) -> None:
    monkeypatch.setattr(facts, "_JOINED", most)
    each = {path: record_of(msgspec.structs.replace(FACTS, path=path)) for path in "abcd"}
    store = FactStore({})
    store.append({path: len(record) for path, record in each.items()}, b"".join(each.values()))
    found = list(store.joined_records("abcd"))
    assert len(found) == parts
    assert b"".join(records for records, _ in found) == b"".join(each.values())
    assert b"".join(records for records, _ in store.joined_records("dbca")) == b"".join(each[path] for path in "dbca")
