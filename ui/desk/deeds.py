"""One thing done from a desk's page: what follows it, and what is said where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection

from werkzeug.wrappers import Response as AnyResponse

from kiosk.domain.refusal import Refused
from ui import failures
from ui.reach import go
from ui.screens import Message


def done(
    act: Callable[[], object],
    to: str,
    again: Callable[[Message], AnyResponse],
    *,
    elsewhere: Collection[str] = (),
    here: Collection[str] | None = None,
) -> AnyResponse:
    """Return the way to the page `to` once `act` is done; where it is refused, the same page `again` with why.

    `elsewhere`: codes that have a page of their own; `here`: the only codes that this page speaks of, None for any.

    Raises:
        Refused: one of the codes that this page does not speak of.
    """
    try:
        act()
    except Refused as refused:
        if refused.code in elsewhere or (here is not None and refused.code not in here):
            raise
        return again(failures.message(refused.code, refused.facts))
    return go(to)
