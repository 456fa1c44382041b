"""No bytes that a printer may send make a job PRINTED, except the proof of this very job."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.escpos_printer import codec
from drivers.escpos_printer.driver import EscposPrinter, Outcome, Patience, Proof
from drivers.escpos_printer.sim import EscposSim
from tests.wire.printer.ways import WAYS, Way, slip

BRISK = Patience(reply_s=0.05, probe_s=0.1, stopped_s=0.05, proof_s=0.1)
NO_ANSWER = st.binary(max_size=6).map(lambda noise: bytes(byte | 0x80 for byte in noise))
ANYTHING = st.one_of(
    st.binary(max_size=12), st.just(codec.proof_answer(b"0001")), st.sampled_from([b"7", b'7"', b"\0"])
)


class Liar(EscposSim):
    """A printer that looks well and sends other things than proofs."""

    def __init__(self, lies: list[bytes]) -> None:
        super().__init__(80)
        self.lies, self.lying = list(lies), False

    def _post(self, answer: bytes) -> None:
        if self.lying:
            answer = self.lies.pop(0) if self.lies else b""
        super()._post(answer)


def outcome_of(kind: str, lies: list[bytes], proof: Proof) -> Outcome:
    liar = Liar(lies)
    liar.proof = "process-id" if proof is Proof.PROCESS_ID else "status"
    with tempfile.TemporaryDirectory() as folder:
        way = Way(kind, liar, Path(folder))
        printer = EscposPrinter(way.link(), name="printer", patience=BRISK)
        try:
            assert printer.probe() is proof
            liar.lying = True
            return printer.print([slip("raster")])
        finally:
            printer.close()
            way.close()


@pytest.mark.parametrize("kind", WAYS)
@settings(max_examples=8, deadline=None)
@given(st.lists(ANYTHING, max_size=6))
def test_no_lie_passes_for_a_process_id(kind: str, lies: list[bytes]) -> None:
    assert outcome_of(kind, lies, Proof.PROCESS_ID) is not Outcome.PRINTED


@pytest.mark.parametrize("kind", WAYS)
@settings(max_examples=8, deadline=None)
@given(st.lists(NO_ANSWER, max_size=4), st.sampled_from([b"", b"\x00", b"\x00\x00\x00\x00\x00"]))
def test_too_few_and_too_many_answers_prove_nothing(kind: str, noise: list[bytes], answers: bytes) -> None:
    assert outcome_of(kind, [answers, *noise], Proof.STATUS) is not Outcome.PRINTED


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_borne(stream: bytes) -> None:
    sim = EscposSim(80)
    sim.feed(stream)
    codec.scan(stream, final=True)
    # what the bytes began may be answered after the question, which jumps the queue
    assert b"\x12" in sim.feed(b"\0" * 8_000 + codec.ask_status(4)), "it still answers"
