"""What stays for as long as the kiosk runs is not looked through for garbage; what is made later is."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from kiosk.memory import spare_what_stays


class Ring:
    """Something that only the collector can free: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_stays_is_passed_by() -> None:
    stays = [Ring() for _ in range(1000)]
    spare_what_stays()
    assert gc.get_freeze_count() > 1000
    assert not any(isinstance(one, Ring) for one in gc.get_objects())
    assert len(stays) == 1000


def test_what_comes_later_is_still_freed() -> None:
    spare_what_stays()
    passing = weakref.ref(Ring())
    gc.collect()
    assert passing() is None


def test_rubbish_is_not_kept_for_ever() -> None:
    rubbish = weakref.ref(Ring())
    spare_what_stays()
    assert rubbish() is None
