"""docs/settings.md is what the settings are."""

from __future__ import annotations

from pathlib import Path

from kiosk.settings.reference import reference

ROOT = Path(__file__).parents[2]


def test_the_reference_is_up_to_date() -> None:
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == reference(), "write it anew: python -m kiosk.settings.reference > docs/settings.md"


def test_it_tells_every_table_and_what_is_said_beneath_a_key() -> None:
    told = reference()
    assert "## `[[cabinets.columns.slots]]`" in told and "## `[parcels.fee]`" in told
    assert "| `all_at_once` | `true` or `false` | `true` | Whether one right of a recipient" in told
    assert "smtp_password" not in told.replace("(`smtp_password`)", ""), "secrets have a file of their own"
