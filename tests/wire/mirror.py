"""What a client knows: a snapshot, changed by every event. "Old state + events == fresh state"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.wire.client import Frame

COUNTED = ("state", "lost", "open", "cached", "windows_max", "reception_max")


class Mirror:
    """One client's view of its sessions and their messages.

    Messages are kept by (session, channel) and seq; `doubled` holds every message that came twice
    with another content or out of order, which must never happen.
    """

    def __init__(self) -> None:
        self.sessions: dict[str, Frame] = {}
        self.messages: dict[tuple[str, str], dict[int, Frame]] = {}
        self.agents: dict[str, Frame] = {}
        self.queue: Frame = {}
        self.doubled: list[Frame] = []

    def take_welcome(self, answer: Frame) -> None:
        """A snapshot replaces what was known, except the messages."""
        self.sessions = {session["id"]: dict(session) for session in answer["sessions"]}
        self.agents = {agent["agent"]: dict(agent) for agent in answer.get("agents", [])}
        self.queue = answer.get("queue", {})

    def take_event(self, event: Frame) -> None:
        """Fold one event in."""
        match event["t"]:
            case "session.changed":
                self.sessions[event["session"]["id"]] = dict(event["session"])
            case "session.removed":
                self.sessions.pop(event["session"], None)
            case "message.posted":
                self.take_message(event)
            case "presence.changed":
                known = self.agents.setdefault(event["agent"], {})
                for name in COUNTED:
                    known.pop(name, None)
                known.update({name: event[name] for name in COUNTED if name in event})
            case "queue.changed":
                self.queue = {name: event[name] for name in ("waiting", "entries")}
                for entry in event["entries"]:
                    if entry["session"] in self.sessions:
                        self.sessions[entry["session"]]["position"] = entry["position"]
            case "read.moved":
                self._take_read(event)
            case _:
                pass  # the rest changes nothing kept here

    def take_message(self, message: Frame) -> None:
        """One message, live, missed or fetched."""
        channel = message["channel"]
        known = self.messages.setdefault((message["session"], channel), {})
        content = {name: message[name] for name in ("seq", "at_ms", "kind", "body")}
        # A name is as of when it is asked for, who it was is for ever.
        content["author"] = message["author"]["role"], message["author"]["id"]
        if known.get(message["seq"], content) != content:
            self.doubled.append(message)
        known[message["seq"]] = content
        session = self.sessions.get(message["session"])
        if session is None:
            return
        if "public_seq" in session:
            session["public_seq"] = max(session["public_seq"], message["seq"])
        else:
            if message["seq"] <= session["seq"].get(channel, 0):
                return  # the view knows of it
            session["seq"] = {**session["seq"], channel: message["seq"]}
            if channel == "public":
                _take_question(session, message)

    def _take_read(self, event: Frame) -> None:
        session = self.sessions.get(event["session"])
        if session is not None and "read_seq" in session and event["author"]["role"] == "buyer":
            session["read_seq"] = max(session["read_seq"], event["seq"])

    def resume(self) -> dict[str, dict[str, int]]:
        """The newest seq held without a gap, for hello."""
        held: dict[str, dict[str, int]] = {}
        for (session, channel), messages in self.messages.items():
            held.setdefault(session, {})[channel] = _contiguous(messages)
        return held

    def gaps(self) -> list[tuple[str, str, int]]:
        """(session, channel, first missing seq) below the newest one heard."""
        return [
            (session, channel, _contiguous(messages) + 1)
            for (session, channel), messages in self.messages.items()
            if messages and _contiguous(messages) < max(messages)
        ]


def _take_question(session: Frame, message: Frame) -> None:
    """A buyer's message asks, unless it is asked already; an agent's answers."""
    if message["author"]["role"] == "buyer":
        session.setdefault("unanswered_since_ms", message["at_ms"])
    elif message["author"]["role"] == "agent" and not message.get("automatic"):
        session.pop("unanswered_since_ms", None)


def _contiguous(messages: Mapping[int, Any]) -> int:
    seq = 0
    while seq + 1 in messages:
        seq += 1
    return seq
