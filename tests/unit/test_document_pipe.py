"""The bytes of the pipe to the reader of documents, and what is never shown of a field."""

from __future__ import annotations

import pytest

from drivers.documents.codec import Refusal, answer, frame, head_of, lengths_of, seen_in
from drivers.documents.sight import Line, Sight
from kiosk.domain.documents.document import Document, Field, FieldName, Kind

LINE = Line("林晓梅", 0.98, 0.1, 0.2, 0.3, 0.25, ((("林", 0.9), ("木", 0.1)),))
SIGHT = Sight((LINE,), b"\xff\xd8 picture", 1200, 757, True, ((LINE, LINE),), ("@\n\x1e\rANSI ",))


def test_golden_bytes() -> None:
    assert frame({"number": 7}).hex() == "0000000c000000007b226e756d626572223a377d"


def test_what_goes_in_comes_out() -> None:
    for seen in (SIGHT, Refusal("no_picture")):
        words = answer(9, seen)
        lengths = lengths_of(words[:8])
        assert lengths is not None
        head, body = head_of(words[8 : 8 + lengths[0]]), words[8 + lengths[0] :]
        assert head is not None and head["number"] == 9 and len(body) == lengths[1]
        assert seen_in(head, body) == seen


@pytest.mark.parametrize("head", [{}, {"seen": {}}, {"seen": {"lines": 3}}, {"seen": None}])
def test_what_is_no_answer_is_none(head: dict[str, object]) -> None:
    assert seen_in(head, b"") is None


def test_a_frame_of_absurd_length_is_none() -> None:
    assert (
        lengths_of(b"a banner") is None and lengths_of(b"\xff" * 8) is None and lengths_of(bytes(8)) is None
    )
    assert head_of(b"[1]") is None and head_of(b"\xff") is None


def test_no_field_shows_itself_in_a_log() -> None:
    said = Document(Kind.TD3, {FieldName.NUMBER: Field("L898902C3", True)})
    assert "L898902C3" not in repr(said) and said.text(FieldName.NUMBER) == "L898902C3"
    assert said.text(FieldName.NAME) == "" and not said.is_sure(FieldName.NAME)
