"""The reader of documents: a process of its own that outlives every picture, and whose end the kiosk outlives."""

from __future__ import annotations

import io
import os
import random
import signal
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from drivers.ailments import code_of
from drivers.documents.codec import MOST_PICTURE_BYTES, Refusal
from drivers.documents.reader import DocumentReader
from drivers.documents.sight import Sight
from drivers.documents.sim_card import Holder, front, has_fonts
from drivers.trouble import BadReply, LinkLost, NoReply
from kiosk.__main__ import main
from tests.bench.licence_cards import card, person, written
from tests.wire.waiting import until

pytestmark = pytest.mark.skipif(not has_fonts(), reason="no Noto CJK fonts to draw cards with")

CARD = Holder(
    "林晓梅", "女", "汉", (1985, 3, 9), "浙江省杭州市西湖区文三路12号3幢401室", "330106198503091222"
)
MOST_MEMORY_KB = 600_000


@pytest.fixture
def reader() -> Iterator[DocumentReader]:
    made = DocumentReader(name="documents", idle_s=60)
    yield made
    made.close()


@pytest.fixture(scope="module")
def steady() -> Iterator[DocumentReader]:
    """A reader that several tests share: none of them may end it."""
    made = DocumentReader(name="documents", idle_s=60)
    made.prepare()
    pid = made.pid
    yield made
    assert made.pid == pid, "a picture ended the process"
    made.close()


def jpeg(picture: Image.Image, **more: object) -> bytes:
    made = io.BytesIO()
    picture.convert("RGB").save(made, "JPEG", quality=88, **more)
    return made.getvalue()


def held(card: Image.Image, turn: int = 0) -> Image.Image:
    """A card before a lobby, turned."""
    view = Image.new("RGB", (1280, 960), (70, 66, 60))
    turned = card.resize((840, 530)).rotate(turn, expand=True)
    view.paste(turned, ((1280 - turned.width) // 2, (960 - turned.height) // 2))
    return view


def words(seen: Sight | Refusal) -> set[str]:
    assert isinstance(seen, Sight)
    return {line.text for line in seen.lines}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_card_is_read_whichever_way_it_is_held(steady: DocumentReader, turn: int) -> None:
    seen = steady.read(jpeg(held(front(CARD), turn)))
    assert isinstance(seen, Sight)
    assert {CARD.number, CARD.name} <= words(seen) and seen.is_card
    upright = Image.open(io.BytesIO(seen.picture))
    assert upright.size == (seen.width_px, seen.height_px)
    assert abs(upright.width / upright.height - 85.6 / 54) < 0.03
    number = next(line for line in seen.lines if line.text == CARD.number)
    assert number.top > 0.75 * seen.height_px / seen.width_px, "upside down"


def test_what_the_picture_says_of_its_turn_is_respected(steady: DocumentReader) -> None:
    tag = Image.Exif()
    tag[0x0112] = 6  # the camera was held on its side
    lying = held(front(CARD)).rotate(90, expand=True)
    assert CARD.number in words(steady.read(jpeg(lying, exif=tag)))


def test_a_licence_is_known_by_its_code(steady: DocumentReader) -> None:
    chance = random.Random(11)
    text = written(person(chance))
    seen = steady.read(jpeg(Image.fromarray(card(text, chance))))
    assert isinstance(seen, Sight)
    assert seen.codes == (text,)


def bomb(wide: int, high: int) -> bytes:
    """A PNG of a few kB that says it has so many pixels, all black."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\0" * min(wide * high // 8, 30_000_000), 9)
    head = struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


NOISE = np.random.default_rng(5).integers(0, 255, (900, 1200, 3), dtype=np.uint8)
HOSTILE = {
    "nothing at all": (b"", "no_picture"),
    "no picture": (b"GIF89a and then some", "no_picture"),
    "a torn JPEG": (jpeg(held(front(CARD)))[:20_000] if has_fonts() else b"", "no_picture"),
    "one pixel": (jpeg(Image.new("RGB", (1, 1))), "nothing"),
    "a line": (jpeg(Image.new("RGB", (4000, 1))), "nothing"),
    "a black picture": (jpeg(Image.new("RGB", (1280, 720))), "nothing"),
    "a bomb": (bomb(60_000, 60_000), "too_large"),
    "a bomb beyond Pillow's own limit": (bomb(200_000, 200_000), "too_large"),
    "an absurd JPEG": (jpeg(Image.new("RGB", (9000, 9000))), "too_large"),
    "noise": (jpeg(Image.fromarray(NOISE)), "nothing"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_picture_ends_it(steady: DocumentReader, what: str) -> None:
    file, code = HOSTILE[what]
    seen = steady.read(file)
    assert seen == Refusal(code) or (what == "noise" and isinstance(seen, Sight))


def test_a_large_photograph_is_read_within_its_memory(steady: DocumentReader) -> None:
    large = held(front(CARD)).resize((5600, 4200))
    assert CARD.number in words(steady.read(jpeg(large, progressive=True)))
    status = Path(f"/proc/{steady.pid}/status").read_text()
    assert int(status.split("VmHWM:")[1].split()[0]) < MOST_MEMORY_KB


def test_more_than_a_picture_is_not_even_sent(reader: DocumentReader) -> None:
    assert reader.read(bytes(MOST_PICTURE_BYTES + 1)) == Refusal("too_large")
    assert reader.pid is None


def test_it_is_modest_and_tells_nobody(steady: DocumentReader) -> None:
    steady.prepare()
    proc = Path(f"/proc/{steady.pid}")
    assert os.getpriority(os.PRIO_PROCESS, steady.pid or 0) > 0
    assert (proc / "oom_score_adj").read_text().strip() == "1000"
    said = (proc / "cmdline").read_bytes() + (proc / "environ").read_bytes()
    assert CARD.number.encode() not in said
    for stream in (1, 2):
        assert (proc / "fd" / str(stream)).readlink() == Path("/dev/null")
    opened = [str(one.readlink()) for one in (proc / "fd").iterdir()]
    assert not [one for one in opened if one.startswith("socket:")], "it talks to somebody"


def test_a_process_that_dies_is_a_loss_and_the_next_one_reads(reader: DocumentReader) -> None:
    reader.prepare()
    os.kill(reader.pid or 0, signal.SIGKILL)
    with pytest.raises(LinkLost) as lost:
        reader.read(jpeg(held(front(CARD))))
    assert code_of(lost.value) == "gone"
    reader.close()
    again = DocumentReader(name="documents", idle_s=60)
    try:
        assert CARD.number in words(again.read(jpeg(held(front(CARD)))))
    finally:
        again.close()


def test_one_that_hangs_is_ended(reader: DocumentReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.documents.reader.ANSWER_WITHIN_S", 0.3)
    reader.prepare()
    pid = reader.pid or 0
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(NoReply):
        reader.read(jpeg(held(front(CARD))))
    assert reader.pid is None and not Path(f"/proc/{pid}").exists()


def test_it_is_ended_when_nobody_needs_it_and_found_dead_when_it_is() -> None:
    idle = DocumentReader(name="documents", idle_s=0.0)
    try:
        idle.tend()
        assert idle.pid is None, "not started before it is needed"
        idle.prepare()
        pid = idle.pid

        def ended() -> bool:
            idle.tend()
            return idle.pid is None

        until(ended, 5)
        assert not Path(f"/proc/{pid}").exists()
    finally:
        idle.close()
    warm = DocumentReader(name="documents", idle_s=None)
    try:
        warm.tend()
        assert warm.pid is not None
        os.kill(warm.pid, signal.SIGKILL)

        def lost() -> bool:
            try:
                warm.tend()
            except LinkLost:
                return True
            return False

        until(lost, 5)
    finally:
        warm.close()


@pytest.mark.parametrize(
    ("program", "trouble"),
    [
        ("print('a banner of some library')", BadReply),
        ("import sys; sys.exit(3)", LinkLost),
        ("import time; time.sleep(30)", NoReply),
        (
            'import sys; w = b\'{"ready":false,"why":"rapidocr is not installed"}\';'
            "sys.stdout.buffer.write(len(w).to_bytes(4, 'big') + bytes(4) + w)",
            LinkLost,
        ),
    ],
)
def test_whatever_starts_in_its_place_is_told(
    program: str, trouble: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.documents.reader.READY_WITHIN_S", 2.0)
    odd = DocumentReader(name="documents", idle_s=60, command=(sys.executable, "-c", program))
    try:
        with pytest.raises(trouble) as raised:
            odd.read(b"x")
        assert odd.pid is None
        if "not installed" in program:
            assert isinstance(raised.value, LinkLost) and raised.value.code == "not_installed"
    finally:
        odd.close()


def test_a_machine_without_it_says_so_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.documents.reader.NEEDED", ("cv2", "rapidocr_that_is_not_there"))
    with pytest.raises(LinkLost, match="rapidocr_that_is_not_there") as lost:
        DocumentReader(name="documents", idle_s=60)
    assert lost.value.code == "not_installed"


def test_whoever_waits_is_told_that_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kiosk's watchdog must not take a slow picture for a thread that is stuck."""
    monkeypatch.setattr("drivers.documents.reader.READY_WITHIN_S", 2.5)
    ticks: list[float] = []
    slow = DocumentReader(
        name="documents",
        idle_s=60,
        on_wait=lambda: ticks.append(time.monotonic()),
        command=(sys.executable, "-c", "import time; time.sleep(30)"),
    )
    with pytest.raises(NoReply):
        slow.prepare()
    slow.close()
    assert len(ticks) >= 2


def test_the_command_says_when_nothing_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-document", str(tmp_path / "none.jpg")]) == 2
    assert "none.jpg" in capsys.readouterr().err
    (tmp_path / "empty.jpg").write_bytes(b"")
    assert main(["read-document", str(tmp_path / "empty.jpg")]) == 1
    assert capsys.readouterr().out == '{"kind": null}\n'
