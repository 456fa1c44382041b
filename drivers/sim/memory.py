"""What lies where in a simulated lobby, as JSON: told, and laid out again when the world comes back."""

from __future__ import annotations

from drivers.sim.lobby import Contact, Lobby, Presence
from drivers.sim.pictures import Shipment
from drivers.sim.plan import Plan, Table


def remember(lobby: Lobby) -> Table:
    """Return what lies where and what is broken, as JSON has it."""
    with lobby.lock:
        doors = {
            place: {
                "open": door.is_open,
                "jammed": door.jammed,
                "latch_worn": door.latch_worn,
                "switch": door.contact.value,
                "reads_shut": door.switch_shut(),
                "presence": door.presence.value,
                "key": door.key,
                "second_key": door.second_key,
                "parcels": list(door.parcels),
            }
            for place, door in lobby.doors.items()
        }
        return {
            "doors": doors,
            "keys_in_hand": list(lobby.keys_in_hand),
            "parcels_in_hand": list(lobby.parcels_in_hand),
            "trolley": list(lobby.trolley),
            "mute_tags": sorted(lobby.mute_tags),
        }


def recall(lobby: Lobby, was: Table, plan: Plan, parcels: list[str]) -> None:
    """Lay out a lobby as `remember` told it, or fresh from the people file when it tells nothing."""
    fresh = {key["place"]: key["tag"] for key in plan.people.get("keys", []) if "place" in key}
    if "trolley" not in was:
        lobby.trolley = parcels
    lobby.mute_tags = set(was.get("mute_tags", ()))
    for held in ("keys_in_hand", "parcels_in_hand", "trolley"):
        setattr(lobby, held, list(was.get(held, getattr(lobby, held))))
    for place, door in lobby.doors.items():
        seen = was.get("doors", {}).get(place, {})
        door.is_open, door.jammed = seen.get("open", False), seen.get("jammed", False)
        door.latch_worn = seen.get("latch_worn", False)
        door.set_contact(Contact(seen.get("switch", "good")), reads_shut=seen.get("reads_shut", True))
        door.presence = Presence(seen.get("presence", "good"))
        door.parcels = list(seen.get("parcels", ()))
        tag = seen.get("key") if was else fresh.get(place)
        door.second_key = seen.get("second_key")
        if tag and place in lobby.slots:
            lobby.hang_key(place, tag)
    lobby.logbook.happenings.clear()


def expected_parcels(plan: Plan) -> dict[str, Shipment]:
    """Return the parcels that a courier brings: one for every resident, the same at every start."""
    people = plan.people.get("people", [])
    carriers = [one["company"] for one in people if one.get("role") == "courier" and "company" in one] or [""]
    marks = {"顺丰速运": "SF", "京东物流": "JD"}
    made = {}
    for turn, one in enumerate(one for one in people if one.get("role") == "resident"):
        carrier = carriers[turn % len(carriers)]
        number = f"{marks.get(carrier, 'YT')}{7310000000000 + 9173 * (turn + 3) ** 5}"
        made[number] = Shipment(
            number, carrier, one["name"], one.get("unit", ""), one.get("phone", "")[-4:], "SSMSLM"[turn % 6]
        )
    return made
