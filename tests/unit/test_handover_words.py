"""What a shift leaves behind, in words: nothing is said twice."""

from __future__ import annotations

import pytest

from kiosk.language.messages import Language, known, text


@pytest.mark.parametrize("code", ["alarm.board_lost", "alarm.reader_lost"])
@pytest.mark.parametrize("language", Language)
def test_a_device_that_was_lost_is_named_once(code: str, language: Language) -> None:
    key = next(
        one for one in (f"shift.difference.{code}", f"attendant.task.{code}.what") if known(one)
    )  # the order in which HandoverWords.difference looks
    assert text(key, language, device="locks-a", name="locks-a").count("locks-a") == 1
