"""Facts about corrections in registers: what each event is called on disk, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.events import Event, stored_as


@stored_as("register.corrected/1")
@dataclass(frozen=True)
class RegisterCorrected(Event):
    """Somebody has put right one value of a register's line; what stood there stays readable.

    `correction`: the form's id; `register`, `about`, `field`: whose value. `was`, `now`: a code, a number, or the
    vault's reference to what was written, whose SHA-256 is `digest`. `why`: the reference to what was typed.
    """

    correction: str
    register: str
    about: str
    field: str
    was: str
    now: str
    digest: str
    why: str
    by: str
