"""Signatures of SVC2004's first writers: error rates at the line fixed in advance, beside plain warping, and the time.

The pens are read from `../shared/data`; without them these figures are left out, and that is said.
"""

from __future__ import annotations

import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from kiosk.signatures.files import parse
from kiosk.signatures.strokes import Floats, Pen
from kiosk.signatures.verdict import Hand
from kiosk.signatures.warping import distances
from tests.bench.figures import Aim, Figure, spread

PENS = Path(__file__).resolve().parents[3] / "shared/data/svc2004_task2_users01-20.zip"
WRITERS, GENUINE, ALL = range(1, 21), 20, 40
FIRST_SESSION = 10
STRANGERS = 3
"""Of the other writers each so manieth is compared as a stranger."""
Writer = Sequence[Pen]
Score = Callable[[Sequence[Pen]], Callable[[Pen], float]]


def signatures() -> list[Figure]:
    """Return the error rates on the shared writers, and how long a comparison with five takes."""
    if not PENS.is_file():
        print(f"signatures: {PENS} is not there: left out", file=sys.stderr)
        return []
    writers = list(read_writers().values())
    return [*_rates(writers), _speed(writers)]


def read_writers() -> Mapping[int, Writer]:
    """Return each writer's 20 genuine signatures and 20 practised forgeries, in this order."""
    with zipfile.ZipFile(PENS) as packed:
        names = {Path(name).name: name for name in packed.namelist()}
        return {
            writer: [
                parse(packed.read(names[f"U{writer}S{number}.TXT"]).decode()) for number in range(1, ALL + 1)
            ]
            for writer in WRITERS
        }


def protocols() -> Mapping[str, tuple[Sequence[int], Sequence[int]]]:
    """Return, by name, the places of the references and of the genuine signatures that are asked about."""
    later = range(FIRST_SESSION, GENUINE)
    spread_out = (0, 4, 9, 10, 15)
    return {
        "the first five": (range(5), range(5, GENUINE)),
        "five of one visit": (range(5, 10), later),
        "five of two visits": (spread_out, [one for one in range(GENUINE) if one not in spread_out]),
        "three of two visits": (
            spread_out[1:4],
            [one for one in range(GENUINE) if one not in spread_out[1:4]],
        ),
        "one": (range(1), later),
    }


def _rates(writers: Sequence[Writer]) -> list[Figure]:
    figures = []
    for name, (known, genuine) in protocols().items():
        found = _errors(writers, known, genuine, line=1.0, score=ours)
        values = {
            "mean": found["mean"],
            "rejected": found["rejected"],
            "forged": found["forged"],
            "strangers": found["strangers"],
            "own_eer": found["own_eer"],
        }
        how = f"references: {name}; at the line fixed in advance"
        aim = Aim("mean", 10.5) if "five" in name else None
        figures.append(Figure(f"signatures: {name}", values, "%", how, aim))
    known, genuine = protocols()["the first five"]
    bare = _errors(writers, known, genuine, line=None, score=plain)
    how = "references: the first five; warping of the bare steps, at its own best line over all writers"
    return [*figures, Figure("signatures: plain warping", bare, "%", how)]


def _errors(
    writers: Sequence[Writer], known: Sequence[int], genuine: Sequence[int], line: float | None, score: Score
) -> dict[str, float]:
    rightful, forged, strangers, own = [], [], [], []
    for at, writer in enumerate(writers):
        references = [writer[one] for one in known]
        scored = score(references)
        rightful.append(np.array([scored(writer[one]) for one in genuine]))
        forged.append(np.array([scored(one) for one in writer[GENUINE:]]))
        others = [other[0] for where, other in enumerate(writers) if where != at][::STRANGERS]
        strangers.append(np.array([scored(one) for one in others]))
        own.append(equal_error(rightful[-1], forged[-1]))
    line = best_line(np.concatenate(rightful), np.concatenate(forged)) if line is None else line
    rejected = 100 * float(np.mean([(one > line).mean() for one in rightful]))
    accepted = 100 * float(np.mean([(one <= line).mean() for one in forged]))
    return {
        "mean": (rejected + accepted) / 2,
        "rejected": rejected,
        "forged": accepted,
        "strangers": 100 * float(np.mean([(one <= line).mean() for one in strangers])),
        "own_eer": 100 * float(np.mean(own)),
    }


def ours(references: Sequence[Pen]) -> Callable[[Pen], float]:
    """Return what scores a signature against these as the kiosk does."""
    hand = Hand(references)
    return lambda probe: hand.compare(probe).score


def plain(references: Sequence[Pen]) -> Callable[[Pen], float]:
    """Return what scores by warping the steps between the points as they came, in units of the references' own."""
    seen = [_steps(one) for one in references]
    own = [_aligned(one, [other for other in seen if other is not one]).min() for one in seen]
    usual = float(np.mean(own))
    return lambda probe: float(_aligned(_steps(probe), seen).mean()) / usual


def _aligned(one: Floats, others: Sequence[Floats]) -> Floats:
    costs: Floats = distances([(one, other) for other in others]) / [len(other) for other in others]
    return costs


def _steps(pen: Pen) -> Floats:
    every = np.concatenate(pen.strokes)
    size = float(np.sqrt(every[:, :2].var(axis=0).sum())) or 1.0
    return np.diff(every[:, :2], axis=0) / size


def equal_error(rightful: Floats, forged: Floats) -> float:
    """Return where as many rightful ones are rejected as forged ones accepted, for one writer's own line."""
    lines = np.unique(np.concatenate([rightful, forged]))
    rejected = np.array([(rightful > line).mean() for line in lines])
    accepted = np.array([(forged <= line).mean() for line in lines])
    at = int(np.argmin(np.abs(rejected - accepted)))
    return float(rejected[at] + accepted[at]) / 2


def best_line(rightful: Floats, forged: Floats) -> float:
    """Return the line, the same for all writers, where both errors are equal."""
    lines = np.unique(np.concatenate([rightful, forged]))
    gap = [abs((rightful > line).mean() - (forged <= line).mean()) for line in lines]
    return float(lines[int(np.argmin(gap))])


def _speed(writers: Sequence[Writer]) -> Figure:
    """Return what a comparison with five costs, once the hand is known, over short and long signatures."""
    took = []
    for writer in writers:
        hand = Hand(writer[:5])
        for probe in (writer[5], writer[15], writer[25]):
            begun = time.process_time()
            hand.compare(probe)
            took.append(1000 * (time.process_time() - begun))
    how = "processor time of one comparison with five references"
    return Figure("signatures: a comparison", spread(took), "ms", how, Aim("p95", 20))
