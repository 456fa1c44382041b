"""Wires the thread that makes documents: signed in the name of the site, in the site's language."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.assembly.ground import Ground
from kiosk.assembly.press import ReportPress
from kiosk.domain.shifts.shift import Shift
from kiosk.flows.paper.witnessed import looking
from kiosk.flows.registers.exports import Compose, Exports
from kiosk.flows.registers.finding import Registers
from kiosk.flows.shifts.handover_sheet import handover_paper
from kiosk.flows.shifts.handover_words import HandoverWords
from kiosk.flows.shifts.shifts import ShiftDesk
from kiosk.language.messages import Language
from kiosk.pdf.documents import Document


def exports_of(
    on: Ground,
    registers: Registers,
    shifts: ShiftDesk,
    press: ReportPress,
    others: Mapping[str, Compose],
) -> Exports:
    """Return the thread that makes documents, to be started with the kiosk."""
    site = on.settings.site

    def estate(language: Language) -> str:
        return site.name.in_language(language.value)

    def handover(language: Language, shift: Shift) -> Document:
        currency = site.currency
        words = HandoverWords(on.ledger, on.directory, on.furniture, language, site.time_zone, currency)
        return handover_paper(words, shift, shifts.headline(shift.begun), estate(language))

    witness = looking(on.ledger, on.clock, site.id, on.keys.device.sign)
    return Exports(
        on.ledger, on.register, registers, press, on.hub, on.clock, estate, handover, others, witness
    )
