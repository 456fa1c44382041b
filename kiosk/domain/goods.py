"""What may be handed over a counter, and what is never taken in."""

from __future__ import annotations

REFUSED_GOODS = ("cash", "valuables", "perishable", "hazardous")
"""What is never taken in, each with its reason in words."""
NOTHING = "none"
"""The answer that nothing of them is in it."""
KINDS = ("bag", "suitcase", "box", "clothes", "papers", "device", "sports", "other")
"""What an item is, as it is touched on a screen."""
CONDITIONS = ("good", "worn", "damaged", "sealed")
MOST_PIECES = 99
