"""The readers of documents and codes work under what systemd/kiosk.service refuses them."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.documents.sim_passport import passport, zone_of
from tests.bench.code_engines import ZBAR_IS_THERE
from tests.wire.confined import MAPS, REFUSED, program

ROOT = Path(__file__).parents[2]
UNIT = (ROOT / "systemd" / "kiosk.service").read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(
    platform.machine() not in MAPS, reason="the numbers of this machine's calls are not known here"
)
def test_both_readers_read_where_the_unit_refuses_what_it_refuses(tmp_path: Path) -> None:
    picture = tmp_path / "passport.png"
    passport(zone_of("SPECIMEN", "CONFINED", "E12345678", "CHN", "800101", "F", "330505")).save(picture)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.wire.confined", str(picture)],
        cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["affinity"], told["errno"]) == (-1, 1), "the filter is in force"
    assert told["number"] == "E12345678"
    assert told["zbar"] is ZBAR_IS_THERE and told["codes"] == (["LOGE"] if ZBAR_IS_THERE else [])


def test_the_filter_is_that_of_the_unit() -> None:
    """What is tried above is what the unit says; a line that changes there is a reason to look here."""
    for line in (
        "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service",
        "SystemCallFilter=~@privileged @resources",
        "SystemCallFilter=setpriority setrlimit prlimit64",
        "SystemCallErrorNumber=EPERM",
        "PrivateTmp=yes",
        "ProtectSystem=strict",
    ):
        assert line in UNIT, line
    assert len(REFUSED["x86_64"]) > 15 and len(program()) % 8 == 0
