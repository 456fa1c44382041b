"""An incident report on paper: the sheet that goes to the company, with its pictures, signed."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain.incidents.incident import PARTS, Incident
from kiosk.flows.incidents.lines import sent_of
from kiosk.flows.incidents.photos import IncidentPhotos
from kiosk.flows.incidents.reporting import Incidents
from kiosk.flows.registers.papers import Letter
from kiosk.flows.registers.writer import Writer
from kiosk.pdf.documents import Block, Clauses, Document, Facts, Heading, Name, Names, Picture


def incident_document(
    writer: Writer, letter: Letter, one: Incident, flow: Incidents, photos: IncidentPhotos
) -> Document:
    """Return the whole report, with its pictures, as it is sent to the company."""
    blocks: list[Block] = [Facts(_facts(writer, one))]
    for part in PARTS:
        if words := flow.words(one, part):
            blocks += [Heading(writer.say(f"incidents.part.{part}")), *_paragraphs(words)]
    pictures = [photos.picture(photo) for photo in one.photos]
    if any(pictures):
        blocks.append(Heading(writer.say("incidents.photos")))
        blocks += [
            Picture(jpeg, writer.say("incidents.photo", number=number))
            for number, jpeg in enumerate(pictures, start=1)
            if jpeg
        ]
    if one.additions:
        blocks.append(Heading(writer.say("incidents.additions")))
        for added in one.additions:
            when = writer.say("incidents.added", who=writer.name(added.by), time=writer.time(added.at))
            blocks += [Facts([(when, "")]), *_paragraphs(flow.typed(added.words))]
    if one.signed:
        blocks.append(Names([_name(writer, one)]))
    return Document(
        tag=writer.language.tag,
        estate=letter.estate,
        title=writer.say("incidents.report"),
        lead=writer.say("incidents.number", number=one.name),
        blocks=blocks,
        seal=writer.say("incidents.chain"),
        head=letter.head,
    )


def _facts(writer: Writer, one: Incident) -> Sequence[tuple[str, str]]:
    begun = writer.say("incidents.begun_by", who=writer.name(one.by), time=writer.time(one.made))
    rows = [
        (writer.say("incidents.what"), writer.say(f"incidents.kind.{one.kind}")),
        (writer.say("incidents.happened"), writer.time(one.happened)),
        (writer.say("registers.column.incident_state"), writer.say(f"incidents.stage.{one.stage.value}")),
        (writer.say("incidents.report"), begun),
        (
            writer.say("registers.column.incident_sent"),
            " ".join((writer.name(one.sent_by), *sent_of(writer, one))),
        ),
    ]
    if one.source:
        rows.append(("", writer.say(f"incidents.from_{one.source}")))
    return [(label, value.strip()) for label, value in rows if value.strip()]


def _paragraphs(words: str) -> list[Block]:
    return [Clauses((line.strip(),)) for line in words.splitlines() if line.strip()]


def _name(writer: Writer, one: Incident) -> Name:
    when = writer.time(one.signed) if one.signed else ""
    return Name(writer.say("paper.signature"), writer.name(one.signed_by), when, writer.pen(one.signature))
