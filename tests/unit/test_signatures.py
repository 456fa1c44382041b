"""Whether two signatures are of one hand: drawn hands, hostile strokes, and the file format."""

from __future__ import annotations

import math
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.signatures.enrolling import is_plain, repeats
from kiosk.signatures.files import parse
from kiosk.signatures.strokes import Floats, Pen, Unreadable, looked_at, pen_of
from kiosk.signatures.verdict import Hand, Verdict, compare
from kiosk.signatures.warping import GAP, distances

Points = list[list[tuple[float, float, float]]]


def written(
    hand: int,
    seed: int,
    *,
    hz: float = 100,
    size: float = 1.0,
    slow: float = 1.0,
    shake: float = 0.0,
) -> Points:
    """Return one signature of a drawn hand: three strokes of five waves, a little different each time."""
    ours, each = random.Random(hand), random.Random(seed * 1000 + hand)
    trembling = random.Random(seed)
    strokes: Points = []
    at_ms, left = 0.0, 0.0
    for _ in range(3):
        waves = [(ours.uniform(0.8, 5), ours.uniform(10, 40), ours.uniform(0, 6.3)) for _ in range(5)]
        lasts = ours.uniform(350, 700) * slow * each.uniform(0.95, 1.05)
        amount = [each.uniform(0.93, 1.07) for _ in waves]
        count = max(2, round(lasts * hz / 1000))
        stroke = []
        for point in range(count):
            part = point / (count - 1)
            x = (
                left
                + 110 * part
                + sum(a * h * math.cos(n * 4 * part + p) for a, (n, h, p) in zip(amount, waves, strict=True))
                / 3
            )
            y = sum(
                a * h * math.sin(n * 4 * part + 2 * p) for a, (n, h, p) in zip(amount, waves, strict=True)
            )
            x, y = (one + shake * math.sin(part * 90 + trembling.uniform(0, 0.3)) for one in (x, y))
            stroke.append((x * size, y * size, at_ms + part * lasts))
        strokes.append(stroke)
        at_ms += lasts + ours.uniform(60, 160)
        left += 60
    return strokes


def pen(hand: int, seed: int, **how: float) -> Pen:
    return pen_of(written(hand, seed, **how))


def slowest(one: Floats, other: Floats) -> float:
    """Return the warping cost by the textbook, a cell at a time."""
    table = np.full((len(one), len(other)), np.inf)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            ways = [0.0] if i == j == 0 else []
            ways += [table[i - 1, j - 1]] if i and j else []
            ways += [table[i - 1, j] + GAP] if i else []
            ways += [table[i, j - 1] + GAP] if j else []
            table[i, j] = min(ways) + math.dist(a, b)
    return float(table[-1, -1])


def test_many_pairs_at_once_cost_what_each_costs_by_the_textbook() -> None:
    paths = [looked_at(pen(hand, 1))[: 20 + 13 * hand] for hand in range(4)]
    pairs = [(paths[a], paths[b]) for a in range(4) for b in range(4)]
    assert distances(pairs) == pytest.approx([slowest(*pair) for pair in pairs], rel=1e-4, abs=0.02)
    assert distances([pairs[6]])[0] == pytest.approx(distances(pairs)[6], rel=1e-5)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_one_hand_is_the_same_and_others_are_not(count: int) -> None:
    for hand in range(6):
        known = Hand([pen(hand, seed) for seed in range(count)])
        own = [known.compare(pen(hand, seed)) for seed in range(20, 26)]
        others = [known.compare(pen(other, 1)) for other in range(6) if other != hand]
        assert all(one.verdict is Verdict.SAME for one in own), [one.score for one in own]
        assert all(one.verdict is Verdict.DIFFERENT for one in others), [one.score for one in others]


def test_who_draws_the_same_shape_slowly_is_not_taken_for_its_writer() -> None:
    for hand in range(6):
        known = Hand([pen(hand, seed) for seed in range(5)])
        traced = known.compare(pen(hand, 30, slow=2.4, shake=1.5))
        assert traced.verdict is not Verdict.SAME, traced.score


def test_no_rate_unit_or_place_matters() -> None:
    known = [pen(2, seed) for seed in range(5)]
    usual = compare(known, pen(2, 40)).score
    for change in ({"hz": 60.0}, {"hz": 200.0}, {"size": 25.0}, {"hz": 60.0, "size": 0.02}):
        assert compare(known, pen(2, 40, **change)).score == pytest.approx(usual, abs=0.06)
    moved = pen_of([[(x + 4000, y - 900, t + 31_275_775) for x, y, t in one] for one in written(2, 40)])
    assert compare(known, moved).score == pytest.approx(usual, abs=1e-6)
    pixels = pen_of([[(round(x), round(y), round(t)) for x, y, t in one] for one in written(2, 40, hz=60)])
    assert compare(known, pixels).verdict is Verdict.SAME


def test_the_same_path_scores_nothing() -> None:
    one = pen(1, 1)
    assert compare([one], one).score == pytest.approx(0.0, abs=0.02)
    assert compare([one] * 5, one).verdict is Verdict.SAME


HOSTILE: Sequence[tuple[str, Points]] = (
    ("nothing", []),
    ("a dot", [[(5, 5, t * 10) for t in range(50)]]),
    ("seven points", [[(x, x, x * 20) for x in range(7)]]),
    ("not a number", [[(math.nan, 1.0, 2.0), *((x, x * 2.0, x * 9.0) for x in range(30))]]),
    ("endless", [[(math.inf, 1.0, 2.0), *((x, x * 2.0, x * 9.0) for x in range(30))]]),
    ("no time", [[(x, x * 2, 0) for x in range(30)]]),
    ("huge", [[(1e300, 1.0, 2.0), *((x, x * 2.0, x * 9.0) for x in range(30))]]),
)


@pytest.mark.parametrize("strokes", [one for _, one in HOSTILE], ids=[name for name, _ in HOSTILE])
def test_what_no_hand_writes_is_refused(strokes: Points) -> None:
    with pytest.raises(Unreadable):
        pen_of(strokes)


def test_points_that_are_none_are_refused() -> None:
    for odd in ([[(1, 2)] * 20], [[("a", 1, 2)] * 20], [[(1, 2, 3), (1, 2)] * 20]):
        with pytest.raises(Unreadable):
            pen_of(odd)  # type: ignore[arg-type]


def test_the_longest_scribble_takes_no_longer_than_a_moment() -> None:
    known = Hand([pen(1, seed) for seed in range(5)])
    scribble = pen_of([[(math.sin(n / 9) * 200, math.cos(n / 7) * 90, n * 6) for n in range(100_000)]])
    begun = time.process_time()
    assert known.compare(scribble).verdict is Verdict.DIFFERENT
    assert time.process_time() - begun < 1.0
    assert compare([scribble], pen(1, 1)).verdict is Verdict.DIFFERENT


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5), st.floats(-1e6, 1e6)),
            max_size=30,
        ),
        max_size=5,
    )
)
def test_whatever_is_drawn_is_compared_or_refused(strokes: Points) -> None:
    try:
        drawn = pen_of(strokes)
    except Unreadable:
        return
    found = compare([pen(1, 1)], drawn)
    assert math.isfinite(found.score) and found.score >= 0
    assert compare([drawn], drawn).verdict is Verdict.SAME
    assert is_plain(drawn) in (True, False)


def test_scrawls_do_not_repeat_and_lines_are_anybodys() -> None:
    assert repeats([], pen(1, 1))
    assert repeats([pen(1, 1), pen(1, 2)], pen(1, 3))
    assert not repeats([pen(1, 1), pen(1, 2)], pen(4, 3))
    line = pen_of([[(n * 4, 50 + (n % 2), n * 12) for n in range(60)]])
    assert is_plain(line) and not is_plain(pen(1, 1))


def text_of(strokes: Points, columns: int = 4) -> str:
    """Return strokes as SVC2004 writes them, the last point of each with the button up."""
    rows = [
        (round(x * 20), round(y * 20), round(t), int(at < len(one) - 1))
        for one in strokes
        for at, (x, y, t) in enumerate(one)
    ]
    tail = " 1550 710 439" if columns == 7 else ""
    return "\n".join([str(len(rows)), *(" ".join(map(str, row)) + tail for row in rows), ""])


def test_both_tasks_of_the_format_read_alike() -> None:
    strokes = written(1, 1)
    four, seven = parse(text_of(strokes)), parse(text_of(strokes, 7))
    assert [len(one) for one in four.strokes] == [len(one) - 1 for one in strokes]
    assert all((a == b).all() for a, b in zip(four.strokes, seven.strokes, strict=True))
    assert compare([pen(1, 2), pen(1, 3), pen(1, 4)], four).verdict is Verdict.SAME
    crlf = parse("\ufeff".lstrip("\ufeff") + text_of(strokes).replace("\n", "\r\n"))
    assert crlf.lasts_ms == four.lasts_ms


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "line 1"),
        ("x\n1 2 3 1", "line 1"),
        ("2\n1 2 3 1", "2 points"),
        ("1\n1 2 a 1", "line 2"),
        ("1\n1 2 3", "line 2"),
        ("1\n1 2 3 1", "fewer than"),
        ("12\n" + "1 1 5 1\n" * 12, "fewer|less than|dot"),
    ],
)
def test_a_file_that_is_wrong_is_told_where(content: str, word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        parse(content)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk.signatures", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_prints_score_and_verdict_on_its_last_line(tmp_path: Path) -> None:
    names = []
    for seed in range(4):
        names.append(tmp_path / f"S{seed}.TXT")
        names[-1].write_text(text_of(written(3, seed)))
    done = run("score", *map(str, names))
    word, score, verdict = done.stdout.splitlines()[-1].split()
    assert (done.returncode, word, verdict) == (0, "score", "same") and 0 < float(score) <= 1
    (tmp_path / "other").write_text(text_of(written(5, 1)))
    other = run("score", *map(str, names), str(tmp_path / "other"))
    assert other.stdout.endswith(" different\n") and float(other.stdout.split()[-2]) > 1


def test_the_command_tells_which_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "good").write_text(text_of(written(3, 1)))
    (tmp_path / "bad").write_bytes(b"\x00\xff\x00")
    for probe, word in (("bad", "line 1"), ("gone", "No such file")):
        done = run("score", str(tmp_path / "good"), str(tmp_path / probe))
        assert done.returncode == 2 and f"{probe}: {word}" in done.stderr and not done.stdout
    assert run("score", str(tmp_path / "good")).returncode == 2
