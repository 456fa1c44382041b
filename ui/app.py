"""The screens as one WSGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from flask import Blueprint, Flask, Response, request, send_from_directory

from kiosk.domain.people import Role
from kiosk.flows.journeys import Journeys
from kiosk.language.messages import Language
from ui import (
    amiss,
    bringing,
    collecting,
    courier,
    failures,
    first,
    keys,
    movements,
    registering,
    returning,
    speech,
    stream,
    sweeping,
    witnessing,
)
from ui.asking import bookings as own_bookings
from ui.asking import views as asking
from ui.deposits import views as own_deposits
from ui.desk import (
    brought,
    complaints,
    devices,
    emergency,
    evidence,
    log,
    proof,
    sessions,
    stocktake,
    storeroom,
    way_in,
)
from ui.desk import map as desk_map
from ui.desk.alarms import views as alarms
from ui.desk.badges import views as badges
from ui.desk.bookings import forms as booking_forms
from ui.desk.bookings import views as bookings
from ui.desk.cards import asked as desk_asked
from ui.desk.cards import views as desk_cards
from ui.desk.care import views as care
from ui.desk.contractors import stays as contractor_stays
from ui.desk.contractors import views as contractors
from ui.desk.corrections import views as corrections
from ui.desk.counter import views as desk_counter
from ui.desk.couriers import views as desk_couriers
from ui.desk.dayreports import counted
from ui.desk.dayreports import views as dayreports
from ui.desk.deliveries import views as deliveries
from ui.desk.deposits import forms as deposit_forms
from ui.desk.deposits import pictures as deposit_pictures
from ui.desk.deposits import views as desk_deposits
from ui.desk.dutylog import views as dutylog
from ui.desk.followups import views as follow_ups
from ui.desk.grievances import views as grievances
from ui.desk.homesfile import views as homesfile
from ui.desk.incidents import views as incidents
from ui.desk.inspections import forms as inspection_forms
from ui.desk.inspections import views as desk_inspections
from ui.desk.keeping import forms as keeping_forms
from ui.desk.keeping import views as keeping
from ui.desk.keybook import use as key_use
from ui.desk.keybook import views as keybook
from ui.desk.keymap import views as keymap
from ui.desk.keyrules import views as keyrules
from ui.desk.loans import stock as loan_stock
from ui.desk.loans import views as loans
from ui.desk.money import cash as money_cash
from ui.desk.money import forms as money_forms
from ui.desk.money import reversing as money_reversing
from ui.desk.money import statements as money_statements
from ui.desk.money import views as desk_money
from ui.desk.movein import forms as movein_forms
from ui.desk.movein import views as movein
from ui.desk.passes import views as passes
from ui.desk.personal import views as personal
from ui.desk.registers import views as registers
from ui.desk.releases import views as releases
from ui.desk.reports import views as reports
from ui.desk.sending import views as desk_sending
from ui.desk.services import calls as service_calls
from ui.desk.services import forms as service_forms
from ui.desk.services import views as desk_services
from ui.desk.sessions import desk_role
from ui.desk.shifts import counting as shift_counts
from ui.desk.shifts import forms as shift_forms
from ui.desk.shifts import late as late_keys
from ui.desk.shifts import signing as shift_signing
from ui.desk.shifts import views as shifts
from ui.desk.signatures import views as signatures
from ui.desk.transfers import views as transfers
from ui.desk.upkeep import acts as upkeep_acts
from ui.desk.upkeep import views as upkeep
from ui.desk.waiting import views as desk_waiting
from ui.desk.workorders import views as work_orders
from ui.gallery import gallery
from ui.guards import every_view_declares, guard, role
from ui.home import delegates as home_delegates
from ui.home import inspections as home_inspections
from ui.home import looks as home_looks
from ui.home import matters as home_matters
from ui.home import views as home
from ui.inspections import views as inspections
from ui.lending import views as lending
from ui.proving import views as proving
from ui.proving import who
from ui.rendering import STATIC, Present, packed, prepare, static_address
from ui.sending import courier as sending_courier
from ui.sending import views as sending
from ui.services import views as services
from ui.surroundings import Surroundings
from ui.upkeep import views as key_upkeep
from ui.voice import views as voice
from ui.waiting import views as waiting

FOLDER = Path(__file__).parent
LOBBY = (
    first.pages,
    collecting.pages,
    proving.pages,
    own_deposits.pages,
    sending.pages,
    sending_courier.pages,
    sending_courier.along,
    services.pages,
    waiting.pages,
    courier.pages,
    registering.pages,
    sweeping.pages,
    keys.pages,
    bringing.pages,
    alarms.lobby,
    own_bookings.pages,
    asking.pages,
    home.pages,
    home_inspections.pages,
    home_delegates.pages,
    voice.pages,
    home_looks.pages,
    home_matters.pages,
    who.pages,
    inspections.pages,
    lending.pages,
    movements.pages,
    amiss.pages,
    key_upkeep.pages,
    returning.pages,
    speech.pages,
    witnessing.pages,
    stream.pages,
)
DESK = (
    sessions.pages,
    way_in.pages,
    desk_map.pages,
    keybook.pages,
    key_use.pages,
    keyrules.pages,
    alarms.pages,
    deliveries.pages,
    desk_couriers.pages,
    desk_counter.pages,
    keeping.pages,
    keeping_forms.pages,
    contractors.pages,
    contractor_stays.pages,
    inspection_forms.pages,
    desk_inspections.pages,
    bookings.pages,
    booking_forms.pages,
    stocktake.pages,
    brought.pages,
    storeroom.pages,
    signatures.pages,
    complaints.pages,
    desk_waiting.pages,
    desk_sending.pages,
    desk_deposits.pages,
    deposit_forms.pages,
    deposit_pictures.pages,
    transfers.pages,
    desk_money.pages,
    money_forms.pages,
    money_reversing.pages,
    money_cash.pages,
    money_statements.pages,
    desk_services.pages,
    service_forms.pages,
    service_calls.pages,
    work_orders.pages,
    grievances.pages,
    follow_ups.pages,
    loan_stock.pages,
    loans.pages,
    passes.pages,
    releases.pages,
    upkeep.pages,
    upkeep_acts.pages,
    movein.pages,
    movein_forms.pages,
    registers.pages,
    shifts.pages,
    shift_forms.pages,
    shift_signing.pages,
    shift_counts.pages,
    corrections.pages,
    dutylog.pages,
    incidents.pages,
    late_keys.pages,
    emergency.pages,
    keymap.pages,
    reports.pages,
    dayreports.pages,
    counted.pages,
    care.pages,
    homesfile.pages,
    personal.pages,
    proof.pages,
    log.pages,
    badges.pages,
    desk_cards.pages,
    desk_asked.pages,
    devices.pages,
    evidence.pages,
)


def create_app(journeys: Journeys, *, scenes: bool = False) -> Flask:
    """Return the lobby's screens over these journeys; `scenes` adds the gallery.

    Raises:
        Undeclared: a view does not say who may see it.
    """
    visits = journeys.visits

    def present() -> Present | None:
        visit = visits.current
        return Present(visit.id, visit.role, visits.left_s, visit.person.language) if visit else None

    app = bare_app(
        surroundings_of(journeys), LOBBY + DESK, visit=present, at_desk=desk_role(journeys), scenes=scenes
    )
    app.extensions["journeys"] = journeys
    app.config["CLOCK_DOUBTED"] = lambda: journeys.timekeeping.ahead is not None
    return app


def surroundings_of(journeys: Journeys) -> Surroundings:
    """Return what a site's settings say of its screens."""
    settings, sound = journeys.settings, journeys.settings.sound
    return Surroundings(
        estate={one.value: settings.site.name.in_language(one.value) for one in Language},
        desk_phone=settings.site.desk_phone,
        time_zone=settings.site.time_zone,
        furniture=journeys.furniture,
        language=Language(settings.site.language),
        idle_s=settings.lobby.idle_s,
        code_digits=settings.collect.code_digits,
        framed_by=settings.screen.framed_by,
        loudness=f"{sound.volume} {sound.quiet_volume} {sound.quiet_from} {sound.quiet_until}",
        reasons=settings.keys.reasons,
        known_as=tuple(f"[{one}]" if ":" in one else one for one in settings.desk.known_as),
    )


def bare_app(
    site: Surroundings,
    blueprints: Sequence[Blueprint],
    *,
    visit: Callable[[], Present | None] = lambda: None,
    at_desk: Callable[[], Role | None] = lambda: None,
    scenes: bool = False,
) -> Flask:
    """Return an app with the frame of all pages and these blueprints.

    Raises:
        Undeclared: a view does not say who may see it.
    """
    app = Flask("ui", template_folder=str(FOLDER / "templates"), static_folder=None)
    app.config["TRUSTED_HOSTS"] = [
        "127.0.0.1",
        "localhost",
        *site.known_as,
    ]  # no name that somebody points at us
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 1024 * 1024
    prepare(app, site, visit)

    def at_lobby() -> Role | None:
        present = visit()
        return present.role if present else None

    who: Mapping[str, Callable[[], Role | None]] = {"lobby": at_lobby, "desk": at_desk}
    guard(app, site, who)
    failures.answer(app)
    app.add_url_rule("/static/<path:name>", "static", static)
    for blueprint in [*blueprints, *([gallery] if scenes else [])]:
        app.register_blueprint(blueprint)
    every_view_declares(app)
    return app


@role("anyone")
def static(name: str) -> Response:
    """A static file; it may be kept for ever under an address with its own hash."""
    response = send_from_directory(STATIC, name)
    if response.status_code == 200 and request.accept_encodings["gzip"]:
        response.close()  # the file that it would have sent as it is
        response.direct_passthrough = False
        response.set_data(packed(name))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    hashed = static_address(name).endswith(f"?{request.query_string.decode()}")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    return response
