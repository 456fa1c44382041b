"""Charts as SVG, drawn here: bars and lines that are read in print, in grey, and by ear; no script on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDE, HIGH = 420, 176
LEFT, RIGHT, TOP, BOTTOM = 46, 6, 28, 24
"""Room for numbers, for the names of what is drawn above, and for hours or days beneath."""
TICKS = 4
STEPS = (1, 2, 5)
SIZE = 13
"""Of letters, in units of the drawing."""
LETTER = 0.56
"""How wide a Latin letter is of its height; a Chinese one is as wide as high."""


@dataclass(frozen=True)
class Series:
    """One row of numbers under its name. `line`: what stood at each point, drawn as a line; else bars."""

    name: str
    numbers: Sequence[int | None]
    line: bool = False


@dataclass(frozen=True)
class Chart:
    """What is drawn over the same points. `points` name them; `said` tells it to who can't see it."""

    title: str
    points: Sequence[str]
    series: Sequence[Series]
    said: str = ""
    every: int = 1
    """Each how many-th point is named."""

    @property
    def most(self) -> int:
        """The largest number."""
        return max((n for one in self.series for n in one.numbers if n is not None), default=0)


def chart_svg(chart: Chart) -> str:
    """Return a chart as an SVG element: first row of bars full, second hollow, a line with a dot at each point."""
    top = _top(chart.most)
    bars = [one for one in chart.series if not one.line]
    parts = [*_frame(top), *_names(chart), *_points(chart)]
    for number, one in enumerate(bars):
        parts += _bars(chart, one, number, len(bars), top)
    for one in chart.series:
        if one.line:
            parts += _line(chart, one, top)
    said = f"{chart.title}. {chart.said}" if chart.said else chart.title
    return (
        f'<svg class="chart" role="img" aria-label="{escape(said)}" viewBox="0 0 {WIDE} {HIGH}" '
        f'width="{WIDE}" height="{HIGH}" font-size="{SIZE}" '
        f'font-family="Noto Sans CJK SC, Noto Sans, sans-serif">{"".join(parts)}</svg>'
    )


def _top(most: int) -> int:
    """Return the highest number of the scale: `TICKS` round steps that hold the largest."""
    step, size = 1, 1
    while True:
        for one in STEPS:
            step = one * size
            if step * TICKS >= most:
                return step * TICKS
        size *= 10


def _y(number: float, top: int) -> float:
    return HIGH - BOTTOM - number / top * (HIGH - TOP - BOTTOM)


def _frame(top: int) -> Iterator[str]:
    for tick in range(TICKS + 1):
        number = top * tick // TICKS
        y = _y(number, top)
        wide = 1.2 if tick == 0 else 0.5
        yield (
            f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="currentColor" stroke-width="{wide}"/>'
            f'<text x="{LEFT - 6}" y="{y + SIZE / 3:.1f}" text-anchor="end" fill="currentColor">{number}</text>'
        )


def _names(chart: Chart) -> Iterator[str]:
    x = float(LEFT)
    bars = 0
    for one in chart.series:
        if one.line:
            yield f'<line x1="{x:.0f}" x2="{x + 18:.0f}" y1="11" y2="11" stroke="currentColor" stroke-width="2.2"/>'
        else:
            yield f'<rect x="{x:.0f}" y="5" width="18" height="12" {_fill(bars)}/>'
            bars += 1
        yield f'<text x="{x + 24:.0f}" y="16" fill="currentColor">{escape(one.name)}</text>'
        x += 24 + _width(one.name) + 22


def _width(words: str) -> float:
    return SIZE * sum(LETTER if letter.isascii() else 1.0 for letter in words)


def _fill(number: int) -> str:
    """Return how a row of bars looks: full, then hollow; told apart without colours."""
    return 'fill="currentColor"' if number == 0 else 'fill="none" stroke="currentColor" stroke-width="1.4"'


def _points(chart: Chart) -> Iterator[str]:
    for number, name in enumerate(chart.points):
        if number % chart.every == 0:
            x = LEFT + (number + 0.5) * _room(chart)
            yield (
                f'<text x="{x:.1f}" y="{HIGH - 7}" text-anchor="middle" fill="currentColor">{escape(name)}</text>'
            )


def _room(chart: Chart) -> float:
    return (WIDE - LEFT - RIGHT) / max(1, len(chart.points))


def _bars(chart: Chart, one: Series, number: int, of: int, top: int) -> Iterator[str]:
    room = _room(chart)
    wide = room * 0.8 / of
    for point, value in enumerate(one.numbers):
        if value:
            x = LEFT + point * room + room * 0.1 + number * wide
            y = _y(value, top)
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(1.5, wide - 1):.1f}" '
                f'height="{HIGH - BOTTOM - y:.1f}" {_fill(number)}/>'
            )


def _line(chart: Chart, one: Series, top: int) -> Iterator[str]:
    room = _room(chart)
    known = [
        (LEFT + (point + 0.5) * room, _y(value, top))
        for point, value in enumerate(one.numbers)
        if value is not None
    ]
    if len(known) > 1:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in known)
        yield f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2.2"/>'
    for x, y in known:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="currentColor"/>'
