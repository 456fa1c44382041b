"""The camera, and the stills that are kept as evidence."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from kiosk.settings.base import Table
from kiosk.settings.words import did_you_mean

PI = "pi"
UNIX, HTTP = "unix:", "http://"
EXPOSURES = ("auto", "bracket")
SHORTEST_MS, LONGEST_MS = 0.05, 200
MOMENTS = ("forced", "doubt", "drop", "collect")

CodeKind = Literal["qr", "code128", "ean13", "ean8", "upce", "datamatrix", "pdf417"]
Moment = Literal["forced", "doubt", "drop", "collect"]


class CameraSettings(Table):
    """The camera: a device, the Pi's own ("pi"), or a stream's address; how it hangs; what is kept of what it sees.

    `rotation`: degrees by which its pictures are turned clockwise. `exposure`: "auto", "bracket" (short and long ones
    in turn while nothing is read), or milliseconds. `codes`: what is looked for; each kind more costs time on every
    picture, and a bar code of goods may lie beside a waybill. `evidence`: the moments of which a still is kept, at most
    `evidence_per_day`, for `evidence_days`, and none while less than `evidence_free_mb` are free on the disk.
    """

    source: str
    rotation: Literal[0, 90, 180, 270] = 0
    mirror: bool = False
    exposure: str | float = "auto"
    codes: Annotated[tuple[CodeKind, ...], Field(min_length=1)] = ("qr", "code128")
    evidence: tuple[Moment, ...] = ()
    evidence_per_day: Annotated[int, Field(ge=1, le=5000)] = 500
    evidence_days: Annotated[int, Field(ge=1, le=365)] = 30
    evidence_free_mb: Annotated[int, Field(ge=50, le=100_000)] = 500

    @field_validator("source")
    @classmethod
    def _can_be_opened(cls, value: str) -> str:
        if value.startswith("https://"):
            raise ValueError("a camera is reached without TLS: http://, on this machine or its own network")
        if value == PI or value.startswith(("/dev/", UNIX, HTTP)) or "%" in value:
            return value
        if value.isdigit() or value.startswith("video"):
            raise ValueError('a device is named by its path, for example "/dev/loge-camera"')
        raise ValueError(
            'not a camera; for example "/dev/loge-camera", "pi" or "http://192.0.2.5/video.mjpg"'
        )

    @field_validator("exposure", mode="before")
    @classmethod
    def _can_be_set(cls, value: Any, info: ValidationInfo) -> str | float:
        if isinstance(value, str):
            if value not in EXPOSURES:
                hint = did_you_mean(value, list(EXPOSURES))
                raise ValueError(f'allowed are "auto", "bracket" and milliseconds{hint}')
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError('allowed are "auto", "bracket" and milliseconds')
        elif not SHORTEST_MS <= value <= LONGEST_MS:
            raise ValueError(f"from {SHORTEST_MS} to {LONGEST_MS} milliseconds are allowed")
        if value != "auto" and str(info.data.get("source", "")).startswith(HTTP):
            raise ValueError(
                'a camera behind an http:// address sets its own exposure; only "auto" is possible'
            )
        return value if isinstance(value, str) else float(value)

    @field_validator("evidence", "codes")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({one for one in value if value.count(one) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands there twice")
        return value
