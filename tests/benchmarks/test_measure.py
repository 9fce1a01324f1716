from __future__ import annotations

import sys

import pytest

from benchmarks import measure
from benchmarks.commands import TimedCommand, Work
from benchmarks.interleave import Result, interleaved
from benchmarks.memory import peak_memory

_CHILD = "b = bytearray(60_000_000); import time; time.sleep(0.5)"
_PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_CHILD!r}])"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def result(name: str, *walls: float) -> Result:
    return Result(name=name, walls=walls, cpus=walls, memory=None, work=Work())


def test_a_run_tells_both_outputs_and_its_time() -> None:
    cost = measure.run(python("import sys; print('out'); print('err', file=sys.stderr)"), folder=".")
    assert cost.output.split() == ["out", "err"]
    assert 0 < cost.wall < 60
    assert 0 < cost.cpu < 60


def test_the_processor_time_of_children_counts() -> None:
    work = "sum(range(3_000_000))"
    cost = measure.run(python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"), folder=".")
    alone = measure.run(python("import subprocess"), folder=".")
    assert cost.cpu > alone.cpu


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_the_memory_of_children_counts() -> None:
    peak = measure.memory(python(_PARENT), folder=".")
    assert peak is not None
    assert peak > 60_000_000


@pytest.mark.parametrize("measured", [measure.run, measure.memory])
def test_an_unexpected_code_is_an_error_with_the_output(measured: object) -> None:
    assert callable(measured)
    with pytest.raises(measure.CommandFailedError, match=r"code 3:\s+oh"):
        measured(python("print('oh'); raise SystemExit(3)"), folder=".")
    measured(python("raise SystemExit(3)"), folder=".", codes=(0, 3))


def test_a_run_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "PATIENCE", 0.2)
    with pytest.raises(measure.CommandFailedError, match="was killed"):
        measure.run(python("while True: pass"), folder=".")
    with pytest.raises(measure.CommandFailedError, match="took more than"):
        measure.memory(python("while True: pass"), folder=".")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_run_that_eats_the_machine_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "MOST_MEMORY", 50_000_000)
    with pytest.raises(measure.CommandFailedError, match="of memory"):
        measure.memory(python("b = bytearray(60_000_000)\nwhile True: pass"), folder=".")


def test_contestants_take_turns_after_a_warm_up() -> None:
    told: list[str] = []
    prepared: list[str] = []
    commands = [
        TimedCommand(
            name=name,
            command=python(f"print({name!r})"),
            work=lambda text: Work(findings=len(text)),
            before=lambda name=name: prepared.append(name),  # type: ignore[misc]
        )
        for name in ("a", "bb")
    ]
    results = interleaved(commands, runs=2, log=told.append)
    assert prepared == ["a", "bb"] * 3
    assert [line.partition(":")[0] for line in told] == ["a", "bb"] * 3
    assert [(one.name, len(one.walls), one.work.findings) for one in results] == [("a", 2, 2), ("bb", 2, 3)]


def test_a_ratio_is_the_median_of_the_turns_ratios() -> None:
    mine, its = result("mine", 2.0, 30.0, 9.0), result("its", 1.0, 10.0, 9.0)
    assert mine.ratio(its) == 2.0
    assert mine.cpu_ratio(its) == 2.0
    assert mine.wall == 9.0


@pytest.mark.parametrize(("young", "is_seen"), [(0, True), (60, False)], ids=["at once", "not yet"])
def test_watching_ends_with_the_process_which_counts_once_it_is_its_own_program(young: float, is_seen: bool) -> None:
    import subprocess

    waiting = python("import sys; sys.stdin.read()")
    with subprocess.Popen(waiting, stdin=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdin is not None
        stdin = process.stdin
        # It waits for its input, which ends after the first look: however slow the machine, there is one.
        peak = peak_memory(process, most=10**12, patience=60, young=young, wait=lambda _: stdin.close())
        assert peak is None or bool(peak) is is_seen
        assert process.poll() == 0
