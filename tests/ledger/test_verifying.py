"""The log as anybody can check it: with receipts in hand, and nothing of the kiosk."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import events as e
from kiosk.domain.checkpoints.checkpoint import AT_HAND
from kiosk.domain.checkpoints.deciding import newest_signed
from kiosk.domain.workorders.order import Clocks
from kiosk.flows.checkpoints import Checkpoints
from kiosk.flows.services.desk_notices import DeskNotices
from kiosk.language.messages import Language, text
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.ledger.store import SqliteLedger
from kiosk.receipt_qr import receipt_qr
from kiosk.site_keys import public_hex
from kiosk.verifying import alone
from kiosk.verifying.alone import Findings, Verifier, head_of, receipts_in
from kiosk.verifying.exporting import export

SITE = "loge-test"
DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
NOON = datetime(2026, 5, 3, 4, 0, tzinfo=UTC)


@dataclass
class HandClock:
    """A clock that a test moves."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return self.at.timestamp()


class Desk:
    """A ledger with a device that signs it."""

    def __init__(self, path: Path, device: Ed25519PrivateKey = DEVICE) -> None:
        self.clock = HandClock()
        self.ledger = SqliteLedger(path, self.clock, bytes(32))
        self.checkpoints = Checkpoints(
            self.ledger,
            self.clock,
            SITE,
            "Asia/Shanghai",
            public_hex(device),
            device.sign,
        )
        self.checkpoints.begin()
        self.checkpoints.tick()

    def happens(self, count: int = 1) -> None:
        """So many things are recorded, a minute each, and the watcher ticks."""
        for number in range(count):
            self.clock.at += timedelta(minutes=1)
            self.ledger.append(e.DoorForced(f"C{number:02d}"))
            self.checkpoints.tick()

    def receipt(self, device: Ed25519PrivateKey = DEVICE) -> str:
        """A receipt as its code says it."""
        seq, head = self.ledger.newest
        return receipt_qr(SITE, seq, head, self.clock.at, device.sign)

    def exported(self) -> bytes:
        out = io.BytesIO()
        connection = connect_to_read(self.ledger.path)
        export(connection, {"site": SITE}, out)
        connection.close()
        return out.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger.db")


def looked(log: bytes, *receipts: str, key: bytes = b"") -> Findings:
    """What the verifier finds."""
    file = io.BytesIO(log)
    site = head_of(file)["site"]
    papers = [one for said in receipts for one in receipts_in(said, site)]
    return Verifier(site, papers, key).lines(file)


def forged(log: bytes, change: Callable[[list[list[bytes]]], None]) -> bytes:
    """The log as somebody with the file, but without the device's key, could make it: every hash is right again."""
    head, body = log.split(b"\n\n", 1)
    rows = [line.split(b"\t") for line in body.splitlines()]
    change(rows)
    before, lines = b"0" * 64, []
    for number, row in enumerate(rows, start=1):
        facts = [b"%d" % number, *row[1:4]]
        before = sha256(b"\n".join([before, *facts])).hexdigest().encode()
        lines.append(b"\t".join([*facts, before]))
    return head + b"\n\n" + b"\n".join(lines) + b"\n"


def test_a_whole_log_is_whole_and_its_receipts_hold(desk: Desk) -> None:
    papers = []
    for _ in range(5):
        desk.happens(3)
        papers.append(desk.receipt())
    seq, head = desk.ledger.newest
    typed = f"{seq} {head[:4]} {head[4:8]} {head[8:12]} {head[12:16]}"
    without_number = " ".join(head[i : i + 4] for i in range(0, 64, 4))
    found = looked(desk.exported(), *papers, typed, without_number)
    assert (found.code, found.broken, found.unsure) == (0, [], [])
    assert (found.receipts, found.checkpoints) == (7, 1)
    assert (found.events, found.head) == (seq, head)


def test_a_changed_byte_is_found_where_it_is(desk: Desk) -> None:
    desk.happens(6)
    log = desk.exported().replace(b'"C03"', b'"C09"')
    assert looked(log).broken == ["event 6: it, or its hash, was changed"]


def test_a_removed_event_and_two_in_the_wrong_order_are_found(desk: Desk) -> None:
    desk.happens(6)
    head, body = desk.exported().split(b"\n\n", 1)
    rows = body.splitlines(keepends=True)
    assert looked(head + b"\n\n" + b"".join(rows[:3] + rows[4:])).broken == [
        "event 4 is missing: 5 stands there"
    ]
    swapped = [*rows[:3], rows[4], rows[3], *rows[5:]]
    assert looked(head + b"\n\n" + b"".join(swapped)).code == 2


def test_a_log_made_anew_is_given_away_by_the_device_and_by_a_receipt(desk: Desk) -> None:
    desk.happens(4)
    paper = desk.receipt()
    desk.happens(1)
    desk.clock.at += timedelta(days=1)
    desk.checkpoints.tick()

    def other_door(rows: list[list[bytes]]) -> None:
        rows[3][3] = rows[3][3].replace(b"C01", b"C77")

    log = forged(desk.exported(), other_door)
    (signed,) = looked(log).broken
    assert re.fullmatch(r"event 8: the device has signed another log: event 7 was [0-9a-f]{64}", signed)
    assert any(one.startswith("receipt line 1 proves it: event 6 was ") for one in looked(log, paper).broken)


def test_a_cut_tail_is_proved_by_the_receipt_that_is_newer(desk: Desk) -> None:
    desk.happens(2)
    cut = desk.exported()
    desk.happens(3)
    assert looked(cut).code == 0  # nothing in it can tell
    assert looked(cut, desk.receipt()).broken == [
        "receipt line 1 proves it: there was an event 7; the log ends at 4"
    ]


def test_of_two_logs_with_one_beginning_each_receipt_knows_its_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    desk = Desk(tmp_path / "a" / "ledger.db")
    desk.happens(3)
    desk.ledger.close()
    (tmp_path / "b" / "ledger.db").write_bytes((tmp_path / "a" / "ledger.db").read_bytes())
    one, other = Desk(tmp_path / "a" / "ledger.db"), Desk(tmp_path / "b" / "ledger.db")
    one.happens(3)
    other.ledger.append(e.DoorForced("C99"))
    other.happens(3)
    assert looked(one.exported(), one.receipt()).code == 0
    assert (
        looked(other.exported(), one.receipt()).broken[0].startswith("receipt line 1 proves it: event 9 was ")
    )


def test_a_wrong_clock_shows_on_the_paper_and_in_the_order_of_times(desk: Desk) -> None:
    desk.happens(2)
    seq, head = desk.ledger.newest
    late = receipt_qr(SITE, seq, head, desk.clock.at + timedelta(hours=9), DEVICE.sign)
    assert (
        looked(desk.exported(), late).code == 0
    )  # nothing has happened since: a quiet night, a late receipt
    desk.happens(1)
    (said,) = looked(desk.exported(), late).broken
    assert said.startswith("receipt line 1: printed 2026-05-03T13:02Z, the log went on at 2026-05-03T04:03")
    early = receipt_qr(SITE, seq, head, desk.clock.at - timedelta(hours=9), DEVICE.sign)
    (said,) = looked(desk.exported(), early).broken
    assert said.startswith("receipt line 1: printed 2026-05-02T19:03Z, its event is of 2026-05-03T04:02")

    def back(rows: list[list[bytes]]) -> None:
        rows[3][1] = b"2026-05-03T03:00:00.000Z"

    assert (
        "event 4: its time lies before that of the one before it"
        in looked(forged(desk.exported(), back)).broken
    )


def test_a_receipt_that_another_device_signed_proves_nothing(desk: Desk) -> None:
    desk.happens(1)
    assert looked(desk.exported(), desk.receipt(OTHER)).broken == [
        "receipt line 1: its signature is not the device's"
    ]


def test_a_new_board_signs_on_and_a_pinned_key_says_so(tmp_path: Path) -> None:
    first = Desk(tmp_path / "ledger.db")
    first.happens(2)
    first.ledger.close()
    second = Desk(tmp_path / "ledger.db", OTHER)
    second.happens(2)
    log = second.exported()
    assert (looked(log).code, looked(log).checkpoints) == (0, 2)
    pinned = looked(log, key=DEVICE.public_key().public_bytes_raw())
    assert pinned.code == 3 and "another device's key begins" in pinned.unsure[0]


def test_a_checkpoint_comes_each_day_each_thousand_events_and_never_of_itself(desk: Desk) -> None:
    before = desk.ledger.seq
    for _ in range(5):
        desk.clock.at += timedelta(days=3)
        desk.checkpoints.tick()
    assert desk.ledger.seq == before  # nothing happened, so nothing is signed
    desk.happens(1)
    assert desk.ledger.seq == before + 2
    desk.ledger.append(*[e.DoorForced("C01")] * 999)
    desk.checkpoints.tick()
    assert looked(desk.exported()).checkpoints == 3


def test_the_file_runs_alone_and_openssl_will_do(desk: Desk, tmp_path: Path) -> None:
    desk.happens(3)
    log, papers, script = tmp_path / "log", tmp_path / "papers", tmp_path / "alone.py"
    log.write_bytes(desk.exported())
    papers.write_text(f"# two papers\n{desk.receipt()}\n")
    script.write_bytes(Path(alone.__file__).read_bytes())
    for more in ([], ["-S"]):  # without any package: OpenSSL's command
        asked = [sys.executable, "-I", *more, str(script), str(log), "--receipts", str(papers)]
        said = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
        assert (said.returncode, said.stderr) == (0, "")
        assert said.stdout.startswith("WHOLE: 5 events, 1 checkpoints, 1 receipts hold")
    log.write_bytes(desk.exported().replace(b"C01", b"C02"))
    said = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert said.returncode == 2 and "BROKEN  event 4" in said.stdout


@pytest.mark.parametrize(
    ("said", "told"),
    (
        ("hello", "group 1 'hello': 'h' is no digit"),
        ("12 9f3c", "1 groups of four; at least four"),
        ("LOGE3:QQ", "the code is cut or damaged"),
        ("9f3c 07aa 12", "group 3 '12' has 2 digits, not four"),
        ("No. 001842 9f3c 07ag 1111 2222", "group 2 '07ag': 'g' is no digit of a head"),
        ("No. 001842 9f3c 07a 1111 2222", "group 2 '07a' has 3 digits"),
        ("001842 " + "9f3c " * 17, "17 groups of four"),
    ),
)
def test_a_line_that_is_no_receipt_is_named_and_what_is_wrong_with_it(said: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"receipt line 2: {told}")):
        list(receipts_in(f"\n{said}", SITE))


def test_what_was_typed_a_little_wrong_is_no_proof_of_anything_and_says_where(desk: Desk) -> None:
    desk.happens(3)
    seq, head = desk.ledger.newest
    desk.happens(2)
    log, groups = desk.exported(), [head[i : i + 4] for i in range(0, 64, 4)]
    right = f"No. {seq:06d}  {' '.join(groups)}"
    assert looked(log, right).receipts == 1
    assert looked(log, right.upper().replace("0", "O")).receipts == 1  # no head has an O: a nought was meant
    for place in (0, 5, 15):
        other = f"{int(groups[place], 16) ^ 0x0030:04x}"
        wrong = " ".join([*groups[:place], other, *groups[place + 1 :]])
        for typed in (f"No. {seq:06d} {wrong}", wrong):
            found = looked(log, typed)
            assert (found.code, found.broken) == (3, [])
            assert f"group {place + 1} was typed {other}, the log has {groups[place]}" in found.unsure[0]
    found = looked(log, f"{seq + 1:06d} {' '.join(groups[:4])}")
    assert found.unsure == [f"receipt line 1: its head is that of event {seq}: was its number typed wrong?"]
    found = looked(log, f"{seq + 70:06d} {' '.join(groups[:4])}")
    assert found.code == 3 and f"that of event {seq}" in found.unsure[0]
    other = sha256(b"another log").hexdigest()
    assert looked(log, f"{seq:06d} {other}").code == 2


def test_two_papers_from_files_of_one_name_are_two(desk: Desk) -> None:
    desk.happens(2)
    first = desk.receipt()
    desk.happens(2)
    assert looked(desk.exported(), first, desk.receipt(OTHER)).receipts == 2


def test_what_is_no_log_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\x00" * 10_000)
    assert alone.main([str(path)]) == 2
    assert "no log of the format" in capsys.readouterr().err


@given(noise=st.lists(st.binary(max_size=60), max_size=6))
@settings(max_examples=200)
def test_no_bytes_upset_it(noise: list[bytes]) -> None:
    found = Verifier(SITE).lines(noise)
    assert found.broken or not noise


# A second verifier, written from docs/formats/log-export.md alone: it shares no line with the first.
def whole_by_the_document(log: bytes) -> bool:
    """Whether every event of an exported log follows from the one before it."""
    lines = iter(log.decode().split("\n"))
    assert next(lines) == "LOGE-LOG/1"
    while next(lines):
        pass
    previous, expected = "0" * 64, 1
    for line in lines:
        if not line:
            continue
        parts = line.split("\t")
        if len(parts) != 5 or parts[0] != str(expected):
            return False
        if sha256("\n".join([previous, *parts[:4]]).encode()).hexdigest() != parts[4]:
            return False
        previous, expected = parts[4], expected + 1
    return True


@given(at=st.integers(min_value=0, max_value=5_000), byte=st.integers(min_value=0, max_value=255))
@settings(max_examples=150, deadline=None)
def test_both_verifiers_and_the_kiosk_agree(at: int, byte: int) -> None:
    log = _SAMPLE()
    head, body = log.split(b"\n\n", 1)
    spot = at % len(body)
    changed = head + b"\n\n" + body[:spot] + bytes([byte]) + body[spot + 1 :]
    try:
        second = whole_by_the_document(changed)
    except UnicodeDecodeError:
        second = False
    assert (looked(changed).code == 0) == (second or changed == log)


def _SAMPLE(known: list[bytes] = []) -> bytes:  # noqa: B006 - made once
    if not known:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(Path(folder) / "ledger.db")
            desk.happens(8)
            known.append(desk.exported())
            connection = connect_to_read(desk.ledger.path)
            assert walk(connection).broken_at is None
            connection.close()
            desk.ledger.close()
    return known[0]


def test_the_days_head_is_sent_to_the_managers_and_proves_a_log_that_is_made_anew(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger.db")
    people = [e.PersonEnrolled(name, role, (), None, None, "en", None, True) for name, role in _STAFF]
    desk.ledger.append(*people)
    telling = Checkpoints(
        desk.ledger, desk.clock, SITE, "Asia/Shanghai", public_hex(DEVICE), DEVICE.sign, tell=True
    )
    desk.clock.at += timedelta(days=1)
    telling.tick()
    (notice,) = desk.ledger.house.notices.values()
    assert (notice.person, notice.template) == ("m", "record_head")
    facts = DeskNotices(desk.ledger, Clocks(), "Asia/Shanghai")(notice, Language.ENGLISH)
    assert facts is not None
    body = text("notice.record_head.body", Language.ENGLISH, name="M", **facts)
    telling.tick()
    assert len(desk.ledger.house.notices) == 1  # once a day
    code, typed = body.splitlines()[-1], body.splitlines()[-2]
    assert looked(desk.exported(), code, typed).receipts == 2

    def other_role(rows: list[list[bytes]]) -> None:
        rows[3][3] = rows[3][3].replace(b"supervisor", b"courier")

    said = looked(forged(desk.exported(), other_role), code, typed).broken
    assert sum("proves it: event 4 was" in one for one in said) == 2
    for day in range(20):
        desk.clock.at += timedelta(days=1)
        desk.ledger.append(e.DoorForced(f"C{day:02d}"))
        telling.tick()
    assert len(newest_signed(desk.ledger.house)) == AT_HAND
    house = desk.ledger.house
    desk.ledger.rebuild()
    assert desk.ledger.house == house


def test_no_day_begins_by_a_clock_that_nobody_believes_but_a_count_is_a_count(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "ledger.db")
    signing = Checkpoints(
        desk.ledger, desk.clock, SITE, "Asia/Shanghai", public_hex(DEVICE), DEVICE.sign,
        every=50, trusted=lambda: False,
    )  # fmt: skip
    before = looked(desk.exported()).checkpoints
    desk.ledger.append(e.DoorForced("C01"))
    desk.clock.at += timedelta(days=400)
    signing.tick()
    assert looked(desk.exported()).checkpoints == before
    desk.ledger.append(*[e.DoorForced("C01")] * 50)
    signing.tick()
    assert looked(desk.exported()).checkpoints == before + 1


def test_a_disk_that_takes_nothing_is_left_alone_for_a_minute(desk: Desk) -> None:
    desk.ledger.append(e.DoorForced("C01"))
    seq = desk.ledger.seq
    desk.ledger._connection.execute("PRAGMA query_only = ON")
    desk.clock.at += timedelta(days=1)
    asked = desk.ledger._connection.total_changes
    for _ in range(50):
        desk.checkpoints.tick()  # nobody is told of it, and what else time does goes on
    desk.ledger._connection.execute("PRAGMA query_only = OFF")
    assert desk.ledger.mend()
    assert (desk.ledger.seq, desk.ledger._connection.total_changes) == (seq, asked)
    desk.checkpoints.tick()
    assert desk.ledger.seq == seq  # its minute is not over
    desk.clock.at += timedelta(minutes=1)
    desk.checkpoints.tick()
    assert desk.ledger.seq == seq + 1


_STAFF = (("m", "manager"), ("s", "supervisor"))
