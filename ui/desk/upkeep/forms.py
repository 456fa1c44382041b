"""What can be done about a key at the desk, as forms: only what fits how the key is, and who looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.domain.items import CustodianKind, Key
from kiosk.domain.people import STAFF
from kiosk.domain.upkeep import knowing as known
from kiosk.domain.upkeep.condition import (
    COPY_ENDS,
    FAULTS,
    HOLDERS,
    REPLACED_FOR,
    WITHDRAWN_FOR,
    Condition,
    Loss,
)
from kiosk.domain.upkeep.upkeep import DECIDES
from ui.desk.sessions import present
from ui.desk.upkeep.lines import HERE, holder_in_words
from ui.desk.upkeep.pages import Entry, Form, Picks
from ui.desk.words import Words

LANGUAGES = ("zh_Hans", "zh_Hant", "en")
WORDS = Entry("words", "text", "words")


def forms_of(words: Words, key: Key) -> tuple[Form, ...]:
    """Return everything that whoever looks may do about a key."""
    house = words.journeys.ledger.house
    condition, loss = known.condition_of(house, key.id), known.compromised(house, key)
    here = f"{HERE}/{key.id}"
    found = [_report(words, key, here)]
    if present().role in DECIDES:
        found += _deciding(words, key, condition, here)
    if loss:
        found += _about_lock(words, loss, here)
    return (*found, *_about_copies(words, key, here))


def picks(words: Words, under: str, values: Iterable[str]) -> Picks:
    """Return values with their words."""
    return tuple((value, words.say(f"{under}.{value}")) for value in values)


def staff(words: Words, first: str = "") -> Picks:
    """Return everybody who works here; `first` before the others."""
    people = [one for one in words.journeys.ledger.house.people.values() if one.role in STAFF and one.active]
    people.sort(key=lambda one: (one.id != first, one.role not in DECIDES, one.id))
    return tuple((one.id, words.journeys.directory.name(one.id)) for one in people)


def _home(words: Words, key: Key) -> Picks:
    """Whoever lives where a key belongs may say something of it as well."""
    people = words.journeys.ledger.house.people.values()
    home = [one.id for one in people if key.unit and one.unit == key.unit and one.active]
    return tuple((one, words.person(one)) for one in sorted(home))


def _report(words: Words, key: Key, here: str) -> Form:
    last = key.custodian.id if key.custodian.kind is CustodianKind.PERSON else present().id
    entries = (
        Entry("what", "pick", "what", picks(words, "upkeep.fault", FAULTS)),
        Entry("said_by", "select", "said_by", (*staff(words, last), *_home(words, key))),
        WORDS,
    )
    return Form("report", f"{here}/report", entries)


def _deciding(words: Words, key: Key, condition: Condition, here: str) -> Iterator[Form]:
    reasons = picks(words, "attendant.upkeep.why", WITHDRAWN_FOR)
    if condition.withdrawn is None:
        yield Form("withdraw", f"{here}/withdraw", (Entry("reason", "pick", "why", reasons), WORDS))
    if condition.replacing is None and key.custodian.kind is not CustodianKind.PERSON:
        yield Form("replace", f"{here}/replace", _replacing(words, key))


def _replacing(words: Words, key: Key) -> tuple[Entry, ...]:
    tags = (
        ("same", words.say("attendant.upkeep.field.tag_same")),
        ("new", words.say("attendant.upkeep.field.tag_new")),
    )
    gone = key.custodian.kind is CustodianKind.NOBODY_KNOWS
    return (
        Entry("reason", "pick", "why", picks(words, "attendant.upkeep.why", REPLACED_FOR)),
        Entry("tag", "pick", "tag", tags[1:] if gone else tags, "new" if gone else "same"),
        Entry("cut", "text", "cut"),
        *(Entry(f"label_{one}", "text", f"label_{one}") for one in LANGUAGES),
    )


def _about_lock(words: Words, loss: Loss, here: str) -> Iterator[Form]:
    said = Entry("loss", "hidden", "", value=loss.id)
    today = words.journeys.losses.today().isoformat()
    yield Form(
        "changed",
        f"{here}/changed",
        (
            said,
            Entry("done_on", "date", "done_on", value=today),
            Entry("words", "text", "done_by"),
            Entry("order", "text", "order"),
        ),
    )
    yield Form("give", f"{here}/give", (said, Entry("owner", "select", "owner", staff(words, loss.owner))))
    if known.has_turned_up(words.journeys.ledger.house, loss) and present().role in DECIDES:
        yield Form("recovered", f"{here}/recovered", (said, Entry("words", "text", "why")))


def _about_copies(words: Words, key: Key, here: str) -> Iterator[Form]:
    house = words.journeys.ledger.house
    holders = picks(words, "attendant.upkeep.holder", HOLDERS)
    yield Form(
        "copy",
        f"{here}/copies",
        (
            Entry("holder", "pick", "holder", holders),
            Entry("words", "text", "by_order"),
            Entry("order", "text", "order"),
            Entry("cut", "text", "cut"),
        ),
    )
    if outside := known.copies_of(house, known.cylinder_of(house, key)).outside:
        named = tuple((one.id, holder_in_words(words, one.holder, one.note)) for one in outside)
        ends = picks(words, "attendant.upkeep.end", COPY_ENDS)
        entries = (Entry("copy", "select", "holder", named), Entry("why", "pick", "why", ends))
        yield Form("copy_over", f"{here}/copies/over", entries)
    number = Entry("found", "number", "found")
    yield Form("count", f"{here}/count", (number, Entry("words", "text", "difference")))
    others = tuple((one.id, words.key(one)) for one in house.keys.values() if one.id != key.id)
    own = (("", words.say("attendant.upkeep.field.own_lock")),)
    yield Form("fits", f"{here}/fits", (Entry("like", "select", "like", (*own, *others)),))
