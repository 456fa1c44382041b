"""Leaving an item: the lobby's page for whoever is not known yet."""

from __future__ import annotations

from dataclasses import dataclass

from ui.screens import Screen


@dataclass(frozen=True, kw_only=True)
class DepositFirst(Screen):
    """Nobody is identified: how to leave an item here."""

    template = "deposits/first.html"
    name = "deposit_first"
    back: str | None = "/leave"
