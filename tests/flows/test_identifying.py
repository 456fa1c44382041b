"""An identity card at the camera: read, shown masked, confirmed; kept sealed until its day, and in nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.documents.sim_card import has_fonts
from drivers.sim.id_cards import holder_of
from kiosk.domain.documents.document import Document, Field, FieldName, Kind
from kiosk.domain.identity.events import DocumentDeleted
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.card_reading import Reading, Step
from kiosk.ports.devices import ReadDocument, Unavailable
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import Play, Site
from tests.wire.waiting import until

NUMBER, OTHER = "11010519491231002X", "110105199003070041"
PICTURE = b"\xff\xd8canary-picture-of-a-card\xff\xd9"
KEPT = "\n[identity]\nkeep_number_days = 2\nkeep_picture_days = 1\n"


@dataclass
class Cards:
    """Reads whatever card lies there: a reader of documents without the engines."""

    number: str = NUMBER
    sure: bool = True
    kind: Kind = Kind.RESIDENT_FRONT
    broken: bool = False
    there: bool = True
    looks: list[int] = field(default_factory=list)

    def prepare(self) -> None:
        """Nothing to start."""

    def read(self, pictures: Sequence[bytes]) -> Document | None:
        """Return the card."""
        found = self.cut_out(pictures)
        return found.document if found else None

    def cut_out(self, pictures: Sequence[bytes]) -> ReadDocument | None:
        """Return the card with its picture."""
        self.looks.append(len(pictures))
        if self.broken:
            raise Unavailable("document-reader", "document_reader")
        if not self.there:
            return None
        fields = {FieldName.NUMBER: Field(self.number, self.sure), FieldName.NAME: Field("金丝雀")}
        return ReadDocument(Document(self.kind, fields), PICTURE)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + KEPT)
    played = Play(site)
    yield played
    played.close()
    site.close()


def with_cards(play: Play, **what: object) -> Cards:
    cards = Cards(**what)  # type: ignore[arg-type]
    play.journeys.identifying.reads_with(cards, lambda: True)
    return cards


def staff(play: Play) -> Person:
    return play.journeys.ledger.house.people["a-lin"]


def refusal(does: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        does()
    return refused.value.code


def read(play: Play, by: str = "", step: Step = Step.READ, within_s: float = 10) -> Reading:
    """Return a card that was shown to the camera, as far as it came."""
    play.journeys.identifying.begin(by)

    def there() -> Reading | None:
        now = play.journeys.identifying.current(by)
        return now if now and now.step is step else None

    found = until(there, within_s)
    assert found is not None
    return found


def filed(play: Play, person: str = "r-zhang", number: str = NUMBER) -> None:
    shown = play.journeys.identifying.entered("id_card", number, staff(play))
    play.journeys.documents.file(person, shown, staff(play))


def goes_on(play: Play, days: float) -> None:
    """Have the clock go on."""
    clock, now = play.journeys.clock, play.journeys.clock.now
    clock.now = lambda: now() + timedelta(days=days)  # type: ignore[method-assign]


def test_whose_card_is_on_file_collects_by_it(play: Play) -> None:
    with_cards(play)
    filed(play)
    parcel = waiting_parcel(play)
    reading = read(play)
    assert play.journeys.ledger.house.moving(parcel) is None  # not before they say that it is theirs
    movement = play.journeys.identifying.collect(reading.id)
    assert movement.how == "id_card"
    take(play, movement)
    assert refusal(lambda: play.journeys.identifying.collect(reading.id)) == "id.over"
    assert play.journeys.identifying.current() is None
    (kept,) = play.journeys.documents.of("r-zhang")
    assert (kept.how, kept.purpose, [part for part, _ in kept.parts]) == (
        "read",
        "pick-up",
        ["number", "picture"],
    )


def test_a_card_that_is_nobodys_here_or_not_certain_opens_nothing(play: Play) -> None:
    cards = with_cards(play, sure=False)
    filed(play)
    parcel = waiting_parcel(play)
    unsure = read(play)
    assert refusal(lambda: play.journeys.identifying.collect(unsure.id)) == "id.unsure"
    cards.sure, cards.number = True, OTHER
    codes = []
    for _ in range(8):
        reading = read(play)
        codes.append(refusal(lambda reading=reading: play.journeys.identifying.collect(reading.id)))  # type: ignore[misc]
    assert codes[0] == "id.unknown" and codes[-1] == "code.paused"  # nobody tries one number after the other
    assert play.journeys.ledger.house.moving(parcel) is None
    cards.number = "110105194912310021"  # its check digit is wrong: whatever the reader says of it
    assert refusal(lambda: play.journeys.identifying.collect(read(play).id)) == "id.check"


def test_without_the_reader_or_with_a_broken_one_the_rest_goes_on(play: Play) -> None:
    play.journeys.identifying.reads_with(Cards(), lambda: False)
    assert not play.journeys.identifying.own_id
    with pytest.raises(Unavailable):
        play.journeys.identifying.begin()
    cards = with_cards(play, broken=True)
    assert read(play, step=Step.TROUBLE).trouble == "trouble.document_reader"
    cards.broken, cards.there = False, False
    assert read(play, step=Step.NOTHING).document is None
    cards.there, cards.kind = True, Kind.RESIDENT_BACK
    assert read(play, step=Step.NOTHING).document is None
    filed(play)  # typed at the desk, as before
    assert play.journeys.documents.filed("r-zhang") is not None


def test_one_card_is_one_residents_and_comes_off_file_at_once(play: Play) -> None:
    with_cards(play)
    filed(play)
    assert refusal(lambda: filed(play, "r-li")) == "id.of_another"
    filed(play)  # the same again is nothing
    waiting_parcel(play)
    reading = read(play)
    play.journeys.documents.unfile("r-zhang", staff(play), "asked")
    assert refusal(lambda: play.journeys.identifying.collect(reading.id)) == "id.unknown"
    told = [one.kind for one in play.journeys.cards.history("r-zhang")]
    assert told == ["id.removed/1", "id.filed/1"]
    assert refusal(lambda: filed(play, "c-wang")) == "card.residents"


def test_what_was_read_and_then_changed_is_marked_as_such(play: Play) -> None:
    with_cards(play)
    read(play, "a-lin")
    assert play.journeys.identifying.current() is None  # the lobby sees nothing of what the desk reads
    same = play.journeys.identifying.entered("id_card", NUMBER, staff(play))
    other = play.journeys.identifying.entered("id_card", OTHER, staff(play))
    assert (same.how, other.how) == ("read", "corrected")
    play.journeys.identifying.cancel("a-lin")
    assert play.journeys.identifying.entered("id_card", NUMBER, staff(play)).how == "typed"


def test_what_is_kept_is_destroyed_on_its_day_and_the_record_proves_it(play: Play) -> None:
    with_cards(play)
    filed(play)
    parcel = waiting_parcel(play)
    reading = read(play)
    take(play, play.journeys.identifying.collect(reading.id))
    assert parcel
    record = reading.id
    look = play.journeys.documents.look(record, staff(play))
    assert (look.number, look.name, look.picture) == (NUMBER, "金丝雀", True)
    assert play.journeys.documents.picture(record, staff(play)) == PICTURE
    assert (
        refusal(lambda: play.journeys.documents.look(record, play.journeys.ledger.house.people["r-li"]))
        == "staff.needed"
    )
    goes_on(play, 1.01)
    until(lambda: play.journeys.ledger.opened(f"document-picture:{record}") is None, 8)
    assert play.journeys.ledger.opened(f"document-number:{record}") is not None
    goes_on(play, 1.0)
    until(lambda: not play.journeys.documents.of("r-zhang"), 8)
    assert play.journeys.ledger.opened(f"document-number:{record}") is None
    assert refusal(lambda: play.journeys.documents.look(record, staff(play))) == "evidence.gone"
    gone = [
        one.body
        for one in play.journeys.register.events(words="document.deleted", most=9)
        if one.kind == DocumentDeleted.stored_as
    ]
    assert {(one["part"], one["why"]) for one in gone} == {("number", "expired"), ("picture", "expired")}
    file = play.site.root / "var" / "ledger.db"
    found = next(iter(play.site.root.rglob("*.db"))) if not file.exists() else file
    with sqlite3.connect(f"file:{found}?mode=ro", uri=True) as reader:
        keys = [
            row[0] for row in reader.execute("SELECT person FROM person_keys WHERE person LIKE 'document-%'")
        ]
    reader.close()
    assert keys == []


def test_nothing_goes_by_a_clock_that_is_not_believed(play: Play) -> None:
    with_cards(play)
    filed(play)
    waiting_parcel(play)
    play.journeys.identifying.collect(read(play).id)
    play.journeys.documents._trusted = lambda: False
    goes_on(play, 400)
    play.journeys.documents.tick()
    assert len(play.journeys.documents.of("r-zhang")) == 1
    play.journeys.documents._trusted = lambda: True
    play.journeys.documents.tick()
    assert play.journeys.documents.of("r-zhang") == []


def test_a_number_stands_in_no_file_of_the_site(play: Play, caplog: pytest.LogCaptureFixture) -> None:
    with_cards(play)
    filed(play)
    waiting_parcel(play)
    take(play, play.journeys.identifying.collect(read(play).id))
    play.journeys.documents.look(play.journeys.documents.of("r-zhang")[0].id, staff(play))
    for wrong in ("110105194912310021", NUMBER[:17]):
        refusal(lambda wrong=wrong: play.journeys.documents.typed("id_card", wrong))  # type: ignore[misc]
    looked_at = 0
    for path in play.site.root.rglob("*"):
        if path.is_file():
            content, looked_at = path.read_bytes(), looked_at + 1
            for canary in (NUMBER.encode(), NUMBER[:17].encode(), "金丝雀".encode(), PICTURE[2:24]):
                assert canary not in content, path
    assert looked_at > 5 and any(path.name.endswith("-wal") for path in play.site.root.rglob("*"))
    assert NUMBER[:17] not in caplog.text and "金丝雀" not in caplog.text
    house = play.journeys.ledger.house
    assert NUMBER not in repr(house) and NUMBER not in repr(read(play))


@pytest.mark.skipif(not has_fonts(), reason="no Noto CJK fonts to draw cards with")
def test_a_card_held_before_the_camera_is_read_by_the_reader_itself(play: Play) -> None:
    card = holder_of({"id": "r-zhang", "name": "张伟", "unit": "1-1-0802"})
    filed(play, number=card.number)
    parcel = waiting_parcel(play)
    play.bench.show_id_card("r-zhang")
    reading = read(play, within_s=60)
    assert (reading.text(FieldName.NUMBER), reading.sure, reading.kind) == (card.number, True, "id_card")
    movement = play.journeys.identifying.collect(reading.id)
    play.bench.clear()
    assert (movement.item, movement.how) == (parcel, "id_card")
    take(play, movement)
    look = play.journeys.documents.look(reading.id, staff(play))
    assert look.number == card.number
    assert play.journeys.documents.picture(reading.id, staff(play))[:2] == b"\xff\xd8"


def test_another_persons_card_does_not_serve_where_one_persons_is_wanted(tmp_path: Path) -> None:
    rule = '\n[[policy]]\njourney = "collect"\ncategory = "valuable"\nways = ["slip + id"]\n'
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + rule)
    play = Play(site)
    try:
        with_cards(play)
        filed(play, "r-li")
        filed(play, "r-zhang", OTHER)
        parcel = waiting_parcel(play)
        play.journeys.waiting.categorise(parcel, "valuable", staff(play))
        assert refusal(lambda: play.journeys.collect.by_slip(slip_text(play, parcel))) == "proof.more"
        assert refusal(lambda: play.journeys.identifying.collect(read(play).id)) == "id.another"
        assert play.journeys.ledger.house.moving(parcel) is None
        assert play.journeys.documents.of("r-li") == []  # it served for nothing: nothing of it is kept
        asked = play.journeys.proofs.asked()
        assert asked is not None  # and the desk is still a way
        play.journeys.proofs.forget()
        with_cards(play, number=OTHER)
        assert refusal(lambda: play.journeys.collect.by_slip(slip_text(play, parcel))) == "proof.more"
        movement = play.journeys.identifying.collect(read(play).id)
        assert (movement.item, movement.how) == (parcel, "slip")
        assert len(play.journeys.documents.of("r-zhang")) == 1
    finally:
        play.close()
        site.close()
