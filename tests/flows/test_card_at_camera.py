"""A card held before the camera: shown where nobody can read it, from both its sides, and read for the desk."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from drivers.camera.driver import Mounting, coarse
from drivers.documents.codec import Refusal
from drivers.documents.reader import DocumentReader
from drivers.documents.sim_card import has_fonts
from drivers.sim.id_cards import holder_of, passport_of
from kiosk.assembly.reading import together
from kiosk.domain.documents.document import LONG, Document, Field, FieldName, Kind
from kiosk.domain.documents.doubts import AGE_DIFFERS
from kiosk.domain.policy.events import Vouched
from kiosk.flows.identity.card_reading import Reading, Seen, Side, Step
from kiosk.flows.people.vouching import Word
from kiosk.ports.devices import ReadDocument
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_identifying import NUMBER, PICTURE, filed, refusal, staff
from tests.lobby import Play, Site
from tests.wire.waiting import until

N = FieldName
BOTH = """
[identity]
both_sides = true
keep_number_days = 2
[[policy]]
journey = "collect"
category = "valuable"
ways = ["slip + id"]
"""


@dataclass
class Turning:
    """Reads a card that somebody holds: whichever side lies before the camera now."""

    side: Kind | None = Kind.RESIDENT_FRONT
    issued: str = "2019-05-06"
    expires: str = LONG
    looks: list[Kind | None] = field(default_factory=list)

    def prepare(self) -> None:
        """Nothing to start."""

    def read(self, pictures: Sequence[bytes]) -> Document | None:
        """Return the side that lies there."""
        found = self.cut_out(pictures)
        return found.document if found else None

    def cut_out(self, pictures: Sequence[bytes]) -> ReadDocument | None:
        """Return the side with its picture."""
        assert pictures
        self.looks.append(self.side)
        if self.side is None:
            return None
        fields = {
            N.ISSUED: Field(self.issued, self.expires != LONG),
            N.EXPIRES: Field(self.expires, self.expires != LONG),
        }
        if self.side is not Kind.RESIDENT_BACK:
            fields = {
                N.NUMBER: Field(NUMBER, True),
                N.NAME: Field("金丝雀"),
                N.BORN: Field("1949-12-31", True),
            }
        return ReadDocument(Document(self.side, fields), PICTURE)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + BOTH)
    played = Play(site)
    yield played
    played.close()
    site.close()


def now(play: Play, by: str = "", *, step: Step, wants: Side = Side.FRONT) -> Reading:
    def there() -> Reading | None:
        found = play.journeys.identifying.current(by)
        return found if found and (found.step, found.wants) == (step, wants) else None

    found = until(there, 10)
    assert found is not None
    return found


def test_both_sides_are_asked_for_in_turn_and_then_the_door_opens(play: Play) -> None:
    card, identifying = Turning(), play.journeys.identifying
    identifying.reads_with(card, lambda: True)
    filed(play)
    waiting_parcel(play)
    identifying.begin()
    front = now(play, step=Step.LOOKING, wants=Side.BACK)  # by itself, once the front is proved
    assert front.sure and front.lacks_back
    assert refusal(lambda: identifying.collect(front.id)) == "id.over"  # nothing is confirmed while it looks
    until(lambda: (one := identifying.current()) is not None and one.seen is Seen.OTHER_SIDE, 10)
    card.side = Kind.RESIDENT_BACK
    whole = now(play, step=Step.READ, wants=Side.BACK)
    assert whole.text(N.EXPIRES) == LONG and whole.document is not None and whole.document.is_sure(N.EXPIRES)
    assert whole.text(N.NUMBER) == NUMBER and not whole.lacks_back
    take(play, identifying.collect(whole.id))


def test_a_card_that_is_over_or_whose_back_is_not_shown_opens_nothing(play: Play) -> None:
    card, identifying = Turning(), play.journeys.identifying
    identifying.reads_with(card, lambda: True)
    filed(play)
    parcel = waiting_parcel(play)
    identifying.begin()
    now(play, step=Step.LOOKING, wants=Side.BACK)
    alone = now(play, step=Step.READ, wants=Side.BACK)  # nobody turned it over
    assert refusal(lambda: identifying.collect(alone.id)) == "id.back"
    card.side, card.issued, card.expires = (
        Kind.RESIDENT_BACK,
        "1992-05-06",
        "2012-05-06",
    )  # 42 years old: twenty years
    identifying.turn()
    over = now(play, step=Step.READ, wants=Side.BACK)
    assert identifying.is_over(over) and "expired" in identifying.doubts(over)
    assert refusal(lambda: identifying.collect(over.id)) == "id.expired"
    card.side, card.expires = (
        Kind.RESIDENT_FRONT,
        "2002-05-06",
    )  # ten years at 42: of another card, or misread
    identifying.begin()
    now(play, step=Step.LOOKING, wants=Side.BACK)
    card.side = Kind.RESIDENT_BACK
    odd = now(play, step=Step.READ, wants=Side.BACK)
    assert AGE_DIFFERS in identifying.doubts(odd)
    assert refusal(lambda: identifying.collect(odd.id)) == "id.unsure"
    assert play.journeys.ledger.house.moving(parcel) is None


def test_what_the_camera_sees_is_shown_only_while_a_card_is_looked_for(play: Play) -> None:
    card, identifying = Turning(side=None), play.journeys.identifying
    identifying.reads_with(card, lambda: True)
    assert identifying.glance() == b""
    identifying.begin("a-lin")
    seen = until(lambda: identifying.glance("a-lin"), 10)
    assert seen and identifying.glance() == b""  # the lobby sees nothing of what the desk looks for
    picture = Image.open(io.BytesIO(seen))
    assert picture.format == "JPEG" and picture.width <= 400 and len(seen) < 30_000
    identifying.cancel("a-lin")
    assert identifying.glance("a-lin") == b""


@pytest.mark.skipif(not has_fonts(), reason="no Noto CJK fonts to draw cards with")
def test_nobody_reads_a_card_in_what_is_shown_of_it(play: Play) -> None:
    card = holder_of({"id": "r-zhang", "name": "张伟", "unit": "1-1-0802"})
    play.bench.show_id_card("r-zhang")
    still = play.journeys.identifying._camera
    assert still is not None
    with closing(DocumentReader(name="document-reader", idle_s=None)) as reader:

        def read(picture: bytes) -> Document | None:
            seen = reader.read(picture)
            found = together([seen], date(2026, 11, 22)) if not isinstance(seen, Refusal) else None
            return found.document if found else None

        def sharp() -> bytes | None:
            taken = still.still()
            found = read(taken)
            return taken if found and found.text(N.NUMBER) == card.number else None

        taken = until(sharp, 60)
        assert taken is not None
        shown = coarse(taken, Mounting())
        assert shown is not None
        for large in (shown, _as_large_as(taken, shown)):
            lines = reader.read(large)
            told = "" if isinstance(lines, Refusal) else "".join(line.text for line in lines.lines)
            assert sum(mark.isdigit() for mark in told) < 4 and "张伟" not in told, told
    play.bench.clear()


def _as_large_as(taken: bytes, shown: bytes) -> bytes:
    """Return what is shown the way the camera saw it, enlarged and sharpened: what somebody who means it would try."""
    size = Image.open(io.BytesIO(taken)).size
    made = ImageOps.autocontrast(
        ImageOps.mirror(Image.open(io.BytesIO(shown))).resize(size, Image.Resampling.LANCZOS)
    )
    written = io.BytesIO()
    made.save(written, "JPEG", quality=92)
    return written.getvalue()


def test_the_desk_reads_the_card_of_whoever_waits_and_answers_by_it(play: Play) -> None:
    card, j = Turning(), play.journeys
    j.identifying.reads_with(card, lambda: True)
    parcel = waiting_parcel(play)
    j.waiting.categorise(parcel, "valuable", staff(play))
    assert refusal(lambda: j.collect.by_slip(slip_text(play, parcel))) == "proof.more"
    asked = j.proofs.asked()
    assert asked is not None
    j.proofs.call_desk(asked.token)
    j.identifying.begin("a-lin", about=asked.token)
    reading = now(play, "a-lin", step=Step.READ)  # the desk is not made to look at both sides, and may
    assert reading.about == asked.token and reading.has_back and not reading.lacks_back
    word = Word("ab" * 16, asked.token, "document_seen", "id_card", NUMBER, "s-chen", "864200")
    movement = j.vouching.answer(staff(play), word)
    assert movement.item == parcel
    (kept,) = j.documents.of("r-zhang")
    assert (kept.id, kept.how, kept.by) == (word.act, "read", "a-lin")
    (vouched,) = [
        one for one in j.register.events(words="policy.vouched", most=9) if one.kind == Vouched.stored_as
    ]
    assert vouched.body["document"] == j.documents.digest_of("id_card", NUMBER)
    take(play, movement)


@pytest.mark.skipif(not has_fonts(), reason="no Noto CJK fonts to draw cards with")
def test_both_sides_of_a_card_and_a_passport_are_read_by_the_reader_itself(play: Play) -> None:
    card, identifying = (
        holder_of({"id": "r-zhang", "name": "张伟", "unit": "1-1-0802"}),
        play.journeys.identifying,
    )
    play.bench.show_id_card("r-zhang")
    identifying.begin()
    until(lambda: (one := identifying.current()) is not None and one.wants is Side.BACK, 60)
    play.bench.show_id_card("r-zhang", side="back")
    whole = until(lambda: one if (one := identifying.current()) and one.step is Step.READ else None, 60)
    assert whole is not None and whole.document is not None and identifying.doubts(whole) == ()
    assert whole.text(N.NUMBER) == card.number and whole.document.is_sure(N.EXPIRES)
    assert whole.text(N.EXPIRES) == (LONG if card.expires == "长期" else card.expires.replace(".", "-"))
    play.bench.show_id_card("r-zhang", side="passport")
    identifying.begin("a-lin")
    other = until(
        lambda: one if (one := identifying.current("a-lin")) and one.step is Step.READ else None, 60
    )
    assert other is not None and (other.kind, other.sure) == ("passport", True)
    assert other.text(N.NUMBER) == passport_of({"id": "r-zhang", "name": "张伟"})[1][:9]
    play.bench.clear()
