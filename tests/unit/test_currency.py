"""Money of another currency than the yuan: one setting says it, and everything that asks, keeps and counts follows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.clock import SystemClock
from kiosk.domain.house import House
from kiosk.domain.money.account import cash
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.pledge import charged, given_back, lies_here, repaid, taken_in
from kiosk.flows.reports.counting import figures
from kiosk.flows.reports.day import Day
from kiosk.flows.reports.standards import Standards
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import SettingsProblems, load
from tests.unit.houses import PEOPLE, at, person

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_OUT = re.compile(r"""["'](CNY|HKD|¥|￥)["']|format_currency|¥\{""")
MAY_NAME_IT = {
    "kiosk/language/money.py", "kiosk/language/capitals.py", "kiosk/settings/tables.py", "kiosk/settings/loading.py",
    "kiosk/settings/services.py", "kiosk/paper/forms.py", "kiosk/paper/lettering.py", "kiosk/estate/services.py",
}  # fmt: skip
"""Who writes amounts, what a site has without a word of its own, how lines break, the sample estate."""


def site(tmp_path: Path, currency: str) -> Path:
    """Return the demo site with a currency."""
    text = (ROOT / "config" / "demo.toml").read_text(encoding="utf-8")
    text = text.replace("[site]\n", f'[site]\ncurrency = "{currency}"\n', 1)
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "services.toml").write_bytes((ROOT / "config" / "services.toml").read_bytes())
    return path


def test_one_setting_says_it_and_the_catalogue_follows(tmp_path: Path) -> None:
    assert load(ROOT / "config" / "demo.toml").site.currency == "CNY"
    settings = load(site(tmp_path, "HKD"))
    assert settings.site.currency == "HKD"
    assert settings.catalogue.services and settings.catalogue.currency == "HKD"


@pytest.mark.parametrize("wrong", ["RMB", "yuan", "cny", ""])
def test_a_currency_that_there_is_none_of_is_told(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(SettingsProblems, match=r"site\.currency.*no such currency; three letters"):
        load(site(tmp_path, wrong))


def test_nobody_else_names_a_currency_or_writes_an_amount() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("kiosk/flows", "kiosk/paper", "kiosk/settings", "kiosk/language", "kiosk/estate", "ui")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "scenes" not in path.name and WRITTEN_OUT.search(path.read_text(encoding="utf-8"))
    ]
    assert [one for one in found if one not in MAY_NAME_IT] == []
    texts = [*(ROOT / "kiosk/language").glob("*.toml"), *(ROOT / "ui/templates").rglob("*.html")]
    assert [one.name for one in texts if re.search("[¥￥]", one.read_text(encoding="utf-8"))] == []


def test_deposits_are_kept_given_back_and_charged_in_the_site_s_money() -> None:
    house = at(PEOPLE, person("chief", "supervisor"))
    for name in ("l1", "l2"):
        house = at(house, *taken_in(house, f"in-{name}", "loan", {name: 5_000}, "L-1", "r", "a", "HKD"))
    assert (standing_cents(house, cash(), "HKD"), standing_cents(house, cash())) == (10_000, 0)
    assert lies_here(house, "loan", "l1", "HKD") == 5_000 and not lies_here(house, "loan", "l1")
    house = at(house, *given_back(house, "out-l1", "loan", "l1", 5_000, "L-1", "r", "a", "HKD"))
    assert not lies_here(house, "loan", "l1", "HKD") and in_drawer(house) == 5_000
    house = at(house, *charged(house, "kept-l2", "loan", "l2", 6_000, "L-1", "r", "a", "HKD"))
    assert in_drawer(house) == 6_000
    house = at(house, *repaid(house, "back-l2", "loan", 6_000, "L-1", "r", "a", "HKD"))
    assert in_drawer(house) == 0
    assert {one.currency for one in house.money_entries.values()} == {"HKD"}
    assert all(name.endswith("@HKD") for name in house.accounts)


def in_drawer(house: House) -> int:
    """Return what lies in the drawer; nothing of another currency does."""
    assert standing_cents(house, cash()) == 0
    return standing_cents(house, cash(), "HKD")


def test_a_report_adds_no_two_currencies(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", SystemClock(), b"k" * 32)
    register = SqliteRegister(tmp_path / "ledger.db")
    ledger.append(person("a", "attendant"), person("r", "resident"))
    ledger.execute(lambda house: taken_in(house, "one", "loan", {"l1": 5_000}, "L-1", "r", "a", "HKD"))
    ledger.execute(lambda house: taken_in(house, "two", "loan", {"l2": 700}, "L-2", "r", "a", "CNY"))
    zone, now = ZoneInfo("Asia/Shanghai"), datetime.now(UTC)
    day: date = now.astimezone(zone).date()
    found = {
        code: figures(Day(register, day, zone, Standards(code)), now, ledger.house).numbers
        for code in ("HKD", "CNY", "MOP")
    }
    assert [found[code]["cash.in"] for code in found] == [5_000, 700, 0]
    assert [found[code]["cash.closing"] for code in found] == [5_000, 700, 0]
    assert [found[code]["cash.held"] for code in found] == [5_000, 700, 0]
    register.close()
    ledger.close()
