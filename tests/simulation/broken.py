"""Servers broken on purpose, one promise each: the simulation must notice every one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, Final
from unittest import mock

from chatd.bus.memory import MemoryBus
from chatd.desks.facts import Facts
from chatd.desks.group_commit import GroupCommit
from chatd.desks.history import History
from chatd.desks.posting import Posting
from chatd.desks.repeats import SentCids
from chatd.desks.runtime import DeskRuntime
from chatd.desks.state import SessionState
from chatd.desks.subscribers import EventFrame
from chatd.desks.topics import agent_topic, watch_topic
from chatd.realtime.connection import Connection
from chatd.realtime.outbox import Outbox
from chatd.storage import writer
from routing import departures
from tests.simulation.store import Disk

_UNIQUE: Final = (
    ", \n\tCONSTRAINT messages_cid_author_role_merchant_key UNIQUE (cid, author, role, merchant)"
)

Break = Callable[[], AbstractContextManager[Any]]


def _acknowledge_before_commit() -> AbstractContextManager[Any]:
    async def at_once(_runtime: DeskRuntime) -> None:
        """Wait for nothing."""

    return mock.patch.object(DeskRuntime, "_committed", at_once)


def _publish_before_commit() -> AbstractContextManager[Any]:
    def at_once(group: GroupCommit, _merchant: str, publication: Any) -> None:
        group._publish_soon([publication])

    return mock.patch.object(GroupCommit, "publish", at_once)


def _believe_a_commit_that_says_it_failed() -> AbstractContextManager[Any]:
    return mock.patch.object(writer, "_is_stored", return_value=False)


def _keep_a_desk_whose_commit_failed() -> AbstractContextManager[Any]:
    def reject(group: GroupCommit, effects: Any, error: Exception) -> None:
        del group._in_flight[effects.desk.merchant]
        group._reject(effects, error)

    return mock.patch.object(GroupCommit, "_give_up", reject)


def _forget_what_was_sent() -> AbstractContextManager[Any]:
    async def never(*_about: Any) -> None:
        """Nothing was sent before."""

    return mock.patch.object(Posting, "first_answer", never)


def _take_every_id_for_new() -> AbstractContextManager[Any]:
    return mock.patch.object(SentCids, "may_hold", return_value=False)


@contextmanager
def _remove_the_unique_index_on_cid() -> Iterator[None]:
    """The second line behind the look for what was sent: it counts where that does not see."""
    copy = Disk._copy

    def without_it(disk: Disk) -> None:
        copy(disk)
        with closing(sqlite3.connect(disk.path)) as connection:
            made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'messages' AND sql IS NOT NULL"
            table, *indexes = [row[0] for row in connection.execute(made + " ORDER BY type DESC")]
            assert table.count(_UNIQUE) == 1
            connection.execute("DROP TABLE messages")
            for statement in (table.replace(_UNIQUE, ""), *indexes):
                connection.execute(statement)
            connection.commit()

    with mock.patch.object(Disk, "_copy", without_it), _forget_what_was_sent():
        yield


@contextmanager
def _leave_the_first_missed_message_out() -> Iterator[None]:
    missed = History.missed

    async def less(history: History, *about: Any) -> Any:
        is_first = True
        async for frame in missed(history, *about):
            if is_first and type(frame.message).__name__ == "MessagePosted":
                is_first = False
                continue
            yield frame

    with mock.patch.object(History, "missed", less):
        yield


@contextmanager
def _tell_again_what_the_snapshot_has() -> Iterator[None]:
    subscribe = MemoryBus.subscribe

    def from_the_start(bus: Any, topic: Any, receiver: Any, _after_step: int) -> None:
        subscribe(bus, topic, receiver, -1)

    with mock.patch.object(MemoryBus, "subscribe", from_the_start):
        yield


@contextmanager
def _send_whispers_to_buyers() -> Iterator[None]:
    init = EventFrame.__init__

    def open_to_all(frame: EventFrame, message: Any, *, droppable: bool = False, **_: Any) -> None:
        init(frame, message, droppable=droppable)

    def audience(session: SessionState, merchant: str) -> Any:
        row = session.row
        members = (agent_topic(merchant, member.agent) for member in row.members)
        watch = watch_topic(merchant, row.session)
        return (*members, watch, session.buyer_topic(merchant))

    with (
        mock.patch.object(EventFrame, "__init__", open_to_all),
        mock.patch.object(SessionState, "audience", audience),
    ):
        yield


def _drop_what_does_not_fit() -> AbstractContextManager[Any]:
    put = Outbox.put

    def forgetful(outbox: Outbox, payload: bytes) -> bool:
        return len(outbox) > 2 or put(outbox, payload)

    return mock.patch.object(Outbox, "put", forgetful)


def _forget_the_release_on_departure() -> AbstractContextManager[Any]:
    return mock.patch.object(departures, "depart")


def _begin_numbers_anew_after_a_restart() -> AbstractContextManager[Any]:
    add = Facts.add_session

    def from_one(facts: Facts, stored: Any) -> Any:
        session = add(facts, stored)
        session.public_seq = 0
        return session

    return mock.patch.object(Facts, "add_session", from_one)


def _answer_nothing_when_the_reader_rests() -> AbstractContextManager[Any]:
    return mock.patch.object(Connection, "_begin_now", return_value=True)


BREAKS: Final[dict[str, Break]] = {
    "acknowledge before the commit": _acknowledge_before_commit,
    "publish before the commit": _publish_before_commit,
    "believe a commit that says it failed": _believe_a_commit_that_says_it_failed,
    "keep a desk whose commit failed": _keep_a_desk_whose_commit_failed,
    "forget what was sent": _forget_what_was_sent,
    "forget what was sent, without the unique index on cid": _remove_the_unique_index_on_cid,
    "take every id for new": _take_every_id_for_new,
    "leave the first missed message out": _leave_the_first_missed_message_out,
    "tell again what the snapshot has": _tell_again_what_the_snapshot_has,
    "send whispers to buyers": _send_whispers_to_buyers,
    "drop what does not fit": _drop_what_does_not_fit,
    "forget the release on departure": _forget_the_release_on_departure,
    "begin numbers anew after a restart": _begin_numbers_anew_after_a_restart,
    "lose messages while the reader rests": _answer_nothing_when_the_reader_rests,
}

SEEN_UNDER: Final[dict[str, tuple[int, str]]] = {
    "acknowledge before the commit": (0, "was promised"),
    "publish before the commit": (0, "was sent a message after"),
    "believe a commit that says it failed": (27, "was never sent"),
    "keep a desk whose commit failed": (2, "was promised"),
    "forget what was sent": (0, "never answered"),
    "forget what was sent, without the unique index on cid": (1, "was promised"),
    "take every id for new": (0, "never answered"),
    "leave the first missed message out": (0, "was never sent"),
    "tell again what the snapshot has": (1, "was sent a message after"),
    "send whispers to buyers": (0, "heard a whisper"),
    "drop what does not fit": (7, "fresh"),
    "forget the release on departure": (7, "is not here"),
    "begin numbers anew after a restart": (0, "never answered"),
    "lose messages while the reader rests": (0, "never answered"),
}
"""A seed that shows each of them, and what it says."""
