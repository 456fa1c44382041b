"""Programs are told what happens, whatever their receivers do: a real ledger, real HTTP, a clock that tests turn."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from kiosk.api.feed import LogFeed
from kiosk.api.posting import Posting
from kiosk.api.store import ApiStore
from kiosk.domain import events as e
from kiosk.domain.alarms import events as al
from kiosk.domain.api.telling import KINDS
from kiosk.domain.events import Event
from kiosk.domain.refusal import Refused
from kiosk.flows.api.ports import Token
from kiosk.flows.api.sending import NEWS_FOR, RESTS_S
from kiosk.flows.api.webhooks import BOTH_SIGN_FOR, MOST_HOOKS, Webhooks, origin_of
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from tests.ledger.small_world import TurnableClock
from tests.receiver import Receiver, nonsense, status, verified
from tests.unit.houses import COLLECT, DROP, ISSUE, LABEL, RETURN, person
from tests.wire.waiting import until

CAME = (DROP, e.ParcelDropConfirmed("m", "presence"))
WENT = (COLLECT, e.ParcelCollectConfirmed("n", "presence"))
KEYS = (ISSUE, e.KeyIssueConfirmed("i", "tag"), RETURN, e.KeyReturnConfirmed("b", "tag"))


class House:
    """A ledger, the hooks of a site, and as many receivers as are wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = TurnableClock()
        self.trusted = True
        self.receivers: list[Receiver] = []
        self.ledger = SqliteLedger(folder / "ledger.db", self.clock, bytes(32))
        people = person("r", "resident"), person("c", "courier"), person("a", "attendant", ("desk",))
        key = e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None)
        duties = al.AlarmDutiesSet((), (), (), 3, 60)
        self.ledger.append(*people, key, duties)
        self.receiver = self.another()
        self.start()

    def another(self) -> Receiver:
        """Return a receiver more."""
        self.receivers.append(Receiver())
        return self.receivers[-1]

    def start(self) -> None:
        """Begin to tell."""
        self.store = ApiStore(self.folder / "api.db", bytes(32))
        self.feed, self.posting = LogFeed(self.ledger.path), Posting(patience_s=0.4)
        self.register = SqliteRegister(self.ledger.path)
        origins = [one.origin for one in self.receivers]
        self.webhooks = Webhooks(
            self.store, self.store, self.feed, self.posting, self.ledger, self.register, self.clock, origins,
            lambda: self.trusted,
        )  # fmt: skip
        self.ledger.listen(self.webhooks.heard)
        self.webhooks.start()

    def stop(self) -> None:
        """Tell nothing any more."""
        self.posting.stop()
        self.webhooks.stop()
        self.register.close()
        self.feed.close()
        self.store.close()

    def hook(self, receiver: Receiver, *kinds: str) -> str:
        """Return the secret of a new hook, once it has its thread."""
        given = self.webhooks.add("pms", f"{receiver.origin}/loge?x=1", kinds or KINDS)
        until(lambda: given.hook.id in self.webhooks._senders, 5)
        return given.secret

    def records(self, *events: Event) -> None:
        """Have something happen."""
        self.ledger.append(*events)

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.elapsed_s += seconds
        self.webhooks.heard([])

    @property
    def kinds(self) -> list[str]:
        """What the first receiver was told, attempt by attempt."""
        return [json.loads(one.body)["type"] for one in self.receiver.told]

    def close(self) -> None:
        """End everything."""
        for one in self.receivers:
            one.over.set()
        self.stop()
        for one in self.receivers:
            one.close()
        self.ledger.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def test_each_kind_is_told_in_order_signed_and_without_a_name_or_a_code(house: House) -> None:
    secret = house.hook(house.receiver)
    house.records(*CAME, *WENT, *KEYS, e.DoorForced("L01"))
    until(lambda: len(house.receiver.told) == 5, 5)
    now = int(house.clock.now().timestamp())
    for one in house.receiver.told:
        assert one.headers["webhook-timestamp"] == str(now)
        signed = f"{one.id}.{now}.".encode() + one.body
        assert one.headers["webhook-signature"] == _signature(secret, signed)
    assert house.kinds == ["parcel.waiting", "parcel.collected", "key.out", "key.back", "alarm.raised"]
    parcel, _, key, _, alarm = [json.loads(one.body)["data"] for one in house.receiver.told]
    assert parcel == {"parcel": "p", "barcode": "SF1", "unit": "1-1-0802", "size": "S"}
    assert (key["key"], key["key_kind"], alarm["alarm_kind"], alarm["places"]) == (
        "k1",
        "common",
        "forced",
        ["L01"],
    )
    told = b"".join(one.body for one in house.receiver.told)
    assert b"slip" not in told and b"mac" not in told and len({one.id for one in house.receiver.told}) == 5


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()


def test_only_what_was_asked_for_and_only_from_then_on(house: House) -> None:
    house.records(*CAME)
    house.hook(house.receiver, "key.back")
    house.records(*WENT, *KEYS)
    until(lambda: house.kinds == ["key.back"], 5)
    until(lambda: house.webhooks.of("pms")[0].last == "204", 5)
    assert house.kinds == ["key.back"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [(status(500), "500"), (status(302, Location="http://127.0.0.1:1/"), "302"), (status(404), "404"),
     (nonsense, "no HTTP answer"), ("drip", ""), ("down", "refused")],
)  # fmt: skip
def test_what_is_not_taken_is_told_again_and_again_with_longer_pauses(
    house: House, answer: object, said: str
) -> None:
    house.hook(house.receiver)
    if answer == "down":
        house.receiver.shut()
    else:
        house.receiver.answers(house.receiver.drip() if answer == "drip" else answer)  # type: ignore[arg-type]
    house.records(*CAME)
    for rest_s in RESTS_S[:3]:
        before = house.clock.now()
        until(lambda at=before: _tried(house, at), 5)  # type: ignore[misc]
        assert said in house.webhooks.of("pms")[0].last
        attempts = len(house.receiver.told)
        house.later(rest_s - 0.1)
        assert len(house.receiver.told) == attempts, "it is left alone"
        house.later(0.2)
    if answer == "down":
        house.receiver.open()
    house.receiver.answers(status(200))
    until(lambda: _taken_in_time(house), 8)
    assert set(house.kinds) == {"parcel.waiting"} and len({one.id for one in house.receiver.told}) == 1


def _taken_in_time(house: House) -> bool:
    house.later(RESTS_S[3])
    return house.webhooks.of("pms")[0].last == "200"


def _tried(house: House, at: datetime) -> bool:
    hook = house.webhooks.of("pms")[0]
    return hook.last_at is not None and hook.last_at >= at


def test_a_dead_receiver_holds_up_neither_the_record_nor_the_others(tmp_path: Path) -> None:
    house = House(tmp_path)
    try:
        dead = house.another()
        house.stop()
        house.start()
        house.hook(dead)
        house.hook(house.receiver)
        dead.answers(dead.drip())
        house.records(*CAME, *WENT)
        until(lambda: house.kinds == ["parcel.waiting", "parcel.collected"], 5)
        until(lambda: dead.told, 5)
    finally:
        house.close()


def test_one_that_is_gone_for_good_is_told_nothing_any_more_and_that_is_on_record(house: House) -> None:
    house.hook(house.receiver)
    house.receiver.answers(status(410))
    house.records(*CAME)
    until(lambda: not house.webhooks.of("pms"), 5)
    until(lambda: "api.hook.removed/1" in [line.kind for line in house.register.events()], 5)
    house.records(*WENT)
    assert house.kinds == ["parcel.waiting"]


def test_news_of_three_days_ago_is_left_out_once_the_receiver_is_found_dead(house: House) -> None:
    house.hook(house.receiver)
    house.receiver.answers(status(503))
    house.records(*CAME, *WENT)
    until(lambda: _tried(house, house.clock.now()), 5)
    house.trusted = False
    house.later(NEWS_FOR.total_seconds() + 1)
    until(lambda: _tried(house, house.clock.now()), 5)
    assert len(house.receiver.told) == 2, "nothing is too old by a clock that nobody trusts"
    house.trusted = True
    house.receiver.answers(status(200))
    house.records(*KEYS)
    house.later(RESTS_S[-1])
    until(lambda: house.kinds[2:] == ["key.out", "key.back"], 5)
    assert house.webhooks.of("pms")[0].skipped == 2


def test_what_was_not_taken_is_told_after_a_restart_and_what_was_taken_is_not(house: House) -> None:
    house.hook(house.receiver)
    house.records(*CAME)
    until(lambda: house.kinds == ["parcel.waiting"] and house.webhooks.of("pms")[0].last == "204", 5)
    house.receiver.answers(status(500))
    house.records(*WENT)
    until(lambda: house.webhooks.of("pms")[0].last == "500", 5)
    house.stop()
    house.records(*KEYS[:2])
    house.receiver.answers(status(200))
    house.start()
    until(lambda: len(house.kinds) == 4, 5)
    assert house.kinds == ["parcel.waiting", "parcel.collected", "parcel.collected", "key.out"]


def test_both_secrets_sign_for_a_day(house: House) -> None:
    old = house.hook(house.receiver)
    (hook,) = house.webhooks.of("pms")
    fresh = house.webhooks.renew("pms", hook.id).secret
    house.records(*CAME)
    until(lambda: house.receiver.told, 5)
    signatures = house.receiver.told[0].headers["webhook-signature"].split()
    at = house.receiver.told[0].headers["webhook-timestamp"]
    signed = f"{house.receiver.told[0].id}.{at}.".encode() + house.receiver.told[0].body
    assert signatures == [_signature(fresh, signed), _signature(old, signed)]
    house.later(BOTH_SIGN_FOR.total_seconds())
    house.records(*WENT)
    until(lambda: len(house.receiver.told) == 2, 5)
    told = house.receiver.told[1]
    signed = f"{told.id}.{told.headers['webhook-timestamp']}.".encode() + told.body
    assert told.headers["webhook-signature"] == _signature(fresh, signed)


def test_a_receivers_own_library_reads_it_and_notices_a_changed_byte(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.clock.wrong_by_s = (datetime.now(UTC) - house.clock.now()).total_seconds()
    try:
        secret = house.hook(house.receiver)
        house.records(*CAME)
        until(lambda: house.receiver.told, 5)
        (told,) = house.receiver.told
        assert verified(told, secret)["type"] == "parcel.waiting"
        with pytest.raises(WebhookVerificationError):
            verified(type(told)(told.headers, told.body.replace(b"SF1", b"SF2")), secret)
    finally:
        house.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://127.0.0.1/", "webhook.url"),
        ("http://user:pw@127.0.0.1/", "webhook.url"),
        ("http://127.0.0.1:99999/", "webhook.url"),
        ("http://127.0.0.1/\r\nX: y", "webhook.url"),
        ("file:///etc/passwd", "webhook.url"),
        ("", "webhook.url"),
        ("http://127.0.0.1:8411/health.json", "webhook.origin"),
        ("https://receiver.example/", "webhook.origin"),
    ],
)
def test_nothing_is_sent_where_the_site_does_not_say_so(house: House, url: str, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        house.webhooks.add("pms", url, ["key.out"])
    assert not house.webhooks.of("pms")


def test_another_token_sees_and_ends_nothing_of_ours(house: House) -> None:
    house.hook(house.receiver)
    (hook,) = house.webhooks.of("pms")
    assert house.webhooks.of("other") == []
    for act in (house.webhooks.remove, house.webhooks.renew):
        with pytest.raises(Refused, match=r"webhook\.unknown"):
            act("other", hook.id)
    with pytest.raises(Refused, match=r"webhook\.kinds"):
        house.webhooks.add("pms", house.receiver.origin, ["person.enrolled"])
    for _ in range(MOST_HOOKS - 1):
        house.webhooks.add("pms", house.receiver.origin, ["key.out"])
    with pytest.raises(Refused, match=r"webhook\.too_many"):
        house.webhooks.add("pms", house.receiver.origin, ["key.out"])


def test_a_revoked_token_takes_its_hooks_with_it_and_both_are_on_record(house: House) -> None:
    house.store.give(Token("pms", frozenset({"webhooks:manage"}), "d", house.clock.now()))
    house.hook(house.receiver)
    house.store.revoke("pms", house.clock.now() + timedelta(hours=1))
    assert house.webhooks.of("pms") == []
    house.records(*CAME)
    until(lambda: "api.token.revoked/1" in [line.kind for line in house.register.events()], 5)
    kinds = {line.kind for line in house.register.events()}
    assert {"api.token.made/1", "api.hook.set/1"} <= kinds
    assert house.receiver.told == []


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin_of("https://A.example/x?y") == "https://a.example:443" == origin_of("https://a.example:443")
    assert origin_of("http://a.example") != origin_of("https://a.example")
