"""Wires what is made of the record: the reports of days and months, and the homes' files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.flows.homesfile.files import HomesFiles
from kiosk.flows.homesfile.paper import FilePaper
from kiosk.flows.registers.exports import Compose
from kiosk.flows.registers.finding import Registers
from kiosk.flows.registers.papers import Letter
from kiosk.flows.reports.papers import report_paper
from kiosk.flows.reports.reporting import Reports
from kiosk.flows.reports.standards import Standards
from kiosk.flows.reports.written import ReportWords, named
from kiosk.flows.services.followups import rules_of
from kiosk.flows.services.workorders import clocks_of
from kiosk.language.messages import Language
from kiosk.pdf.documents import Document


@dataclass(frozen=True)
class ForRecords:
    """What is made of the record. `papers`: the documents that can be asked for of it."""

    reports: Reports
    homes_files: HomesFiles
    papers: Mapping[str, Compose]


def for_records(on: Ground, registers: Registers) -> ForRecords:
    """Return reports and files over the record."""
    standards = Standards(
        on.settings.site.currency,
        clocks_of(on.settings.work_orders),
        {of: rule.percent for of, rule in rules_of(on.settings.follow_ups).items()},
    )
    reports = Reports(on.ledger, on.register, on.clock, on.zone, on.trusted, standards)
    files = HomesFiles(on.ledger, on.register, on.directory, on.clock)

    def report(language: Language, period: str, letter: Letter) -> tuple[Document, int]:
        words = ReportWords(language, on.zone, standards, named(on.settings.catalogue, language))
        found = reports.report(period)
        made = words.say("registers.made", time=words.time(on.clock.now()), who=letter.made_by)
        by = on.directory.name(found.frozen.by) if found.frozen else ""
        paper = report_paper(words, found, estate=letter.estate, made=made, head=letter.head, reported_by=by)
        return paper, len(found.numbers)

    paper = FilePaper(files, registers)
    return ForRecords(reports, files, {"report": report, "home_file": paper})
