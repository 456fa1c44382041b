"""`make bench` measures what it says it does."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import MEASURES

ROOT = Path(__file__).parents[2]
PROMISED = {
    "bytes_per_movement",
    "frame_to_unlock",
    "badge_to_list",
    "ledger_appends",
    "start_to_ready",
    "resident_memory",
    "page_bytes",
    "streams",
    "event_to_screen",
    "sensor_to_record",
    "line_sweep",
    "recovery",
    "verify",
    "idle_cpu",
    "slip_bytes",
    "exposures",
    "codes",
    "drop_and_pick_up",
    "documents",
    "zones",
    "allocation",
    "allocation_speed",
    "signatures",
    "estate_years",
    "parcel_years",
    "desk_years",
}


def test_the_list_names_every_figure() -> None:
    command = [sys.executable, "-m", "tests.bench", "--list"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {line.split()[0] for line in told.splitlines()} == PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_each_figure_can_be_measured(name: str) -> None:
    assert callable(getattr(importlib.import_module(MEASURES[name][0]), name))


def test_an_unknown_name_is_refused() -> None:
    command = [sys.executable, "-m", "tests.bench", "speed"]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert refused.returncode == 2 and "there is no speed" in refused.stderr
