"""Which times in the running state were read from the clock, and which were chosen by people with a calendar."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

V = TypeVar("V")
TOLD_BY = ("since", "begun", "at", "last", "commanded_at", "doubt_since", "forced_at")
"""By which of its times an entity shows that it is of the hours that never were."""
TAKEN_FROM_THE_CLOCK: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("keys", "movements", "doors", "guesses", "alarms", "parcels", "shifts"), TOLD_BY),
    **dict.fromkeys(
        ("papers", "notices", "stays", "seals", "strays", "found_keys", "losses", "inspections"), TOLD_BY
    ),
    **dict.fromkeys(("stocktakes", "emergencies", "complaints", "move_ins", "explained", "sweeps"), TOLD_BY),
    **dict.fromkeys(("deliveries", "inspection_findings", "comparisons", "storage_fees", "item_counts"), TOLD_BY),
    **dict.fromkeys(("cash_counts", "overdrafts", "shortfalls", "vouchers", "kept_documents"), TOLD_BY),
    "form_days": ("since",),
    **dict.fromkeys(("requests", "work_orders", "grievances", "deposits", "transfers"), ("made",)),
    **dict.fromkeys(("follow_ups", "shift_notes", "incidents"), ("made",)),
    "conditions": ("faults.since", "withdrawn.since", "replacing.since", "note_wanted.since"),
    "cards": ("issued",),
    "checkpoints": ("signed",),
    "keymaps": ("issued",),
    "sendings": ("made",),
    "inspection_plans": ("made",),
    "delegations": ("made", "at"),
    "consents": ("since", "withdrawn_at"),
    "bookings": ("made",),
    "loan_items": ("since",),
    "loans": ("made", "contacted", "reminded", "ended"),
    "permits": ("made", "counted"),
    "releases": ("made", "released", "ended", "shown"),
}  # fmt: skip
"""What in the running state says when something was; each is moved as a whole, the dues that hang on it as well."""
CHOSEN: Mapping[str, tuple[str, ...]] = {
    "bookings": ("since", "until"), "consents": ("until",), "delegations": ("until",),
    "loans": ("due",), "permits": ("since", "until"), "releases": ("since", "until"),
    "parcels": ("kept_until",), "incidents": ("happened",), "requests": ("wished",),
}  # fmt: skip
"""Times that were picked by the wrong calendar: "tomorrow at nine" stays nine o'clock, so many whole days nearer."""
HISTORY = frozenset(
    {
        "rule_changes", "couriers", "companies", "copies", "retired_tags", "blocks", "tallies", "duty_entries",
        "absences", "specimens", "filed_ids", "accounts", "money_entries", "account_lines", "voucher_copies",
        "day_figures", "frozen_reports", "looks", "home_notes", "people", "retained", "erasures", "backups",
        "continuations", "updates", "corrections",
    }
)  # fmt: skip
"""What only says when something was, or until which day somebody wants it: nothing ends or begins by it, it stays."""


def told_times(one: object, told_by: Iterable[str]) -> Iterator[datetime]:
    """Yield the times of an entity that stand under these names; "a.b": those of its parts."""
    for name in told_by:
        first, _, rest = name.partition(".")
        found = getattr(one, first, None)
        for part in found if isinstance(found, tuple) else (found,):
            if isinstance(part, datetime):
                yield part
            elif rest and part is not None:
                yield from told_times(part, (rest,))


def with_times(
    one: V,
    moved: Callable[[datetime], datetime],
    kept: Collection[str],
    *,
    only: Collection[str] | None = None,
) -> V:
    """Return the entity with all its times moved, those in its parts too; itself where none changes.

    `kept`: names that stay as they are. `only`: no others.
    """
    return _moved(one, moved, kept, only, named=only is None)  # type: ignore[no-any-return]


def _moved(
    one: Any,
    moved: Callable[[datetime], datetime],
    kept: Collection[str],
    only: Collection[str] | None,
    *,
    named: bool,
) -> Any:
    if isinstance(one, datetime):
        return moved(one) if named else one
    if isinstance(one, tuple):
        parts = tuple(_moved(part, moved, kept, only, named=named) for part in one)
        return parts if any(new is not old for new, old in zip(parts, one, strict=True)) else one
    if not is_dataclass(one) or isinstance(one, type):
        return one
    changed: dict[str, Any] = {}
    for field in fields(one):
        if field.name not in kept:
            before = getattr(one, field.name)
            after = _moved(before, moved, kept, only, named=named or field.name in (only or ()))
            if after is not before:
                changed[field.name] = after
    return replace(one, **changed) if changed else one
