"""Tells people things, by every way the site has; tried again until it went out, and never in anybody's way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.bookings.booking import Booking
from kiosk.domain.entrusted.counting import untold
from kiosk.domain.entrusted.placing import lying
from kiosk.domain.house import House, Recorded
from kiosk.domain.incidents.incident import Incident
from kiosk.domain.items import CustodianKind, Key, Parcel, ParcelStage
from kiosk.domain.loans.loan import Loan, LoanStage
from kiosk.domain.outgoing import Notice
from kiosk.domain.parcels.amends import HANDED, LOOKED_FOR, WENT_BACK
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.parcels.recalling import told_too_late
from kiosk.domain.parcels.storing import is_shelf
from kiosk.flows.items.loan_slips import thing
from kiosk.flows.paper.slips import Slips
from kiosk.flows.people.directory import Directory
from kiosk.flows.services.service_slips import service_notice
from kiosk.flows.telling.gathering import gathered, letter_for
from kiosk.flows.worker import Worker
from kiosk.language.messages import Language, moment_of, text
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.telling import Channel, Message
from kiosk.settings import Site

log = logging.getLogger(__name__)

RETRY_S = 30.0
"""How often the outbox is looked at."""
REST_S, LONGEST_REST_S = 30.0, 1800.0
"""A way that fails rests for so long, twice as long after each further failure, up to the second."""
GIVEN_UP_AFTER = timedelta(hours=72)
"""A notice that one way has not taken for so long is news no more; the parcel's task at the desk stays."""

OVER = frozenset({"parcel_taken_back", "parcel_with_home", "parcel_returned", LOOKED_FOR, HANDED, WENT_BACK})
"""What is told of parcels that wait no more."""

WENT_HOME = "key_went_home"
"""What is told of a key that is none of ours any more."""


@dataclass
class Rest:
    """When a way that failed may be tried again, in seconds of the monotonic clock."""

    until_s: float
    last_s: float


class Telling:
    """One thread that empties the outbox. A way that fails holds up neither the others nor any door."""

    def __init__(
        self,
        ledger: Ledger,
        channels: Sequence[Channel],
        directory: Directory,
        slips: Slips,
        site: Site,
        clock: Clock,
        *,
        trusted: Callable[[], bool],
        expires: Callable[[Parcel], datetime],
        gather: timedelta = timedelta(0),
        letters: bool = False,
    ) -> None:
        """`expires`: when a waiting parcel's time is over; `gather`: so long parcels of one person are told together.

        `letters`: whom no way reaches is told on paper, for their letter box.
        """
        self._gather = gather
        self._letters = letters
        self._expires = expires
        self._ledger = ledger
        self._channels = channels
        self._directory = directory
        self._slips = slips
        self._site = site
        self._clock = clock
        self._trusted = trusted
        self._rests: dict[str, Rest] = {}
        self.of_desk_work: Callable[[Notice, Language], dict[str, str] | None] = lambda notice, language: None
        """Says what a notice about an order, a complaint or a follow-up tells; None for all others."""
        looks_s = min(RETRY_S, gather.total_seconds() or RETRY_S)
        self._worker = Worker("telling", self._tell_all, again_s=looks_s)
        self.start, self.stop = self._worker.start, self._worker.stop

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Wake up when somebody is to be told something."""
        if any(isinstance(entry.event, e.NoticeQueued) for entry in recorded):
            self._worker.wake()

    def _tell_all(self) -> None:
        for group in gathered(self._ledger.house, self._clock.now(), self._gather):
            if self._worker.stopping:
                return
            if len(group) > 1 and (message := self._together(group)):
                self._send(group, message)
            else:
                for notice in group:
                    self._send([notice], self._message(notice))

    def _send(self, notices: Sequence[Notice], message: Message | None) -> None:
        """Offer notices as one message to each way that has not taken them. They end when none is to be tried again."""
        notice = notices[0]
        ways = [] if message is None else [one for one in self._channels if one.name not in notice.taken]
        answers = {one.name: self._offer(one, message) for one in ways if message}
        taken = [name for name, answer in answers.items() if answer]
        old = self._trusted() and self._clock.now() - notice.since > GIVEN_UP_AFTER
        if None in answers.values() and not old:
            events: list[e.Event] = [e.NoticeTaken(one.id, name) for one in notices for name in taken]
        else:
            events = [e.NoticeSent(one.id, tuple(sorted({*one.taken, *taken}))) for one in notices]
            if not taken and not notice.taken:
                events += untold(self._ledger.house, notice)
            if self._letters:
                events += letter_for(self._ledger.house, notice, message)
        if events:
            self._ledger.execute(lambda house: _offered(house, notices, events, told=bool(taken)))

    def _offer(self, channel: Channel, message: Message) -> bool | None:
        """Return whether a way took a message; False: this person can't be reached so; None: later again."""
        rest = self._rests.get(channel.name)
        if rest and self._clock.monotonic_s() < rest.until_s:
            return None
        try:
            taken = channel.send(message)
        except Exception as trouble:  # whatever one way does, the others and the next notice go on
            log.warning("%s could not be reached: %s", channel.name, type(trouble).__name__)
            last_s = min(LONGEST_REST_S, 2 * rest.last_s) if rest else REST_S
            self._rests[channel.name] = Rest(self._clock.monotonic_s() + last_s, last_s)
            return None
        self._rests.pop(channel.name, None)
        return taken

    def _together(self, notices: Sequence[Notice]) -> Message | None:
        """Return one message about all the parcels of some notices, or None where fewer than two still wait."""
        found = [self._message(one) for one in notices]
        first = next((one for one in found if one), None)
        told = [one for one, message in zip(notices, found, strict=True) if message]
        if first is None or len(told) < 2:
            return None
        language = Language(first.language)
        lines = []
        for one in told:
            parcel = self._ledger.house.parcels[one.item]
            facts = self._of_parcel(one, parcel, language) or {}
            lines.append(text("notice.parcels_waiting.line", language, **facts))
        facts = {
            "estate": self._site.name.in_language(language.value),
            "name": first.name,
            "phone": self._site.desk_phone,
            "count": str(len(told)),
            "lines": "\n".join(lines),
        }
        subject, body = (
            text(f"notice.parcels_waiting.{part}", language, **facts) for part in ("subject", "body")
        )
        return replace(first, subject=subject, body=body)

    def _message(self, notice: Notice) -> Message | None:
        """Return the words, or None if there is nothing to tell any more."""
        house = self._ledger.house
        card, person = self._directory.card(notice.person), house.people.get(notice.person)
        if card is None or person is None:
            return None
        language = Language(person.language)
        parcel, key = house.parcels.get(notice.item), house.keys.get(notice.item)
        if notice.template == WENT_HOME:
            key = self._ledger.key(notice.item)
        about = (
            self._of_parcel(notice, parcel, language)
            if parcel
            else self._of_key(notice, key, language)
            if key
            else None
        )
        if booking := house.bookings.get(notice.item):
            about = self._of_booking(booking, language)
        if inspection := house.inspections.get(notice.item):
            about = {"at": moment_of(inspection.begun, language, self._site.time_zone)}
        if alarm := house.alarms.get(notice.item):
            about = self._of_alarm(alarm, language)
        if loan := house.loans.get(notice.item):
            about = self._of_loan(loan, language)
        if incident := house.incidents.get(notice.item):
            about = self._of_incident(incident, language)
        named = house.delegations.get(notice.item)
        if named:
            about = self._of_delegation(notice, named, language)
        if notice.item in house.deposits or notice.item in house.transfers:
            about = self._of_entrusted(notice, language)
        if (told := self.of_desk_work(notice, language)) is not None:
            about = told
        if asked := house.requests.get(notice.item):
            about = service_notice(notice.template, asked, language, self._site.time_zone)
        if notice.template.startswith("complaint_"):
            about = {}  # also of a parcel that left long ago
        if about is None:
            return None
        facts = {
            "estate": self._site.name.in_language(person.language),
            "name": card.name,
            "phone": self._site.desk_phone,
            **about,
        }
        return Message(
            id=notice.id,
            person=person.id,
            name=card.name,
            phone=card.phone,
            email=card.email,
            language=person.language,
            subject=text(f"notice.{notice.template}.subject", language, **facts),
            body=text(f"notice.{notice.template}.body", language, **facts),
            qr=self._qr(notice, parcel, named),
        )

    def _of_incident(self, incident: Incident, language: Language) -> dict[str, str] | None:
        """Return what a notice about an incident's report says of it; None: the company has it meanwhile."""
        if not incident.open:
            return None
        due = moment_of(incident.due, language, self._site.time_zone)
        return {"number": incident.name, "due": due}

    def _of_loan(self, loan: Loan, language: Language) -> dict[str, str] | None:
        """Return what a notice about something that is lent says of it; None: it is back meanwhile, or due later."""
        if loan.stage is not LoanStage.OUT or loan.reminded is None:
            return None
        item = thing(self._ledger.house, loan.item, loan.kind, language)
        return {"item": item, "due": moment_of(loan.due, language, self._site.time_zone)}

    def _of_alarm(self, alarm: Alarm, language: Language) -> dict[str, str] | None:
        """Return what a notice about an alarm says of it; None: somebody has acknowledged it meanwhile."""
        if not alarm.open:
            return None
        return {
            "kind": text(f"alarms.kind.{alarm.kind}", language),
            "where": ", ".join(alarm.places) or alarm.device or alarm.cabinet,
            "count": str(alarm.count),
            "at": moment_of(alarm.begun, language, self._site.time_zone),
        }

    def _of_entrusted(self, notice: Notice, language: Language) -> dict[str, str] | None:
        """Return what a notice about an entrusted item says of it; None: it is over, or was found meanwhile."""
        house = self._ledger.house
        one = house.deposits.get(notice.item) or house.transfers[notice.item]
        item = house.parcels.get(one.item)
        if one.over or (notice.template == "item_missing" and lying(house, one.item)):
            return None
        deposit, transfer = house.deposits.get(one.id), house.transfers.get(one.id)
        other = (transfer.taker if notice.person == transfer.giver else transfer.giver) if transfer else ""
        known = self._directory.card(other) if other else None
        day = (deposit.due if deposit else None) or one.made
        return {
            "number": one.number,
            "unit": one.unit,
            "day": moment_of(day, language, self._site.time_zone, "yMMMd"),
            "since": moment_of(item.since if item else one.made, language, self._site.time_zone),
            "who": known.name if known else "",
        }

    def _qr(self, notice: Notice, parcel: Parcel | None, named: Delegation | None) -> str | None:
        if parcel is not None and parcel.stage is ParcelStage.WAITING:
            return self._slips.qr_of(parcel)
        return self._slips.qr_of_number(named.slip) if named and named.slip and not named.ended else None

    def _of_delegation(self, notice: Notice, named: Delegation, language: Language) -> dict[str, str] | None:
        """Return what a notice about a delegation says; None: it has ended meanwhile, and that is told by another."""
        if named.ended and notice.template != "delegate_ended":
            return None
        other = named.principal if notice.person == named.person else named.person
        card = self._directory.card(other) if other else None
        until = moment_of(named.until, language, self._site.time_zone) if named.until else ""
        return {"who": card.name if card else "", "until": until, "count": str(len(named.parcels))}

    def _of_parcel(self, notice: Notice, parcel: Parcel, language: Language) -> dict[str, str] | None:
        """Return what a notice about a parcel says of it; None: it waits no more."""
        if notice.template in OVER:
            return {"waybill": parcel.barcode}
        if parcel.stage is not ParcelStage.WAITING:
            return None
        return {
            "code": self._slips.code_of(parcel),
            "place": self._place(parcel, language),
            "waybill": parcel.barcode,
            "until": moment_of(self._expires(parcel), language, self._site.time_zone, "MMMd Hm"),
        }

    def _place(self, parcel: Parcel, language: Language) -> str:
        shelved = is_shelf(parcel.custodian.id)
        return text("delegates.one_at_desk", language) if shelved else parcel.custodian.id

    def _of_booking(self, booking: Booking, language: Language) -> dict[str, str] | None:
        """Return what a notice about a booking says of it; None: the key has left the register."""
        key = self._ledger.key(booking.key)
        if key is None:
            return None
        zone = self._site.time_zone
        instead = self._ledger.house.bookings.get(booking.displaced_by)
        card = self._directory.card(instead.by) if instead else None
        return {
            "key": key.label.in_language(language.value),
            "since": moment_of(booking.since, language, zone, "MMMd Hm"),
            "until": moment_of(booking.until, language, zone, "MMMd Hm"),
            "by": card.name if card else "",
        }

    def _of_key(self, notice: Notice, key: Key, language: Language) -> dict[str, str] | None:
        """Return what a notice about a key says of it; None: it is late no more."""
        late = notice.template in ("key_due", "key_overdue", "key_due_contractor")
        if late and (key.due is None or key.custodian.kind is not CustodianKind.PERSON):
            return None
        bearer = self._directory.card(key.custodian.id)
        return {
            "key": key.label.in_language(language.value),
            "slot": key.place,
            "due": moment_of(key.due, language, self._site.time_zone) if key.due else "",
            "at": moment_of(notice.since, language, self._site.time_zone),
            "bearer": bearer.name if bearer else "",
        }


def _offered(house: House, notices: Sequence[Notice], events: list[e.Event], *, told: bool) -> list[e.Event]:
    """Return what follows of an offer: of a notice that ended while it was on its way, the word that it is not so."""
    ended = [one for one in notices if one.id not in house.notices]
    gone = {one.id for one in ended}
    of_all = len(gone) == len(notices)
    kept = [] if of_all else [one for one in events if getattr(one, "notice", "") not in gone]
    return [*kept, *(late for one in ended if told for late in told_too_late(house, one))]
