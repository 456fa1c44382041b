"""Badges that prove themselves: the published examples, then whole badges on a simulated reader's wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.pn532.badge import Badge
from drivers.pn532.driver import Pn532Reader
from drivers.pn532.iso_dep import IsoDep
from drivers.pn532.presence import Presence
from drivers.pn532.sim import Pn532Sim
from drivers.pn532.smart_card import SmartCard
from drivers.secure_badge import codec
from drivers.secure_badge.codec import FACTORY_KEY, Session
from drivers.secure_badge.driver import SecureBadges, Site, Verdict
from drivers.secure_badge.reader import SecureReader
from drivers.secure_badge.sim import Parrot, SecureApplet
from drivers.secure_badge.sun import Tap, tap_of
from drivers.sim.host import LineFaults, Machine, PtyHost
from drivers.trouble import LinkLost, NoReply

HostOf = Callable[[Machine], PtyHost]
UID = bytes.fromhex("04A1B2C3D4E5F6")
OTHER = bytes.fromhex("04998877665544")
SITE = Site(bytes(range(16)), b"Plane Court")
DESFIRE_SITE = Site(bytes(range(16)), b"Plane Court", application=bytes.fromhex("F54230"), key_number=2)


def issued(uid: bytes, site: Site = SITE, applet: SecureApplet | None = None) -> SecureApplet:
    """Return what runs on a badge that the site has given out."""
    applet = applet or SecureApplet(application=site.application)
    for number in (0, site.key_number):
        applet.keys[number] = site.badge_key(uid, number)
    return applet


def look(reader: SecureReader) -> Badge | None:
    """Return what a look shows; a machine too busy to serve nfcpy's short time limits gets two more."""
    for _ in range(2):
        try:
            return reader.sense()
        except NoReply:
            continue
    return reader.sense()


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sim() -> Pn532Sim:
    return Pn532Sim()


@pytest.fixture
def host(sim: Pn532Sim, host_of: HostOf) -> PtyHost:
    return host_of(sim)


@pytest.fixture
def reader(host: PtyHost, clock: Clock) -> Iterator[SecureReader]:
    inner = Pn532Reader(str(host.path), name="badge reader")
    reader = SecureReader(inner, SecureBadges(SITE), now_s=clock)
    yield reader
    reader.close()


# ---- published examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "ours", "challenge", "second", "proof", "session"),
    [
        (
            0,
            "13C5DB8A5930439FC3DEF9A4C675360F",
            "A04C124213C186F22399D33AC2A30215",
            "90AF00002035C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D00",
            "3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663",
            ("9D00C4DF", "1309C877509E5A215007FF0ED19CA564", "4C6626F5E72EA694202139295C7A7FC7"),
        ),
        (
            3,
            "B98F4C50CF1C2E084FD150E33992B048",
            "B875CEB0E66A6C5CD00898DC371F92D1",
            "90AF000020FF0306E47DFBC50087C4D8A78E88E62DE1E8BE457AA477C707E2F0874916A8B100",
            "0CC9A8094A8EEA683ECAAC5C7BF20584206D0608D477110FC6B3D5D3F65C3A6A",
            ("7614281A", "7A93D6571E4B180FCA6AC90C9A7488D4", "FC4AF159B62E549B5812394CAB1918CC"),
        ),
    ],
    ids=["AN12196 table 14", "AN12196 table 19"],
)
def test_authentication_is_that_of_the_application_note(
    number: int, ours: str, challenge: str, second: str, proof: str, session: tuple[str, ...]
) -> None:
    expected = Session(bytes.fromhex(session[0]), bytes.fromhex(session[1]), bytes.fromhex(session[2]))
    theirs, nonce, shown = bytes.fromhex(challenge), bytes.fromhex(ours), bytes.fromhex(proof)
    assert codec.ask_challenge(number).hex() == f"9071000002{number:02x}0000"
    assert codec.answer_challenge(FACTORY_KEY, theirs, nonce) == bytes.fromhex(second)
    assert codec.concluded(FACTORY_KEY, theirs, nonce, shown) == expected
    for bit in range(0, 20 * 8, 7):  # the transaction id and the proof itself
        spoilt = bytearray(codec.decrypted(FACTORY_KEY, shown))
        spoilt[bit // 8] ^= 1 << bit % 8
        concluded = codec.concluded(FACTORY_KEY, theirs, nonce, codec.encrypted(FACTORY_KEY, bytes(spoilt)))
        assert (concluded is None) == (bit >= 4 * 8)
    assert codec.concluded(FACTORY_KEY, theirs, nonce, shown[:31]) is None
    assert codec.concluded(FACTORY_KEY, theirs, nonce, b"") is None


def test_commands_select_as_the_application_note_does() -> None:
    assert codec.select_name(codec.NTAG424_NAME).hex().upper() == "00A4040007D276000085010100"
    assert codec.select_application(bytes.fromhex("F54230")).hex().upper() == "905A0000033042F500"


def test_a_badge_key_is_diversified_as_the_application_note_does() -> None:
    master = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
    message = bytes.fromhex("04782E21801D80" + "3042F5" + "4E585020416275")
    assert codec.diversified(master, message).hex().upper() == "A8DD63A3B89D54B37CA802473FDA9175"


@pytest.mark.parametrize(("key", "message"), [(15, 17), (16, 15), (16, 32)])
def test_no_key_is_made_from_too_little_or_too_much(key: int, message: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        codec.diversified(bytes(key), bytes(message))


def test_a_key_is_changed_as_the_application_note_does() -> None:
    session = Session(
        bytes.fromhex("7614281A"),
        bytes.fromhex("4CF3CB41A22583A61E89B158D252FC53"),
        bytes.fromhex("5529860B2FC5FB6154B7F28361D30BF9"),
        commands=2,
    )
    assert session.initial_vector().hex().upper() == "307EDE1814707F30CFE603DD6CA62353"
    new = bytes.fromhex("F3847D627727ED3BC9C4CC050489B966")
    assert codec.checked(new).hex().upper() == "789DFADC"
    assert codec.change_key(session, 2, FACTORY_KEY, new, 1).hex().upper() == (
        "90C4000029022CF362B7BF4311FF3BE1DAA295E8C68DE09050560D19B9E16C2393AE9CD1FAC75D0CE20BCD1D06E600"
    )
    assert session.counted().mac(0x00, b"").hex().upper() == "203BB55D1089D587"
    own = bytes.fromhex("5004BF991F408672B1EF00F08F9E8647")
    assert codec.change_own_key(session.counted(), 0, own, 1).hex().upper() == (
        "90C400002900C0EB4DEEFEDDF0B513A03A95A75491818580503190D4D05053FF75668A01D6FDA6610234BDED643200"
    )


def test_a_link_written_by_a_badge_is_that_of_the_application_note() -> None:
    picc, mac = bytes.fromhex("EF963FF7828658A599F3041510671E88"), bytes.fromhex("94EED9EE65337086")
    assert tap_of(FACTORY_KEY, FACTORY_KEY, picc, mac) == Tap(bytes.fromhex("04DE5F1EACC040"), 61)
    assert tap_of(FACTORY_KEY, FACTORY_KEY, picc, mac[:-1] + b"\x87") is None
    assert tap_of(FACTORY_KEY, SITE.key, picc, mac) is None
    assert tap_of(SITE.key, FACTORY_KEY, picc, mac) is None
    assert tap_of(FACTORY_KEY, FACTORY_KEY, picc[:15], mac) is None


# ---- what a site's keys keep apart -------------------------------------------------------------------------


def test_each_badge_number_application_and_site_has_a_key_of_its_own() -> None:
    neighbour = Site(SITE.key, b"Plane Courts")
    keys = {
        SITE.badge_key(UID, 1),
        SITE.badge_key(UID, 0),
        SITE.badge_key(OTHER, 1),
        neighbour.badge_key(UID, 1),
        DESFIRE_SITE.badge_key(UID, 1),
        Site(bytes(range(1, 17)), SITE.name).badge_key(UID, 1),
    }
    assert len(keys) == 6


def test_a_site_key_is_never_shown() -> None:
    assert SITE.key.hex() not in repr(SITE)
    assert repr(SITE.key) not in repr(SITE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": bytes(16)},
        {"key": bytes(range(15))},
        {"name": b"Plan"},
        {"name": b"P" * 21},
        {"application": b"\x01\x02"},
        {"key_number": 0},
        {"key_number": 14},
    ],
)
def test_a_site_that_would_be_unsafe_is_refused(wrong: dict[str, bytes | int]) -> None:
    whole: dict[str, bytes | int] = {"key": SITE.key, "name": SITE.name}
    with pytest.raises(ValueError, match=r"site|application|key number"):
        Site(**(whole | wrong))  # type: ignore[arg-type]


# ---- badges on the wire ------------------------------------------------------------------------------------


def test_a_badge_of_the_site_is_proven(reader: SecureReader, sim: Pn532Sim) -> None:
    sim.lay_card(SmartCard(UID, issued(UID)))
    assert look(reader) == Badge(UID, "desfire", proven=True)
    assert look(reader) == Badge(UID, "desfire", proven=True)  # and each look anew
    assert reader.verdict is Verdict.PROVEN
    sim.lift()
    assert look(reader) is None
    assert reader.verdict is None


def test_a_desfire_badge_is_proven_in_its_own_application(host: PtyHost, sim: Pn532Sim) -> None:
    reader = SecureReader(Pn532Reader(str(host.path), name="badge reader"), SecureBadges(DESFIRE_SITE))
    applet = issued(UID, DESFIRE_SITE)
    sim.lay_card(SmartCard(UID, applet))
    seen, ntag = look(reader), SecureBadges(SITE)
    assert seen == Badge(UID, "desfire", proven=True)
    assert ntag.prove(UID, applet.answer) is Verdict.NOT_OURS
    reader.close()


def test_a_plain_badge_is_seen_and_not_proven(reader: SecureReader, sim: Pn532Sim) -> None:
    sim.lay(UID, "ntag")
    assert look(reader) == Badge(UID, "ntag", proven=False)
    assert reader.verdict is None


FORGERIES: dict[str, Callable[[], tuple[SecureApplet | Parrot, Verdict]]] = {
    "the uid alone": lambda: (Parrot([]), Verdict.NOT_OURS),
    "fresh from the factory": lambda: (SecureApplet(), Verdict.WRONG_KEY),
    "a true badge of another person, with this uid": lambda: (issued(OTHER), Verdict.WRONG_KEY),
    "another site's": lambda: (issued(UID, Site(SITE.key, b"Elm Court")), Verdict.WRONG_KEY),
    "too few keys": lambda: (SecureApplet(keys=1), Verdict.NOT_OURS),
    "another application": lambda: (issued(UID, DESFIRE_SITE), Verdict.NOT_OURS),
    "says yes to everything": lambda: (
        Parrot([b"\x90\x00", bytes(16) + b"\x91\xaf", b"\x91\x00"]),
        Verdict.WRONG_KEY,
    ),
    "says yes, with noise": lambda: (
        Parrot([b"\x90\x00", bytes(16) + b"\x91\xaf", bytes(32) + b"\x91\x00"]),
        Verdict.WRONG_KEY,
    ),
    "empty answers": lambda: (Parrot([b"", b""]), Verdict.NOT_OURS),
    "a challenge too long": lambda: (Parrot([b"\x90\x00", bytes(17) + b"\x91\xaf"]), Verdict.NOT_OURS),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_badge_is_never_proven(
    reader: SecureReader, sim: Pn532Sim, forgery: Callable[[], tuple[SecureApplet | Parrot, Verdict]]
) -> None:
    applet, verdict = forgery()
    sim.lay_card(SmartCard(UID, applet))
    assert look(reader) == Badge(UID, "desfire", proven=False)
    assert reader.verdict is verdict


def test_what_was_overheard_opens_nothing(reader: SecureReader, sim: Pn532Sim, clock: Clock) -> None:
    true = issued(UID)
    sim.lay_card(SmartCard(UID, true))
    assert look(reader) == Badge(UID, "desfire", proven=True)
    assert len(true.said) == 3
    sim.lift()
    assert look(reader) is None
    sim.lay_card(SmartCard(UID, Parrot(true.said)))
    assert look(reader) == Badge(UID, "desfire", proven=False)
    assert reader.verdict is Verdict.WRONG_KEY


def test_a_reader_that_repeats_itself_is_unmasked_by_the_badge() -> None:
    applet = issued(UID)
    badges = SecureBadges(SITE)
    assert badges.prove(UID, applet.answer) is Verdict.PROVEN
    overheard = applet.heard[2]
    applet.answer(codec.ask_challenge(SITE.key_number))
    assert applet.answer(overheard) == codec.WRONG_KEY.to_bytes(2, "big")


def test_each_proof_asks_something_new() -> None:
    applet = issued(UID)
    badges = SecureBadges(SITE)
    for _ in range(3):
        assert badges.prove(UID, applet.answer) is Verdict.PROVEN
    seconds = [message for message in applet.heard if message[1] == codec.MORE]
    assert len(set(seconds)) == 3


@pytest.mark.parametrize("messages", [0, 1, 2])
def test_a_badge_torn_off_midway_is_gone_not_refused(
    reader: SecureReader, sim: Pn532Sim, messages: int
) -> None:
    applet = issued(UID)
    applet.leaves_after = messages
    sim.lay_card(SmartCard(UID, applet))
    assert look(reader) is None
    assert reader.verdict is Verdict.GONE
    applet.leaves_after = None
    assert look(reader) == Badge(UID, "desfire", proven=True)
    assert sum(applet.failures_in_all) == 0


def test_a_badge_that_stays_and_never_answers_is_shown_unproven(reader: SecureReader, sim: Pn532Sim) -> None:
    applet = issued(UID)
    applet.leaves_after = 1
    sim.lay_card(SmartCard(UID, applet))
    looks = []
    for _ in range(4):
        applet.leaves_after = 1
        looks.append(look(reader))
    assert looks == [None, None, Badge(UID, "desfire"), Badge(UID, "desfire")]


def test_a_refused_badge_is_not_asked_again_until_it_has_been_away(
    reader: SecureReader, sim: Pn532Sim, clock: Clock
) -> None:
    applet = issued(OTHER)
    sim.lay_card(SmartCard(UID, applet))
    for _ in range(20):
        assert look(reader) == Badge(UID, "desfire", proven=False)
        clock.now_s += 0.15
    assert applet.failures_in_all[SITE.key_number] == 1
    clock.now_s += 1.0
    assert look(reader) == Badge(UID, "desfire", proven=False)
    assert applet.failures_in_all[SITE.key_number] == 2


def test_a_badge_worn_out_by_wrong_keys_says_so() -> None:
    applet = issued(UID)
    thief = SecureBadges(Site(bytes(range(1, 17)), b"Plane Court"))
    verdicts = [thief.prove(UID, applet.answer) for _ in range(51)]
    assert verdicts == [Verdict.WRONG_KEY] * 50 + [Verdict.BLOCKED]
    assert SecureBadges(SITE).prove(UID, applet.answer) is Verdict.BLOCKED


def test_presence_counts_a_proven_badge_once(reader: SecureReader, sim: Pn532Sim) -> None:
    presence = Presence()
    sim.lay_card(SmartCard(UID, issued(UID)))
    laid = [presence.look(look(reader)) for _ in range(3)]
    assert laid == [Badge(UID, "desfire", proven=True), None, None]


def test_trouble_of_the_reader_is_not_the_badges(reader: SecureReader, sim: Pn532Sim, host: PtyHost) -> None:
    sim.lay_card(SmartCard(UID, issued(UID)))
    assert look(reader) == Badge(UID, "desfire", proven=True)
    sim.silent_to_badges = True
    with pytest.raises(NoReply):
        reader.sense()
    sim.silent_to_badges = False
    host.faults = LineFaults(flip_last=True)
    with pytest.raises(NoReply):
        reader.sense()
    host.faults = LineFaults()
    assert look(reader) == Badge(UID, "desfire", proven=True)
    host.unplug()
    with pytest.raises(LinkLost):
        reader.sense()


@pytest.mark.parametrize("count", [70, 120, 200, 260])
def test_the_cable_comes_out_during_a_proof(
    reader: SecureReader, sim: Pn532Sim, host: PtyHost, count: int
) -> None:
    sim.lay_card(SmartCard(UID, issued(UID)))
    host.faults.unplug_after = count
    with pytest.raises(LinkLost):
        reader.sense()


# ---- giving badges out -------------------------------------------------------------------------------------


def test_a_fresh_badge_is_adopted_and_then_proven(reader: SecureReader, sim: Pn532Sim) -> None:
    applet = SecureApplet()
    sim.lay_card(SmartCard(UID, applet))
    assert look(reader) == Badge(UID, "desfire", proven=False)
    assert reader.adopt() == (Badge(UID, "desfire", proven=True), Verdict.PROVEN)
    assert look(reader) == Badge(UID, "desfire", proven=True)
    assert applet.keys == [SITE.badge_key(UID, 0), SITE.badge_key(UID, 1), *[FACTORY_KEY] * 3]
    assert applet.versions[:2] == [1, 1]
    assert reader.adopt()[1] is Verdict.PROVEN  # once more does no harm


def test_only_the_badge_that_is_meant_is_adopted(reader: SecureReader, sim: Pn532Sim) -> None:
    applet = SecureApplet()
    sim.lay_card(SmartCard(OTHER, applet))
    assert reader.adopt(UID) == (Badge(OTHER, "desfire", proven=False), Verdict.NOT_OURS)
    assert (applet.heard, applet.keys) == ([], [FACTORY_KEY] * 5)
    assert reader.adopt(OTHER)[1] is Verdict.PROVEN


def test_an_adoption_torn_off_at_any_message_is_finished_by_the_next_one() -> None:
    badges = SecureBadges(SITE)
    whole = SecureApplet()
    assert badges.adopt(UID, whole.answer) is Verdict.PROVEN
    assert len(whole.heard) == 14
    for messages in range(14):
        applet = SecureApplet()
        applet.leaves_after = messages
        assert badges.adopt(UID, applet.answer) is Verdict.GONE
        applet.leaves_after = None
        applet.reset()
        assert badges.adopt(UID, applet.answer) is Verdict.PROVEN, f"torn after {messages} messages"
        assert FACTORY_KEY not in applet.keys[:2]


@pytest.mark.parametrize("lost", range(14))
def test_an_adoption_whose_answer_is_lost_is_finished_by_the_next_one(lost: int) -> None:
    applet = SecureApplet()
    told = 0

    def exchange(message: bytes) -> bytes | None:
        nonlocal told
        answer = applet.answer(message)
        told += 1
        return None if told - 1 == lost else answer

    badges = SecureBadges(SITE)
    assert badges.adopt(UID, exchange) is Verdict.GONE
    applet.reset()
    assert badges.adopt(UID, applet.answer) is Verdict.PROVEN


def test_a_badge_of_another_site_cannot_be_adopted() -> None:
    applet = issued(UID, Site(SITE.key, b"Elm Court"))
    before = list(applet.keys)
    assert SecureBadges(SITE).adopt(UID, applet.answer) is Verdict.WRONG_KEY
    assert applet.keys == before


def test_a_made_up_uid_is_never_adopted(reader: SecureReader, sim: Pn532Sim) -> None:
    applet = SecureApplet()
    sim.lay_card(SmartCard(bytes.fromhex("08010203"), applet))
    badge, verdict = reader.adopt()
    assert badge is not None
    assert (badge.proven, verdict, applet.heard) == (False, Verdict.NOT_OURS, [])


# ---- long messages over short frames -----------------------------------------------------------------------


class Echo:
    """An applet that answers with what it hears."""

    def reset(self) -> None:
        """Nothing to forget."""

    def answer(self, message: bytes) -> bytes | None:
        """Return the message."""
        return message


@pytest.mark.parametrize("size", [1, 58, 61, 62, 122, 123, 250])
def test_messages_of_any_length_pass_in_both_directions(host: PtyHost, sim: Pn532Sim, size: int) -> None:
    reader = Pn532Reader(str(host.path), name="badge reader")
    card = SmartCard(UID, Echo())
    card.more_time, card.piece = 2, 20
    sim.lay_card(card)
    reader.sense()
    message = bytes(index & 0xFF for index in range(size))
    assert [reader.transceive(message), reader.transceive(message)] == [message, message]
    reader.close()


@pytest.mark.parametrize("fault", ["deaf_frames", "lost_frames"])
@pytest.mark.parametrize("size", [10, 130])
def test_a_lost_frame_is_asked_for_again(fault: str, size: int) -> None:
    for at in range(8):
        card = SmartCard(UID, Echo())
        card.piece = 20
        seen = 0

        def exchange(frame: bytes, within_s: float, card: SmartCard = card, at: int = at) -> bytes | None:
            nonlocal seen
            seen += 1
            if seen == at + 2:  # the first frame activates the card
                setattr(card, fault, 1)
            return card.answer(frame)

        isodep = IsoDep(exchange)
        assert isodep.activate()
        message = bytes(index & 0xFF for index in range(size))
        assert isodep.transceive(message) == message
        assert isodep.transceive(b"next") == b"next"


@given(st.lists(st.binary(max_size=8), max_size=30))
def test_no_badge_can_upset_the_reader(frames: list[bytes]) -> None:
    answers = iter(frames)
    asked = 0

    def exchange(_frame: bytes, within_s: float) -> bytes | None:
        nonlocal asked
        asked += 1
        assert 0 < within_s <= 1
        return next(answers, None)

    isodep = IsoDep(exchange)
    if isodep.activate():
        SecureBadges(SITE).prove(UID, isodep.transceive)
    assert asked <= len(frames) + 12


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_no_answers_prove_a_badge_without_its_key(answers: list[bytes]) -> None:
    tape = Parrot([b"\x90\x00", *answers])
    assert SecureBadges(SITE).prove(UID, tape.answer) is not Verdict.PROVEN


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))
def test_no_well_formed_answers_prove_a_badge_without_its_key(challenge: bytes, proof: bytes) -> None:
    tape = Parrot([b"\x90\x00", challenge + b"\x91\xaf", proof + b"\x91\x00"])
    assert SecureBadges(SITE).prove(UID, tape.answer) is Verdict.WRONG_KEY


# ---- readers on USB ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["usb:072f:2200", "usb:054c:06c1"])
def test_a_reader_that_is_not_on_usb_is_lost_not_a_crash(path: str) -> None:
    with pytest.raises(LinkLost, match=path):
        Pn532Reader(path, name="badge reader")


@pytest.mark.parametrize("path", ["usb:", "usb:072f", "usb:072f:2200; reboot", "usb:ACR122"])
def test_a_usb_path_names_one_reader(path: str) -> None:
    with pytest.raises(LinkLost, match="can't be a port"):
        Pn532Reader(path, name="badge reader")
