"""A measured figure with its aim, and figures as a table, as JSON and as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Aim:
    """What a figure is to reach: one of its values, at most or at least so much."""

    value: str
    limit: float
    at_least: bool = False

    def met(self, values: dict[str, float]) -> bool:
        """Return whether these values reach it."""
        reached = values[self.value]
        return reached >= self.limit if self.at_least else reached <= self.limit

    def words(self, unit: str) -> str:
        """Return it as people write it: "p95 ≤ 150 ms"."""
        return f"{self.value} {'≥' if self.at_least else '≤'} {number(self.limit)} {unit}".strip()


@dataclass(frozen=True)
class Figure:
    """Some values of one thing that was measured, in one unit, and in words how."""

    name: str
    values: dict[str, float]
    unit: str
    how: str
    aim: Aim | None = None
    load: tuple[float, float] = field(default=(0.0, 0.0))
    """The load average of the last minute, before and after: what else the machine was doing."""

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None without an aim."""
        return self.aim.met(self.values) if self.aim else None

    def as_json(self) -> dict[str, object]:
        """Return it as plain values."""
        aim = self.aim.words(self.unit) if self.aim else None
        return {**asdict(self), "aim": aim, "met": self.met}


def spread(samples: Sequence[float]) -> dict[str, float]:
    """Return median, 95th percentile (the sample that 95 % do not exceed), largest, and how many there were."""
    ordered = sorted(samples)
    p95 = ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]
    return {"p50": statistics.median(ordered), "p95": p95, "max": ordered[-1], "n": float(len(ordered))}


def number(value: float) -> str:
    """Return a number with three figures that mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def values_in_words(figure: Figure) -> str:
    """Return all values of a figure on one line."""
    return ", ".join(f"{name} {number(value)}" for name, value in figure.values.items())


def table(figures: Sequence[Figure]) -> str:
    """Return figures as lines for a terminal; what was missed is marked."""
    lines = []
    for figure in figures:
        aim = f"   aim {figure.aim.words(figure.unit)}: {_word(figure)}" if figure.aim else ""
        lines.append(f"  {figure.name:<34} {values_in_words(figure)} {figure.unit}{aim}")
    return "\n".join(lines)


def markdown(figures: Sequence[Figure]) -> str:
    """Return figures as a Markdown table, then how each was measured."""
    rows = ["| figure | values | unit | aim | |", "|---|---|---|---|---|"]
    for figure in figures:
        aim = figure.aim.words(figure.unit) if figure.aim else ""
        rows.append(
            f"| {figure.name} | {values_in_words(figure)} | {figure.unit} | {aim} | {_word(figure)} |"
        )
    told = dict.fromkeys(figure.how for figure in figures)
    names = {how: ", ".join(f"*{f.name}*" for f in figures if f.how == how) for how in told}
    return "\n".join([*rows, "", *(f"- {names[how]}: {how}" for how in told)]) + "\n"


def machine() -> dict[str, object]:
    """Return what kind of machine this is."""
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _word(figure: Figure) -> str:
    return {True: "met", False: "MISSED", None: ""}[figure.met]
