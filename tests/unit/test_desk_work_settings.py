"""What a site may say of work orders, complaints and follow-ups, and what is told of it where it can't be so."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.flows.services.followups import rules_of
from kiosk.flows.services.workorders import clocks_of
from kiosk.settings import SettingsProblems, load

DEMO = Path(__file__).parents[2] / "config" / "demo.toml"


def said(tmp_path: Path, tables: str) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(DEMO.read_text(encoding="utf-8") + tables, encoding="utf-8")
    return file


def test_a_site_that_says_nothing_has_the_usual_clocks(tmp_path: Path) -> None:
    settings = load(said(tmp_path, ""))
    clocks = clocks_of(settings.work_orders)
    assert (clocks.issue_min, clocks.on_site_min, settings.work_orders.numbers) == (5, 15, "any")
    rules = rules_of(settings.follow_ups)
    shares = {of: (rule.percent, rule.from_days, rule.by_days) for of, rule in rules.items()}
    assert shares == {"grievance": (100, 0, 3), "move_in": (100, 30, 37), "repair": (60, 7, 14)}
    assert settings.grievances.hidden_from_named and settings.grievances.anonymous


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ("[work_orders]\non_site_within_min = 0", "work_orders.on_site_within_min = 0"),
        ("[work_orders]\nnumbers = 'our'", "allowed are 'own' or 'any'"),
        (
            "[work_orders]\nnot_done_supervisor_after_h = 90\nnot_done_manager_after_h = 10",
            "the manager is told after the supervisors",
        ),
        ("[grievances]\nanswer_within_h = 2", "what is urgent is answered no later"),
        ("[grievances]\nanonimous = true", "anonymous"),
        ("[follow_ups]\nrepair_percent = 101", "follow_ups.repair_percent = 101"),
        ("[follow_ups]\nmove_in_by_days = 30", "move_in_by_days must be more than move_in_after_days"),
    ],
)
def test_what_can_t_be_is_told_with_its_key(tmp_path: Path, tables: str, told: str) -> None:
    with pytest.raises(SettingsProblems) as problems:
        load(said(tmp_path, f"\n{tables}\n"))
    assert any(told in problem for problem in problems.value.problems), problems.value.problems
