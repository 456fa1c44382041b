"""The health page as JSON and the metrics for Prometheus, on a port of their own that only this machine reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Flask, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from kiosk.flows.health import SiteHealth
from kiosk.flows.shifts.open_matters import OpenMatters
from kiosk.ports.devices import DeviceState

Look = Callable[[], SiteHealth]

CONDITIONS = ("up", "degraded", "down")
OF_DEVICE = ("device", "kind")


def health_app(look: Look) -> Flask:
    """Return an app with `/health.json` and `/metrics`, each made of a fresh look; it changes nothing."""
    app = Flask("health", static_folder=None, template_folder=None)
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]  # no name that somebody points at us
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Metrics(look))

    def health() -> Response:
        seen = look()
        answer = jsonify(as_json(seen))
        answer.status_code = 503 if seen.condition == "down" else 200
        return answer

    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/health.json", view_func=health, methods=["GET"])
    app.add_url_rule("/metrics", view_func=metrics, methods=["GET"])

    @app.after_request
    def seal(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return app


def as_json(seen: SiteHealth) -> dict[str, object]:
    """Return one look as plain values; times are ISO 8601, UTC."""
    return {
        "condition": seen.condition,
        "troubles": list(seen.troubles),
        "site": seen.site,
        "version": seen.version,
        "at": seen.at.isoformat(),
        "uptime_s": round(seen.uptime_s, 1),
        "head_seq": seen.head_seq,
        "clock_trusted": seen.clock_trusted,
        "disk_free_bytes": seen.disk_free_bytes,
        "queues": dict(seen.queues),
        "stuck_threads": list(seen.stuck),
        **_matters(seen.matters),
        "devices": [_device(state) for state in seen.devices],
    }


def _matters(open_now: OpenMatters) -> dict[str, object]:
    return {
        "under_way": open_now.under_way,
        "doubts": open_now.doubts,
        "alarms": open_now.alarms,
        "tasks": open_now.tasks,
        "urgent_tasks": open_now.urgent,
        "backup_at": open_now.backup_at.isoformat() if open_now.backup_at else None,
        "backup_failing": open_now.backup_code,
        "signed_at": open_now.signed_at.isoformat() if open_now.signed_at else None,
        "restored_uncounted": open_now.restored,
        "updates_unread": open_now.updates,
    }


def _device(state: DeviceState) -> dict[str, object]:
    return {
        "name": state.name,
        "kind": state.kind,
        "condition": state.condition,
        "code": state.code,
        "boards": list(state.boards),
        "since": state.since.isoformat(),
        "answered": state.answered.isoformat() if state.answered else None,
        "round_ms": round(state.round_ms, 1),
        "lost": state.lost_count,
        "missed": state.missed_count,
        "bad_frames": dict(state.bad_frames),
    }


class _Metrics(Collector):
    """Every metric, made anew from one look whenever somebody asks."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def collect(self) -> Iterable[Metric]:
        """Return all metrics of this moment."""
        seen = self._look()
        return [*_of_site(seen), *_of_matters(seen.matters), *_of_devices(seen.devices)]


def _of_site(seen: SiteHealth) -> Iterable[Metric]:
    about = GaugeMetricFamily(
        "loge_info", "Always 1; which site and version this is.", labels=["site", "version"]
    )
    about.add_metric([seen.site, seen.version], 1)
    yield about
    serving = seen.condition != "down"
    yield GaugeMetricFamily("loge_serving", "1 while nothing that the site needs is down.", value=serving)
    yield GaugeMetricFamily("loge_uptime_seconds", "Since the kiosk started.", value=seen.uptime_s)
    yield GaugeMetricFamily("loge_record_events", "Number of the record's last event.", value=seen.head_seq)
    yield GaugeMetricFamily(
        "loge_clock_trusted", "1 while the clock is not behind the record.", value=seen.clock_trusted
    )
    yield GaugeMetricFamily("loge_disk_free_bytes", "Room on the record's disk.", value=seen.disk_free_bytes)
    yield GaugeMetricFamily("loge_stuck_threads", "Threads that do not move any more.", value=len(seen.stuck))
    queues = GaugeMetricFamily("loge_queue_length", "What waits to be done.", labels=["queue"])
    for name, length in seen.queues.items():
        queues.add_metric([name], length)
    yield queues


def _of_matters(open_now: OpenMatters) -> Iterable[Metric]:
    def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"loge_{name}", words, value=value)

    def when(at: datetime | None) -> float:
        return _epoch_s(at) if at else 0.0

    yield gauge("under_way", "Movements that are not over and doors that stand open.", open_now.under_way)
    yield gauge("doubts_open", "Places that an attendant has yet to look into.", open_now.doubts)
    yield gauge("alarms_open", "Alarms that nobody has acknowledged.", open_now.alarms)
    yield gauge("tasks_open", "What waits for somebody at the desk.", open_now.tasks)
    yield gauge("tasks_urgent", "The urgent ones of these.", open_now.urgent)
    yield gauge(
        "backup_timestamp_seconds", "When the newest backup was verified; 0: never.", when(open_now.backup_at)
    )
    yield gauge("backup_failing", "1 while no backup can be made.", float(bool(open_now.backup_code)))
    yield gauge(
        "signed_timestamp_seconds", "When the device last signed the log; 0: never.", when(open_now.signed_at)
    )
    yield gauge("restored_uncounted", "Restorations after which nobody has counted yet.", open_now.restored)
    yield gauge("updates_unread", "Updates that failed and nobody has read of.", open_now.updates)


def _of_devices(states: Iterable[DeviceState]) -> Iterable[Metric]:
    def gauge(name: str, words: str, *more: str) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"loge_device_{name}", words, labels=[*OF_DEVICE, *more])

    def counter(name: str, words: str, *more: str) -> CounterMetricFamily:
        return CounterMetricFamily(f"loge_device_{name}", words, labels=[*OF_DEVICE, *more])

    condition = gauge("condition", "1 for the condition that the device is in.", "condition")
    ailment = gauge("ailment", "1 for what ails the device.", "code")
    since = gauge("since_timestamp_seconds", "Since when the device is in its condition.")
    answered = gauge("answered_timestamp_seconds", "When the device last gave a good answer.")
    took = gauge("round_seconds", "How long the last good round took.")
    lost = counter("lost", "Times that the device was lost.")
    missed = counter("missed_rounds", "Rounds in which an answer was missing.")
    bad = counter("bad_frames", "What came and was no answer, by the driver's own count.", "count")
    for state in states:
        of = [state.name, state.kind]
        for one in CONDITIONS:
            condition.add_metric([*of, one], state.condition == one)
        if state.code:
            ailment.add_metric([*of, state.code], 1)
        since.add_metric(of, _epoch_s(state.since))
        if state.answered:
            answered.add_metric(of, _epoch_s(state.answered))
            took.add_metric(of, state.round_ms / 1000)
        lost.add_metric(of, state.lost_count)
        missed.add_metric(of, state.missed_count)
        for name, count in state.bad_frames.items():
            bad.add_metric([*of, name], count)
    return [condition, ailment, since, answered, took, lost, missed, bad]


def _epoch_s(at: datetime) -> float:
    return at.timestamp()
