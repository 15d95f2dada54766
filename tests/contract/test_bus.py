"""What the desks rely on to reach connections, owners and slots, whatever carries it."""

import pytest

from chatd.bus.inbox import Inbox, MemoryInbox
from chatd.bus.lease import Lease, SoleLease
from chatd.bus.memory import MemoryBus
from chatd.bus.publications import Bus, Delivery, Publication, Topic
from chatd.errors import Unavailable

A: Topic = ("acme", "agent", "a")
B: Topic = ("acme", "agent", "b")


class Listener:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def deliver(self, frame: str) -> None:
        self.heard.append(frame)


def said(step: int, *deliveries: tuple[str, tuple[Topic, ...]]) -> Publication[str]:
    return Publication(step, tuple(Delivery(topics, frame) for frame, topics in deliveries))


@pytest.fixture(params=["memory"])
def bus() -> Bus[str]:
    return MemoryBus()


@pytest.fixture(params=["memory"])
def inbox() -> Inbox[str, str]:
    return MemoryInbox()


@pytest.fixture(params=["sole"])
def lease() -> Lease:
    return SoleLease()


def test_receiver_hears_its_topics_and_no_others(bus: Bus[str]) -> None:
    one, two = Listener(), Listener()
    bus.subscribe(A, one, 0)
    bus.subscribe(B, two, 0)
    bus.publish(said(1, ("to a", (A,))))
    bus.publish(said(2, ("to both", (A, B))))
    assert (one.heard, two.heard) == (["to a", "to both"], ["to both"])


def test_receiver_hears_nothing_it_was_told_before_it_came(bus: Bus[str]) -> None:
    late = Listener()
    bus.subscribe(A, late, 5)
    for step in (4, 5, 6):
        bus.publish(said(step, (f"step {step}", (A,))))
    assert late.heard == ["step 6"]


def test_first_delivery_counts_when_a_receiver_listens_to_several(bus: Bus[str]) -> None:
    one = Listener()
    bus.subscribe(A, one, 0)
    bus.subscribe(B, one, 0)
    bus.publish(said(1, ("own", (B,)), ("others'", (A, B))))
    assert one.heard == ["own"]


def test_later_subscription_does_not_take_back_an_earlier_one(bus: Bus[str]) -> None:
    one = Listener()
    bus.subscribe(A, one, 1)
    bus.subscribe(A, one, 9)
    bus.publish(said(2, ("heard", (A,))))
    assert one.heard == ["heard"]


def test_nothing_is_heard_after_the_end(bus: Bus[str]) -> None:
    one = Listener()
    bus.subscribe(A, one, 0)
    assert bus.is_heard(A)
    bus.unsubscribe(A, one)
    bus.unsubscribe(A, one)
    bus.publish(said(1, ("too late", (A,))))
    assert one.heard == []
    assert not bus.is_heard(A)


async def test_request_reaches_the_owner_of_the_slot(inbox: Inbox[str, str]) -> None:
    async def answer(request: str) -> str:
        return f"answer to {request}"

    inbox.serve(3, answer)
    assert await inbox.ask(3, "question") == "answer to question"
    with pytest.raises(Unavailable):
        await inbox.ask(4, "question")
    inbox.leave(3)
    with pytest.raises(Unavailable):
        await inbox.ask(3, "question")


async def test_slot_is_owned_from_acquiring_it_to_letting_go(lease: Lease) -> None:
    assert not lease.owns(3)
    await lease.acquire([3, 4])
    assert lease.owns(3)
    assert not lease.owns(5)
    await lease.release()
    assert not lease.owns(3)
