"""What a site may say of cards, documents and what each journey demands; and what does not go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.domain.policy.means import Means
from kiosk.domain.policy.policy import ways
from kiosk.settings import SettingsProblems, load
from kiosk.settings.identity import policy_of
from kiosk.settings.parcels import ParcelSettings

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo.toml"


def site(tmp_path: Path, more: str, *, without: str = "") -> Path:
    file = tmp_path / "site.toml"
    text = DEMO.read_text(encoding="utf-8")
    if without:
        assert without in text
        text = text.replace(without, "")
    file.write_text(text + more, encoding="utf-8")
    return file


def problems(tmp_path: Path, more: str) -> list[str]:
    with pytest.raises(SettingsProblems) as told:
        load(site(tmp_path, more))
    return list(told.value.problems)


def rule(journey: str, *written: str, more: str = "") -> str:
    listed = ", ".join(f'"{one}"' for one in written)
    return f'\n[[policy]]\njourney = "{journey}"\nways = [{listed}]\n{more}\n'


def test_a_rule_of_the_site_goes_before_the_usual_one(tmp_path: Path) -> None:
    settings = load(site(tmp_path, rule("collect", "card + signature", "id", more='category = "valuable"')))
    policy = policy_of(settings.policy, settings.parcels)
    assert policy.rule_for("collect", "valuable").ways == ways("card + signature", "id")
    assert policy.rule_for("collect", "ordinary").ways == ways("slip", "code", "card", "qr-card", "id")


def test_card_for_and_signature_for_are_short_for_rules() -> None:
    policy = policy_of((), ParcelSettings(signature_for=("registered", "valuable"), card_for=("valuable",)))
    assert policy.rule_for("collect", "valuable").ways == ways("card + signature")
    assert policy.rule_for("delegate", "valuable").ways == ways("card + signature")
    assert all(Means.SIGNATURE in one for one in policy.rule_for("collect", "registered").ways)
    assert not any(Means.SIGNATURE in one for one in policy.rule_for("collect", "fresh").ways)


@pytest.mark.parametrize(
    ("more", "told"),
    (
        (rule("collect", "slipp"), "did you mean 'slip'?"),
        (rule("collect", "desk"), "'desk' is none of"),
        (rule("collect", "slip, card"), "none of"),
        (rule("colect", "slip"), "policy"),
        (rule("collect"), "policy"),
        (rule("collect", "slip", more='category = "valuabel"'), "did you mean 'valuable'?"),
        (rule("collect", "slip", more="from_cents = 5"), "no value of a parcel is on record"),
        (rule("collect", "slip") + rule("collect", "code"), "stands there twice"),
        (
            '\n[parcels]\ncard_for = ["valuable"]\n' + rule("collect", "id", more='category = "valuable"'),
            "in one place",
        ),
        ("\n[identity]\nown_id = false\n" + rule("collect", "id + signature"), "does not have (id)"),
        ("\n[identity]\nkeep_number_days = 9999\n", "keep_number_days"),
        ('\n[identity]\ndesk = "three"\n', "desk"),
    ),
)
def test_what_does_not_fit_is_told(tmp_path: Path, more: str, told: str) -> None:
    said = problems(tmp_path, more)
    assert any(told in one for one in said), said


def test_what_nobody_has_asked_for_is_kept_for_a_month_and_no_picture_at_all(tmp_path: Path) -> None:
    identity = load(site(tmp_path, "")).identity
    assert (identity.keep_number_days, identity.keep_picture_days, identity.desk) == (30, 0, "two")
