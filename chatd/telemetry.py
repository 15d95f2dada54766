"""What the server says about itself: log lines through structlog, figures through Prometheus.

Neither ever holds message text, a preview, a token or a password.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from enum import StrEnum, unique
from typing import Any, Final, TextIO

import msgspec
import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from chatd.tallies import Spreads, Tallies

METRICS_CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

_MASK: Final = "[masked]"
_SECRET_KEYS: Final = frozenset(
    {
        "access_token",
        "authorization",
        "body",
        "cookie",
        "identity",
        "identity_secret",
        "password",
        "preview",
        "refresh_token",
        "secret",
        "text",
        "token",
        "visitor_token",
    }
)


@unique
class LogEvent(StrEnum):
    """The name of every log line, `noun.past_verb`; what it is about stands in the other keys."""

    SERVER_STARTED = "server.started"
    SERVER_STOPPED = "server.stopped"
    DEMO_PROVISIONED = "demo.provisioned"
    MERCHANT_PROVISIONED = "merchant.provisioned"
    MERCHANT_REFUSED = "merchant.refused"
    PROVISIONING_FAILED = "provisioning.failed"
    DATABASE_MIGRATED = "database.migrated"

    CONNECTION_OPENED = "connection.opened"
    CONNECTION_CLOSED = "connection.closed"
    CONNECTION_REFUSED = "connection.refused"
    CONNECTION_CUT = "connection.cut"
    CONNECTION_FAILED = "connection.failed"
    COMMAND_FAILED = "command.failed"

    CONTACT_ERASED = "contact.erased"
    CONTACT_EXPORTED = "contact.exported"
    HOUSEKEEPING_FAILED = "housekeeping.failed"
    UPLOADS_COLLECTED = "uploads.collected"
    COLLECTING_FAILED = "collecting.failed"

    DESK_RESTORED = "desk.restored"
    DESK_DISCARDED = "desk.discarded"
    DESK_UNLOADED = "desk.unloaded"
    INVARIANT_VIOLATED = "invariant.violated"
    DEADLINE_RETRIED = "deadline.retried"
    MAIL_SENT = "mail.sent"
    MAIL_DELAYED = "mail.delayed"
    BATCH_FAILED = "batch.failed"
    OWNERSHIP_LOST = "ownership.lost"

    LOGIN_ACCEPTED = "login.accepted"
    LOGIN_REFUSED = "login.refused"
    LOGIN_THROTTLED = "login.throttled"
    REFRESH_REUSED = "refresh.reused"
    REGIONS_FAILED = "regions.failed"
    REQUEST_FAILED = "request.failed"


def configure_logging(*, json: bool, level: str, stream: TextIO | None = None) -> None:
    """Send all log lines, those of libraries too, to one stream in one form.

    Args:
        json: One JSON object a line; otherwise key=value.
        level: Name of the least severe level that is written.
        stream: Standard error when None.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared_processors(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _json_renderer() if json else _line_renderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module: `logger(__name__).info(LogEvent.…, connection=…)`."""
    bound: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return bound


def mask_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blot out the value of every key that names a secret or what people wrote."""
    for key in _SECRET_KEYS & event.keys():
        event[key] = _MASK
    return event


def _shared_processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
        mask_secrets,
    ]


def _json_renderer() -> structlog.processors.JSONRenderer:
    def serialize(event: Any, **_options: Any) -> str:
        return msgspec.json.encode(event, enc_hook=str).decode()

    return structlog.processors.JSONRenderer(serializer=serialize)


def _line_renderer() -> structlog.processors.LogfmtRenderer:
    return structlog.processors.LogfmtRenderer(
        key_order=["at", "level", "event"], drop_missing=True, bool_as_flag=False
    )


_DURATION_BUCKETS: Final = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
)
_SIZE_BUCKETS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


class Metrics:
    """Every figure the server publishes, in a registry of its own.

    Labels have few values each: a role, a command's name, a result. Never an id.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._define_edge()
        self._define_desks()

    def _define_edge(self) -> None:
        self.connections = self._gauge("connections", "WebSockets open now.", "role")
        self.connections_closed = self._counter(
            "connections_closed", "WebSockets closed, by close code.", "code"
        )
        self.commands = self._tallies(
            "commands",
            "Commands answered, by name and result (ok or the error's code).",
            "t",
            "result",
        )
        self.command_duration = Spreads(
            "chatd_command_duration_seconds",
            "From a command's frame to its answer.",
            ["t"],
            _DURATION_BUCKETS,
        )
        self.registry.register(self.command_duration)
        self.frames_sent = self._tallies("frames_sent", "Frames written to WebSockets.", "encoding")
        self.outbox_cuts = self._counter(
            "outbox_cuts", "Connections cut because they read too slowly."
        )
        self.previews_dropped = self._counter(
            "previews_dropped", "Typing previews dropped in favour of newer ones or under load."
        )
        self.logins = self._counter("logins", "Log-ins tried, by result.", "result")

    def _define_desks(self) -> None:
        self.messages = self._counter(
            "messages", "Messages stored, by the author's role and the channel.", "role", "channel"
        )
        self.database_reads = self._counter(
            "database_reads", "Queries asked of the database, commits left out."
        )
        self.commands_waiting = self._gauge(
            "commands_waiting", "Commands that wait for their commit."
        )
        self.commit_batches = self._counter("commit_batches", "Group commits, by result.", "result")
        self.commit_batch_size = Histogram(
            "chatd_commit_batch_size",
            "Commands in one group commit.",
            buckets=_SIZE_BUCKETS,
            registry=self.registry,
        )
        self.commit_duration = self._seconds(
            "commit_duration_seconds", "One group commit, fsync included."
        )
        self.desks_loaded = self._gauge("desks_loaded", "Desks held in memory.")
        self.desk_restores = self._counter(
            "desk_restores", "Desks restored from their rows, by why.", "why"
        )
        self.sessions_live = self._gauge(
            "sessions_live", "Sessions held by desks, by phase.", "phase"
        )
        self.queue_waiting = self._gauge("queue_waiting", "Sessions in the waiting queues.")
        self.deadline_lag = self._seconds(
            "deadline_lag_seconds", "How late a desk's deadline was handled."
        )

    def render(self) -> bytes:
        """All figures in Prometheus' text format; its type is `METRICS_CONTENT_TYPE`."""
        return generate_latest(self.registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"chatd_{name}", text, labels, registry=self.registry)

    def _tallies(self, name: str, text: str, *labels: str) -> Tallies:
        tallies = Tallies(f"chatd_{name}", text, labels)
        self.registry.register(tallies)
        return tallies

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"chatd_{name}", text, labels, registry=self.registry)

    def _seconds(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(
            f"chatd_{name}", text, labels, buckets=_DURATION_BUCKETS, registry=self.registry
        )
