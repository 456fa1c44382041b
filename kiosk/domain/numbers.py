"""Numbers of papers that people type: work orders, vouchers, seals. They stand in the log for ever, so no name may."""

from __future__ import annotations

import re

from kiosk.domain.refusal import Refused

LONGEST = 40
_FORM = re.compile(r"(?=.*\d)(?!.*[A-Za-z]{7})[A-Za-z0-9](?:[ ./_#-]{0,3}[A-Za-z0-9])*")
"""Letters, digits and a few signs between them, with one digit at least and no long word: hardly a name."""


def paper_number(typed: str, longest: int = LONGEST) -> str:
    """Return a number as it was typed, "" for none.

    Raises:
        Refused: `number.form` for what is no number: words about people belong in a note, which is sealed.
    """
    number = typed.strip()
    if number and (len(number) > longest or not _FORM.fullmatch(number)):
        raise Refused("number.form")
    return number
