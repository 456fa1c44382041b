"""What each journey demands: a table of cases, and that nobody is ever left without a next step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.policy.means import Evidence, Means, complete
from kiosk.domain.policy.policy import (
    JOURNEYS,
    USUAL,
    Asks,
    Policy,
    Rule,
    Satisfied,
    demand,
    way,
    ways,
    weakest,
)

CARD_SIGNED = ways("card + signature")
EITHER = ways("card + signature", "id")
CASES = (
    (ways("slip"), "slip", "", "slip"),
    (ways("slip"), "", "", "?slip desk"),
    (ways("slip"), "code", "", "?slip desk"),
    (CARD_SIGNED, "", "", "?card desk"),
    (CARD_SIGNED, "card", "", "?signature desk"),
    (CARD_SIGNED, "slip card", "", "?signature desk"),
    (CARD_SIGNED, "proven-card", "", "?signature desk"),
    (CARD_SIGNED, "card signature", "", "card+signature"),
    (CARD_SIGNED, "card same-signature", "", "card+signature"),
    (ways("proven-card"), "card", "", "?proven-card desk"),
    (EITHER, "card", "", "?signature id desk"),
    (EITHER, "slip", "", "?id card desk"),
    (EITHER, "slip", "card", "?id desk"),
    (EITHER, "slip", "card id", "?desk"),
    (EITHER, "card id", "", "id"),
    (ways("slip + signature", "code + signature", "id"), "slip", "", "?signature id desk"),
    (ways("slip + same-signature"), "slip signature", "", "?same-signature desk"),
    (ways("slip + same-signature"), "slip signature", "same-signature", "?desk"),
    (ways("id + second-person"), "id", "", "?second-person desk"),
    (ways("id + second-person", "card"), "id", "", "?card second-person desk"),
    (ways("id + second-person"), "desk", "", "desk"),
    (ways("card + signature + id"), "desk", "card id", "desk"),
)


@pytest.mark.parametrize(("rule", "shown", "unable", "expected"), CASES)
def test_each_case(rule: tuple[frozenset[Means], ...], shown: str, unable: str, expected: str) -> None:
    evidence = [Evidence(Means(one), f"digest of {one}") for one in shown.split()]
    said = demand(Rule("collect", rule), evidence, {Means(one) for one in unable.split()})
    if expected.startswith("?"):
        assert said == Asks(tuple(Means(one) for one in expected[1:].split()))
    else:
        assert isinstance(said, Satisfied)
        assert said.way == frozenset(Means(one) for one in expected.split("+"))


def test_a_decision_keeps_what_it_rested_on_and_nothing_else() -> None:
    shown = [Evidence(Means.SLIP, "s"), Evidence(Means.CARD, "c"), Evidence(Means.SIGNATURE, "w")]
    said = demand(Rule("collect", CARD_SIGNED), shown)
    assert isinstance(said, Satisfied)
    assert said.rests_on == (Evidence(Means.CARD, "c"), Evidence(Means.SIGNATURE, "w"))


def test_what_was_shown_and_proved_nothing_goes_to_the_desk() -> None:
    rule = Rule("claim", ways("slip + same-signature"))
    shown = [Evidence(Means.SLIP), Evidence(Means.SIGNATURE, "unsure")]
    assert demand(rule, shown, failed={Means.SAME_SIGNATURE}) == Asks((Means.DESK,))


@pytest.mark.parametrize(
    ("category", "cents", "expected"),
    (
        ("ordinary", 0, "usual"),
        ("ordinary", 999, "usual"),
        ("ordinary", 5_000, "dear"),
        ("valuable", 0, "valuable"),
        ("valuable", 5_000, "valuable"),
        ("valuable", 90_000, "treasure"),
        ("", 0, "usual"),
    ),
)
def test_the_rule_that_fits_best_counts(category: str, cents: int, expected: str) -> None:
    named = {
        "dear": Rule("collect", ways("id"), from_cents=5_000),
        "valuable": Rule("collect", ways("card"), "valuable"),
        "treasure": Rule("collect", ways("id + second-person"), "valuable", 90_000),
        "usual": USUAL[0],
    }
    policy = Policy((named["dear"], named["valuable"], named["treasure"]))
    assert policy.rule_for("collect", category, cents) is named[expected]


def test_the_sites_own_rule_goes_before_the_usual_one_and_every_journey_has_one() -> None:
    own = Rule("collect", ways("card"))
    assert Policy((own,)).rule_for("collect") is own
    assert all(Policy().rule_for(journey) in USUAL for journey in JOURNEYS)
    with pytest.raises(KeyError):
        Policy().rule_for("steal")


@pytest.mark.parametrize("written", ("", "slip +", "slip, card", "Slip", "desk", "slip + slip card"))
def test_what_names_no_means_is_told(written: str) -> None:
    with pytest.raises(ValueError):
        way(written)


def test_what_a_copy_opens_is_known() -> None:
    assert weakest(USUAL[0]) == {Means.SLIP, Means.CODE, Means.CARD, Means.QR_CARD}
    assert weakest(Rule("collect", CARD_SIGNED)) == frozenset()


DEMANDED = st.frozensets(
    st.sampled_from([one for one in Means if one is not Means.DESK]), min_size=1, max_size=4
)
RULES = st.builds(Rule, st.just("collect"), st.lists(DEMANDED, max_size=4).map(tuple))
SETS = st.frozensets(st.sampled_from(list(Means)))


@given(RULES, SETS, SETS, SETS)
def test_enough_or_a_next_step(
    rule: Rule, shown: frozenset[Means], unable: frozenset[Means], failed: frozenset[Means]
) -> None:
    said = demand(rule, [Evidence(one) for one in shown], unable, failed)
    if isinstance(said, Satisfied):
        assert said.way <= complete(shown) and (said.way in rule.ways or said.way == {Means.DESK})
        assert complete(one.means for one in said.rests_on) >= said.way
        return
    assert said.options[-1] is Means.DESK
    assert len(set(said.options)) == len(said.options)
    assert not set(said.options) & complete(shown)
    assert not set(said.options[:-1]) & (unable | failed)
    assert not any(one <= complete(shown) for one in rule.ways)


@given(RULES, SETS, st.frozensets(st.sampled_from(list(Means))), st.randoms(use_true_random=False))
def test_whoever_shows_what_is_asked_comes_to_an_end(
    rule: Rule, shown: frozenset[Means], unable: frozenset[Means], dice: object
) -> None:
    evidence = [Evidence(one) for one in shown]
    for _ in range(len(Means) + 1):
        said = demand(rule, evidence, unable)
        if isinstance(said, Satisfied):
            return
        evidence.append(Evidence(dice.choice(said.options)))  # type: ignore[attr-defined]
    pytest.fail("asked on and on")


@given(RULES, SETS, SETS)
def test_every_way_that_is_still_open_has_its_next_thing_among_the_options(
    rule: Rule, shown: frozenset[Means], unable: frozenset[Means]
) -> None:
    said = demand(rule, [Evidence(one) for one in shown], unable)
    if isinstance(said, Asks):
        means = complete(shown)
        for one in rule.ways:
            if not (one - means) & unable:
                assert (one - means) & set(said.options)


@given(RULES, SETS, st.sampled_from(list(Means)))
def test_showing_more_never_takes_a_right_away(rule: Rule, shown: frozenset[Means], more: Means) -> None:
    before = demand(rule, [Evidence(one) for one in shown])
    after = demand(rule, [Evidence(one) for one in (*shown, more)])
    assert not isinstance(before, Satisfied) or isinstance(after, Satisfied)


@given(RULES, SETS)
def test_nothing_is_satisfied_by_less_than_one_of_its_ways(rule: Rule, shown: frozenset[Means]) -> None:
    said = demand(rule, [Evidence(one) for one in shown])
    if Means.DESK not in shown and not any(one <= complete(shown) for one in rule.ways):
        assert isinstance(said, Asks)
