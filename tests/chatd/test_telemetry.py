import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from chatd.telemetry import LogEvent, Metrics, configure_logging, logger


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield io.StringIO()
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_log_line_is_one_json_object(stream: io.StringIO) -> None:
    configure_logging(json=True, level="info", stream=stream)
    logger("chatd.x").info(LogEvent.CONNECTION_OPENED, connection="c1", agents={"b"})
    [line] = stream.getvalue().splitlines()
    said = json.loads(line)
    assert said["event"] == "connection.opened"
    assert (said["level"], said["logger"], said["connection"]) == ("info", "chatd.x", "c1")
    assert said["at"].endswith("Z")


def test_log_line_is_keys_and_values(stream: io.StringIO) -> None:
    configure_logging(json=False, level="info", stream=stream)
    logger("chatd.x").info(LogEvent.BATCH_FAILED, reason="disk full", lost=False)
    assert 'level=info event=batch.failed reason="disk full" lost=false' in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_secrets_and_what_people_wrote_are_masked(stream: io.StringIO, as_json: bool) -> None:
    configure_logging(json=as_json, level="info", stream=stream)
    logger("chatd.x").warning(LogEvent.LOGIN_REFUSED, password="hush", token="abc", text="hello")
    for secret in ("hush", "abc", "hello"):
        assert secret not in stream.getvalue()
    assert stream.getvalue().count("[masked]") == 3


def test_lines_below_the_level_are_not_written(stream: io.StringIO) -> None:
    configure_logging(json=True, level="warning", stream=stream)
    logger("chatd.x").info(LogEvent.CONNECTION_OPENED)
    assert stream.getvalue() == ""


def test_lines_of_libraries_have_the_same_form(stream: io.StringIO) -> None:
    configure_logging(json=True, level="info", stream=stream)
    logging.getLogger("some.library").warning("port %d", 80)
    said = json.loads(stream.getvalue())
    assert (said["event"], said["logger"]) == ("port 80", "some.library")


def test_exception_stays_within_its_line(stream: io.StringIO) -> None:
    configure_logging(json=False, level="info", stream=stream)
    try:
        json.loads("gone")
    except ValueError:
        logger("chatd.x").exception(LogEvent.COMMAND_FAILED)
    [line] = stream.getvalue().splitlines()
    assert "JSONDecodeError" in line


def test_event_names_are_noun_and_past_verb() -> None:
    for event in LogEvent:
        noun, _, verb = event.value.partition(".")
        assert noun.isalpha()
        assert verb.endswith(("ed", "cut", "lost", "sent"))


def test_metrics_are_rendered_with_their_labels() -> None:
    metrics = Metrics()
    metrics.commands.labels("message.send", "ok").value += 1
    metrics.command_duration.labels("message.send").observe(0.01)
    metrics.command_duration.labels("message.send").observe(60)
    metrics.queue_waiting.set(7)
    metrics.commit_batch_size.observe(3)
    written = metrics.render().decode()
    assert 'chatd_commands_total{result="ok",t="message.send"} 1.0' in written
    assert 'chatd_command_duration_seconds_bucket{le="0.005",t="message.send"} 0.0' in written
    assert 'chatd_command_duration_seconds_bucket{le="0.01",t="message.send"} 1.0' in written
    assert 'chatd_command_duration_seconds_bucket{le="+Inf",t="message.send"} 2.0' in written
    assert 'chatd_command_duration_seconds_sum{t="message.send"} 60.01' in written
    assert "chatd_queue_waiting 7.0" in written
    assert 'chatd_commit_batch_size_bucket{le="4.0"} 1.0' in written
    assert "process_resident_memory_bytes" in written


def test_metrics_of_two_servers_in_one_process_are_apart() -> None:
    first, second = Metrics(), Metrics()
    first.outbox_cuts.inc()
    assert "chatd_outbox_cuts_total 0.0" in second.render().decode()
