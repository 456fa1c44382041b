"""The engine in a process apart: what it reads, and that neither its end nor any picture harms the one that asks."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from drivers.camera.codes import LOOKS, SYMBOLOGIES, read_codes
from drivers.camera.second import Second
from drivers.camera.second_wire import MISSING
from tests.bench.code_engines import ZBAR_IS_THERE
from tests.bench.code_pictures import Grey, code128, qr
from tests.bench.hard_pictures import SYMBOLS
from tests.wire.camera_stand import CLAIM, WAYBILL

needs_zbar = pytest.mark.skipif(not ZBAR_IS_THERE, reason="libzbar0 is not installed here")


def held(code: Grey) -> Grey:
    return np.pad(code, 60, constant_values=255)


@pytest.fixture
def engine() -> Iterator[Second]:
    with closing(Second(within_s=60)) as one:
        assert one.prepare(60) == ZBAR_IS_THERE
        yield one


@needs_zbar
class TestReading:
    def test_it_reads_slips_waybills_and_goods_and_says_where(self, engine: Second) -> None:
        (slip,) = engine.read(held(qr(CLAIM)), ("qr", "code128"))
        assert (slip.symbology, slip.text) == ("qr", CLAIM)
        assert slip.box[0] == pytest.approx(60 + 16, abs=3)
        (waybill,) = engine.read(held(code128(WAYBILL)), ("qr", "code128"))
        assert (waybill.symbology, waybill.text) == ("code128", WAYBILL)
        text, goods = SYMBOLS["upca"](random.Random(1))
        (told,) = engine.read(held(goods), ("ean13",))
        assert (told.symbology, told.text) == ("ean13", text)
        assert len(text) == 13

    def test_what_was_not_asked_for_is_not_told(self, engine: Second) -> None:
        assert engine.read(held(qr(CLAIM)), ("code128",)) == ()
        assert engine.read(held(qr(CLAIM)), ("pdf417", "datamatrix")) == ()

    def test_text_that_it_guesses_is_not_believed(self, engine: Second) -> None:
        assert engine.read(held(qr("3栋1201 王女士 测试")), ("qr",)) == ()

    def test_a_part_of_a_larger_picture_is_read_as_it_is(self, engine: Second) -> None:
        wide = np.full((600, 900), 255, np.uint8)
        code = qr(CLAIM)
        wide[50 : 50 + code.shape[0], 50 : 50 + code.shape[1]] = code
        assert [one.text for one in engine.read(wide[:500, :700], ("qr",))] == [CLAIM]
        assert [one.text for one in engine.read(np.rot90(wide), ("qr",))] == [CLAIM]

    def test_killed_it_is_missed_for_a_while_and_comes_back(
        self, engine: Second, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert engine.read(held(qr(CLAIM)), ("qr",))
        assert engine._child is not None
        os.kill(engine._child.pid, signal.SIGKILL)
        engine._child.wait()
        assert engine.read(held(qr(CLAIM)), ("qr",)) == ()
        assert engine.read(held(qr(CLAIM)), ("qr",)) == (), "it rests"
        monkeypatch.setattr(engine, "_not_before_s", float("-inf"))
        assert engine.prepare(60)
        assert [one.text for one in engine.read(held(qr(CLAIM)), ("qr",))] == [CLAIM]
        assert engine.deaths == 1


def test_the_golden_question_has_the_golden_answer() -> None:
    command = (sys.executable, "-m", "drivers.camera.zbar_apart")
    told = subprocess.run(
        command, input=bytes.fromhex("0200010003ffff"), capture_output=True, timeout=60, check=False
    )
    assert (told.returncode, told.stdout) == ((0, b"Z\0") if ZBAR_IS_THERE else (MISSING, b""))


class TestItsEnd:
    def test_without_it_nothing_is_missed_for_good(self) -> None:
        with closing(Second((sys.executable, "-c", "raise SystemExit(3)"), within_s=60)) as engine:
            assert not engine.prepare(60)
            assert engine.read(held(qr(CLAIM)), ("qr",)) == ()
            assert engine.deaths == 0 and engine._not_before_s == float("inf")

    @pytest.mark.parametrize(
        "does",
        [
            "os.abort()",
            "out.write(b'Z'); out.flush(); wire.read(5); os.abort()",
            "out.write(b'Z'); out.flush(); wire.read(5); out.write(b'\\xff' * 99)",
            "out.write(b'Z'); out.flush(); wire.read(5); out.write(b'\\x05\\x00')",
            "out.write(b'Z'); out.flush(); wire.read()",
        ],
        ids=["aborts", "aborts when asked", "babbles", "stops in the middle", "hangs"],
    )
    def test_whatever_it_does_the_picture_has_no_code_and_it_is_gone(self, does: str) -> None:
        script = f"import os, sys; out, wire = sys.stdout.buffer, sys.stdin.buffer; {does}"
        with closing(Second((sys.executable, "-c", script), within_s=1.0)) as engine:
            engine.prepare(60)
            assert engine.read(np.zeros((720, 1280), np.uint8), ("qr",)) == ()
            assert engine.deaths == 1 and engine._child is None

    def test_a_command_that_is_not_there_is_no_trouble(self) -> None:
        engine = Second(("/nonexistent/python",))
        assert not engine.prepare(1)
        assert engine.read(held(qr(CLAIM)), ("qr",)) == ()
        assert engine.deaths == 1


class TestEveryPicture:
    """No picture may end the reader: shapes, strides, and what is in it."""

    @pytest.mark.parametrize("shape", [(16, 16), (17, 4000), (4000, 17), (31, 33), (720, 1280)])
    def test_odd_shapes_and_strides(self, shape: tuple[int, int]) -> None:
        noise = np.random.default_rng(shape[0])
        large = noise.integers(0, 256, (2 * shape[0], 2 * shape[1])).astype(np.uint8)
        for picture in (
            large[::2, ::2],
            np.asfortranarray(large[: shape[0], : shape[1]]),
            large[::-2, ::-2],
            np.broadcast_to(np.uint8(0), shape),
            np.full(shape, 255, np.uint8),
        ):
            assert read_codes(picture, tuple(SYMBOLOGIES)) == ()

    def test_pieces_of_codes_and_noise_on_them(self) -> None:
        chance, noise = random.Random(8), np.random.default_rng(8)
        for turn in range(40):
            symbology = chance.choice(list(SYMBOLS))
            text, symbol = SYMBOLS[symbology](chance)
            step = chance.choice((2, 3, 4))
            small = symbol[::step, ::step].copy()
            high, wide = small.shape
            broken = noise.random(small.shape) < chance.uniform(0.05, 0.4)
            small[broken] = noise.integers(0, 256, int(broken.sum()))
            y, x = chance.randrange(high // 2), chance.randrange(wide // 2)
            told = read_codes(small[y:, x:], tuple(SYMBOLOGIES), LOOKS)
            assert all(code.text == text or not code.sure for code in told), (turn, symbology)
