"""Work orders, complaints and follow-ups: a site's patience, and what it wants of its answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.settings.base import Table

Minutes = Annotated[int, Field(ge=1, le=1440)]
Hours = Annotated[int, Field(ge=1, le=2160)]
Percent = Annotated[int, Field(ge=0, le=100)]
Days = Annotated[int, Field(ge=0, le=120)]


class WorkOrderSettings(Table):
    """Work orders: from the wish to the order, from the order to the site, to the end."""

    issue_within_min: Minutes = 5
    on_site_within_min: Minutes = 15
    supervisor_after_min: Minutes = 15
    """So long after somebody should have been on site the supervisors are told."""
    done_within_h: Hours = 48
    not_done_supervisor_after_h: Hours = 24
    not_done_manager_after_h: Hours = 72
    """So long after an order should have been done the supervisors, then the property manager are told."""
    numbers: Literal["own", "any"] = "any"
    """Under which numbers a key leaves: of our own open orders alone, or those of another system as well."""

    @model_validator(mode="after")
    def _in_order(self) -> WorkOrderSettings:
        if self.not_done_manager_after_h < self.not_done_supervisor_after_h:
            raise ValueError("the manager is told after the supervisors, not before them")
        return self


class GrievanceSettings(Table):
    """Complaints about the house, and praise."""

    answer_within_h: Hours = 72
    urgent_within_h: Hours = 4
    supervisor_after_h: Annotated[int, Field(ge=0, le=720)] = 0
    manager_after_h: Annotated[int, Field(ge=0, le=720)] = 24
    """So long after a complaint should have been answered the supervisors, then the property manager are told."""
    hidden_from_named: bool = True
    """Whether one of the staff does not see the complaint that is against them."""
    anonymous: bool = True
    """Whether somebody may complain at the lobby screen without saying who they are."""
    unnamed_a_day: Annotated[int, Field(ge=1, le=200)] = 12
    """So many of those are taken in a day: beyond them, a card is tapped first."""

    @model_validator(mode="after")
    def _in_order(self) -> GrievanceSettings:
        if self.manager_after_h < self.supervisor_after_h:
            raise ValueError("the manager is told after the supervisors, not before them")
        if self.urgent_within_h > self.answer_within_h:
            raise ValueError("what is urgent is answered no later than what is not")
        return self


class FollowUpSettings(Table):
    """Who is asked how it was: how many of a hundred, from so many days after the end, until so many days after it."""

    grievance_percent: Percent = 100
    grievance_after_days: Days = 0
    grievance_by_days: Days = 3
    move_in_percent: Percent = 100
    move_in_after_days: Days = 30
    move_in_by_days: Days = 37
    repair_percent: Percent = 60
    repair_after_days: Days = 7
    repair_by_days: Days = 14

    @model_validator(mode="after")
    def _in_order(self) -> FollowUpSettings:
        for kind in ("grievance", "move_in", "repair"):
            if getattr(self, f"{kind}_by_days") <= getattr(self, f"{kind}_after_days"):
                raise ValueError(f"{kind}_by_days must be more than {kind}_after_days")
        return self
