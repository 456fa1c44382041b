"""The codes before a camera: what is there now, what just came, and no work while nothing moves."""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.codes import FIRST_LOOK, LOBBY, MORE_LOOKS, RETAIL, Code, Corners, readable, seen
from drivers.camera.looks import Look

ABSENT_S = 1.0
FORGET_S = 5.0
LOOK_AGAIN_S = 0.5
FRAMES = 3
"""All looks are taken within so many pictures of one that differs, the first look at each of them."""
BUDGET_S = 0.15
"""Processor time after which no further look is begun at one picture: a slower machine takes more pictures."""
AGREE_WITHIN_S = 5.0

_BLOCK = 16
_NEAR = 0.25
"""Of its width: two texts that stand nearer to each other were read off one symbol. Two goods are further apart."""
_OUTWEIGHS = 4
"""A text that covers so many times the ground of the other is the symbol's, the other a stray line through it."""
_CHANGE = 6
"""Grey levels by which the mean of a 16 x 16 block must move; sensor noise of 8 levels moves it by 3."""

Fits = Callable[[str], bool]


def changed(previous: NDArray[np.uint8] | None, grey: NDArray[np.uint8]) -> bool:
    """Return whether something visible moved between two pictures, whatever the sensor's noise did."""
    return previous is None or _differ(_outline(previous), _outline(grey))


def _outline(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    size = max(1, grey.shape[1] // _BLOCK), max(1, grey.shape[0] // _BLOCK)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _differ(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> bool:
    return before.shape != after.shape or int(cv2.absdiff(before, after).max()) >= _CHANGE


def never(text: str) -> bool:
    """Return False: no code is awaited."""
    return False


def undisputed(codes: tuple[Code, ...], fits: Fits = never) -> tuple[Code, ...]:
    """Return `codes` without those unsure ones that stand where another of their kind says something else."""
    return tuple(
        code
        for code in codes
        if code.sure or fits(code.text) or not any(_disputes(other, code) for other in codes)
    )


def _kind(symbology: str) -> str:
    return "goods" if symbology in RETAIL else symbology


def _disputes(other: Code, code: Code) -> bool:
    if _kind(other.symbology) != _kind(code.symbology) or other.text == code.text:
        return False
    (left, top, right, bottom), mine = _box(code.corners), _area(code.corners)
    its_left, its_top, its_right, its_bottom = _box(other.corners)
    near = max(right - left, its_right - its_left) * _NEAR
    apart = max(left - its_right, its_left - right, top - its_bottom, its_top - bottom)
    return apart <= near and mine < _area(other.corners) * _OUTWEIGHS


def _box(corners: Corners) -> tuple[int, int, int, int]:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(down), max(across), max(down)


def _area(corners: Corners) -> int:
    left, top, right, bottom = _box(corners)
    return (right - left + 1) * (bottom - top + 1)


class Agreement:
    """Which codes count: sure ones at once, unsure ones that fit what is awaited or that a second picture bears out."""

    def __init__(self, fits: Fits = never) -> None:
        self._fits = fits
        self._told: dict[tuple[str, str], list[float]] = {}

    def counted(self, codes: tuple[Code, ...], at_s: float) -> tuple[Code, ...]:
        """Return those of one picture's codes that count; call it once a picture that was read.

        Where pictures contradict each other, the text that more of them tell, and at least two. Where one symbol is
        told as two texts in one picture, the one that far more of its lines tell, else none.
        """
        codes = undisputed(codes, self._fits)
        self._told = {
            key: recent
            for key, times in self._told.items()
            if (recent := [told_s for told_s in times if at_s - told_s < AGREE_WITHIN_S])
        }
        for code in codes:
            if not code.sure:
                self._told.setdefault((code.symbology, code.text), []).append(at_s)
        return tuple(code for code in codes if code.sure or self._fits(code.text) or self._agreed(code))

    def _agreed(self, code: Code) -> bool:
        mine = len(self._told[code.symbology, code.text])
        others = [
            len(times)
            for (symbology, text), times in self._told.items()
            if _kind(symbology) == _kind(code.symbology) and text != code.text
        ]
        return mine >= 2 and mine > max(others, default=0)


class Watch:
    """The codes before the camera now; a picture that differs from the last one read is read at once.

    Each reading takes the first look and a third of `MORE_LOOKS` in turn, so that a hard code takes three pictures
    and an easy one never waits. A still picture in which nothing was found is read with the looks that are left, then
    again every `LOOK_AGAIN_S` with one of them, since focus comes late and moves no outline. The look that last found
    something goes before the others. Belongs to one thread.
    """

    def __init__(self, symbologies: tuple[str, ...] = LOBBY, fits: Fits = never) -> None:
        """`fits`: whether a text is an awaited parcel's, or like a carrier's: then one picture is enough."""
        self._symbologies = symbologies
        self._looks = tuple(look for look in MORE_LOOKS if look.reads(symbologies))
        self._agreement = Agreement(fits)
        self._outline: NDArray[np.uint8] | None = None
        self._codes: tuple[Code, ...] = ()
        self._read_s = 0.0
        self._looks_left = 0
        self._turn = 0
        self._helped: Look | None = None
        self.readings = 0
        self.moved_s = float("-inf")
        """When a picture last differed from the one before it, in the seconds that `look` was told."""

    def look(self, grey: NDArray[np.uint8], at_s: float) -> tuple[Code, ...]:
        """Return the codes in view at `at_s` (monotonic seconds); those of a still picture stay known."""
        if not readable(grey):
            return ()
        outline, count = _outline(grey), -(-len(self._looks) // FRAMES)
        if self._outline is None or _differ(self._outline, outline):
            self._looks_left = len(self._looks)
            if self._outline is not None:
                self.moved_s = at_s
        elif self._codes:
            return self._codes
        elif self._looks_left <= 0:
            if at_s - self._read_s < LOOK_AGAIN_S:
                return ()
            count, self._looks_left = 1, 0
        self._outline, self._read_s = outline, at_s
        self._codes = self._agreement.counted(self._read(grey, count), at_s)
        return self._codes

    def _read(self, grey: NDArray[np.uint8], count: int) -> tuple[Code, ...]:
        self.readings += 1
        until_s = time.thread_time() + BUDGET_S
        helped, self._helped = self._helped, None
        for look in (FIRST_LOOK, helped):
            if look is not None and (found := seen(grey, self._symbologies, look)):
                self._helped = helped if look is helped else None
                return found
        for _ in range(count):
            look = self._looks[self._turn]
            self._turn = (self._turn + 1) % len(self._looks)
            self._looks_left -= 1
            if look.aside and self._looks_left < 0:
                continue  # a scene that it has read already: it costs as much as four others
            if found := seen(grey, self._symbologies, look):
                self._helped = look
                return found
            if time.thread_time() > until_s:
                break
        return ()


class Moments:
    """Tells the moment in which a code comes: once, and again only after `ABSENT_S` out of sight."""

    def __init__(self) -> None:
        self._gone_s: dict[tuple[str, str], float | None] = {}
        self._looked_s = 0.0

    def fresh(self, codes: tuple[Code, ...], at_s: float) -> tuple[Code, ...]:
        """Return those of `codes` that just came; call it with every look, also with ().

        Absence is what a look did not see: a camera that stalls for a second does not make a code new. After
        `FORGET_S` without any look all is new.
        """
        if at_s - self._looked_s > FORGET_S:
            self._gone_s.clear()
        self._looked_s = at_s
        seen = {(code.symbology, code.text): code for code in codes}
        for key, gone_s in list(self._gone_s.items()):
            if key in seen:
                continue
            if gone_s is None:
                self._gone_s[key] = at_s
            elif at_s - gone_s >= ABSENT_S:
                del self._gone_s[key]
        came = [code for key, code in seen.items() if not self._known(key, at_s)]
        self._gone_s.update(dict.fromkeys(seen))
        return tuple(came)

    def _known(self, key: tuple[str, str], at_s: float) -> bool:
        if key not in self._gone_s:
            return False
        gone_s = self._gone_s[key]
        return gone_s is None or at_s - gone_s < ABSENT_S
