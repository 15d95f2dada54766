import asyncio

import pytest

from chatd.errors import CommandRejected, ErrorCode, Unavailable
from chatd.protocol.codec import Encoding
from chatd.protocol.commands import BuyerMessageSend, BuyerTypingSet
from chatd.protocol.events import Resumed
from chatd.protocol.fields import Channel
from tests.chatd.realtime.fakes import Edge, message, posted, preview, settle


async def test_answers_leave_in_order_of_commands_when_commits_are_late() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    edge.runtime.gate.clear()
    first, second = buyer.say(**message("m1")), buyer.say(**message("m2"))
    unknown = buyer.say(t="nothing.like.it")
    await settle()
    assert len(edge.runtime.commands) == 2
    assert buyer.take_all() == []
    edge.runtime.gate.set()
    await settle()
    assert [answer["re"] for answer in buyer.take_all()] == [first, second, unknown]
    await buyer.lose()


async def test_event_does_not_overtake_the_answer_of_its_command_when_an_earlier_is_late() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    edge.runtime.gate.clear()
    first = buyer.say(**message())
    second = buyer.say(t="nothing.like.it")
    await settle()
    buyer.connection.deliver(posted(1))
    await settle()
    assert buyer.take_all() == []
    edge.runtime.gate.set()
    await settle()
    frames = buyer.take_all()
    assert [frame.get("re") for frame in frames] == [first, second, None]
    buyer.connection.deliver(posted(2))
    await settle()
    assert buyer.take()["seq"] == 2
    await buyer.lose()


async def test_command_that_reads_waits_for_messages_before_it() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    edge.runtime.gate.clear()
    buyer.say(**message())
    buyer.say(t="history.fetch", session="s_1")
    await settle()
    assert [type(one).__name__ for one in edge.runtime.commands] == ["BuyerMessageSend"]
    edge.runtime.gate.set()
    await settle()
    assert len(edge.runtime.commands) == 2
    await buyer.lose()


async def test_frames_of_one_turn_leave_in_one_write() -> None:
    edge = Edge()
    agent = await edge.agent()
    writes = agent.socket.writes
    for seq in range(1, 21):
        agent.connection.deliver(posted(seq))
    await settle()
    assert agent.socket.writes == writes + 1
    assert [event["seq"] for event in agent.take_all()] == list(range(1, 21))
    await agent.lose()


async def test_live_events_wait_for_snapshot_and_missed_messages() -> None:
    edge = Edge()
    edge.runtime.missed_frames = [posted(1), posted(2)]
    edge.runtime.on_attach = lambda subscriber: subscriber.deliver(posted(3))
    agent = edge.connect()
    agent.say(t="hello", token=edge.access_token(), resume={"s_1": {"public": 0}})
    await settle()
    welcome, *events = agent.take_all()
    assert welcome["t"] == "ok"
    assert [event.get("seq", event["t"]) for event in events] == [1, 2, "resumed", 3]
    await agent.lose()


async def test_resume_is_paced_by_the_socket_when_the_peer_reads_slowly() -> None:
    edge = Edge()
    edge.runtime.missed_frames = [posted(seq, "x" * 1000) for seq in range(1, 1500)]
    agent = edge.connect()
    agent.socket.is_writable = False
    agent.say(t="hello", token=edge.access_token(), resume={"s_1": {"public": 0}})
    await settle()
    assert not agent.is_cut()
    agent.socket.is_writable = True
    agent.connection.socket_writable()
    for _ in range(100):
        await settle()
    assert len(agent.take_all()) == 1501
    await agent.lose()


async def test_internal_event_is_held_back_from_buyer_though_a_desk_sends_it() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    buyer.connection.deliver(posted(1, channel=Channel.INTERNAL))
    buyer.connection.deliver(posted(2))
    await settle()
    assert [event["seq"] for event in buyer.take_all()] == [2]
    await buyer.lose()


async def test_missed_internal_message_is_held_back_from_buyer() -> None:
    edge = Edge()
    edge.runtime.missed_frames = [posted(1, channel=Channel.INTERNAL)]
    buyer = edge.connect()
    buyer.say(t="hello", shop="acme", resume={"s_1": {"public": 0}})
    await settle()
    assert [one["t"] for one in buyer.take_all()] == ["ok", "resumed"]
    await buyer.lose()


async def test_slow_reader_is_cut_when_its_outbox_is_full_of_frames() -> None:
    edge = Edge(outbox_messages_max=10)
    agent = await edge.agent()
    agent.socket.is_writable = False
    for seq in range(1, 11):
        agent.connection.deliver(posted(seq))
    assert not agent.is_cut()
    agent.connection.deliver(posted(11))
    assert agent.is_cut()
    await agent.lose()
    assert edge.runtime.attached == []


async def test_slow_reader_is_cut_when_its_outbox_is_full_of_bytes() -> None:
    edge = Edge(outbox_bytes_max=64 * 1024)
    agent = await edge.agent()
    agent.socket.is_writable = False
    for seq in range(1, 17):
        agent.connection.deliver(posted(seq, "x" * 4000))
    assert agent.is_cut()
    await agent.lose()


async def test_reader_is_not_cut_when_one_turn_alone_fills_its_outbox() -> None:
    edge = Edge(outbox_messages_max=10)
    agent = await edge.agent()
    for seq in range(1, 101):
        agent.connection.deliver(posted(seq))
    await settle()
    assert not agent.is_cut()
    assert len(agent.take_all()) == 100
    await agent.lose()


async def test_previews_go_first_when_outbox_is_full() -> None:
    edge = Edge(outbox_messages_max=10)
    agent = await edge.agent()
    agent.socket.is_writable = False
    for number in range(9):
        agent.connection.deliver(preview("…", author=f"v_{number}"))
    for seq in range(1, 11):
        agent.connection.deliver(posted(seq))
    assert not agent.is_cut()
    assert b"chatd_previews_dropped_total 9.0" in edge.metrics.render()
    agent.socket.is_writable = True
    agent.connection.socket_writable()
    assert [event["t"] for event in agent.take_all()] == ["message.posted"] * 10
    await agent.lose()


async def test_newest_preview_of_a_session_and_author_wins_when_peer_is_slow() -> None:
    edge = Edge()
    agent = await edge.agent()
    agent.socket.is_writable = False
    agent.connection.deliver(preview("h"))
    agent.connection.deliver(preview("other", session="s_2"))
    agent.connection.deliver(preview("he"))
    agent.socket.is_writable = True
    agent.connection.socket_writable()
    assert [event["text"] for event in agent.take_all()] == ["other", "he"]
    await agent.lose()


async def test_command_over_the_rate_is_refused_with_the_wait() -> None:
    edge = Edge(commands_per_s=10, commands_burst=2)
    buyer = await edge.buyer()
    edge.clock.advance(1_000)
    for number in range(3):
        buyer.say(**message(f"m{number}"))
    await settle()
    *accepted, refused = buyer.take_all()
    assert [answer["t"] for answer in accepted] == ["ok", "ok"]
    assert (refused["code"], refused["temporary"], refused["retry_after_ms"]) == ("rate", True, 100)
    edge.clock.advance(100)
    buyer.say(**message("again"))
    await settle()
    assert buyer.take()["t"] == "ok"
    await buyer.lose()


async def test_flood_ends_the_connection() -> None:
    edge = Edge(commands_per_s=10, commands_burst=5)
    buyer = await edge.buyer()
    for number in range(50):
        buyer.say(**message(f"m{number}"))
    await settle()
    assert buyer.close_code() == 4429
    assert len(edge.runtime.commands) <= 5
    assert edge.runtime.attached == []


async def test_who_is_cut_and_comes_back_gets_no_new_burst() -> None:
    edge = Edge(commands_burst=5, address_commands_per_s=1, address_commands_burst=8)
    for begun in (4, 4, 0):
        edge.runtime.commands.clear()
        buyer = await edge.buyer()
        for number in range(50):
            buyer.say(**message(f"m{number}"))
        await settle()
        assert buyer.close_code() == 4429
        assert len(edge.runtime.commands) == begun
    agent = await edge.agent()
    agent.say(**message("m", session="s_1"))
    await settle()
    assert agent.take()["t"] == "ok"
    await agent.lose()


async def test_newest_of_too_many_previews_goes_on_when_its_time_comes() -> None:
    edge = Edge(previews_per_s=100)
    buyer = await edge.buyer()
    for number in range(105):
        edge.clock.advance(0)
        buyer.say(t="typing.set", session="s_1", text=f"{number}")
    await settle()
    assert len(edge.runtime.commands) == 100
    assert [answer["t"] for answer in buyer.take_all()] == ["ok"] * 105
    edge.clock.advance(10)
    await asyncio.sleep(0.02)
    last = edge.runtime.commands[100:]
    assert [one.text for one in last if isinstance(one, BuyerTypingSet)] == ["104"]
    await buyer.lose()


async def test_held_preview_is_forgotten_when_its_author_sends_the_message() -> None:
    edge = Edge(previews_per_s=100)
    buyer = await edge.buyer()
    for number in range(101):
        buyer.say(t="typing.set", session="s_1", text=f"{number}")
    buyer.say(**message(session="s_1"))
    await settle()
    edge.clock.advance(10)
    await asyncio.sleep(0.02)
    assert type(edge.runtime.commands[-1]).__name__ == "BuyerMessageSend"
    await buyer.lose()


async def test_failure_of_the_database_is_answered_and_leaves_the_connection_open() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    edge.runtime.failure = Unavailable("disk full", retry_after_ms=500)
    buyer.say(**message())
    await settle()
    answer = buyer.take()
    assert (answer["code"], answer["temporary"]) == ("unavailable", True)
    assert answer["retry_after_ms"] == 500
    assert buyer.close_code() is None
    await buyer.lose()


async def test_bug_in_a_command_is_answered_and_leaves_the_connection_open() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    edge.runtime.failure = KeyError("bug")
    buyer.say(**message())
    await settle()
    answer = buyer.take()
    assert answer["code"] == "unavailable"
    assert "bug" not in answer["message"]
    await buyer.lose()


async def test_refusal_is_answered_with_its_code() -> None:
    edge = Edge()
    agent = await edge.agent()
    edge.runtime.failure = CommandRejected(ErrorCode.NOT_MEMBER)
    re = agent.say(t="session.close", session="s_1")
    await settle()
    answer = agent.take()
    assert (answer["re"], answer["code"], answer["temporary"]) == (re, "not_member", False)
    await agent.lose()


@pytest.mark.parametrize(
    "frame", ["", "{", "[]", '{"t":"message.send"}', '{"id":"7","t":"message.send"}', "null", b"{}"]
)
async def test_frame_nobody_can_answer_closes_with_4400(frame: str | bytes) -> None:
    edge = Edge()
    buyer = await edge.buyer()
    buyer.send(frame)
    await settle()
    assert buyer.close_code() == 4400


async def test_text_frame_closes_with_4400_when_messagepack_was_negotiated() -> None:
    edge = Edge()
    buyer = edge.connect(Encoding.MSGPACK)
    buyer.send('{"t":"hello","id":1,"shop":"acme"}')
    await settle()
    assert buyer.close_code() == 4400


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"t": "nothing.like.it"}, "unknown_command"),
        ({"t": "hello", "shop": "acme"}, "bad_request"),
        ({"t": "session.claim", "session": "s_1"}, "unknown_command"),
        ({**message(), "extra": 1}, "bad_request"),
        ({**message(), "cid": 7}, "bad_request"),
        (message(body={"text": "x" * 4001}), "too_large"),
        (message(body={"text": ""}), "bad_request"),
    ],
)
async def test_bad_command_is_answered_with_an_error(command: dict[str, object], code: str) -> None:
    edge = Edge()
    buyer = await edge.buyer()
    re = buyer.say(**command)
    await settle()
    answer = buyer.take()
    assert (answer["re"], answer["code"], answer["temporary"]) == (re, code, False)
    assert edge.runtime.commands == []
    assert buyer.close_code() is None
    await buyer.lose()


async def test_messagepack_connection_is_answered_in_messagepack() -> None:
    edge = Edge()
    buyer = edge.connect(Encoding.MSGPACK)
    buyer.say(t="hello", shop="acme")
    buyer.say(**message())
    await settle()
    welcome, resumed, answer = buyer.take_all()
    assert (welcome["t"], resumed["t"], answer["seq"]) == ("ok", "resumed", 1)
    await buyer.lose()


async def test_message_that_came_before_the_connection_was_lost_is_carried_out() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    buyer.say(**message())
    await buyer.lose()
    assert len(edge.runtime.commands) == 1


async def test_last_event_of_a_resume_is_resumed() -> None:
    edge = Edge()
    buyer = edge.connect()
    buyer.say(t="hello", shop="acme")
    await settle()
    assert buyer.take_all()[-1] == {"t": Resumed.__struct_config__.tag, "gaps": []}
    await buyer.lose()


async def test_reading_stops_when_commands_pile_up_and_goes_on_when_they_are_done() -> None:
    edge = Edge(commands_burst=1_000)
    buyer = await edge.buyer()
    edge.runtime.gate.clear()
    for number in range(200):
        buyer.say(**message(f"m{number}"))
    await settle()
    assert not buyer.is_read()
    assert len(edge.runtime.commands) < 100
    edge.runtime.gate.set()
    await settle()
    assert buyer.is_read()
    assert [answer["t"] for answer in buyer.take_all()] == ["ok"] * 200
    await buyer.lose()


async def test_stop_waits_for_the_answers_of_commands_begun_and_takes_no_more() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    edge.connections.add(buyer.connection)
    edge.runtime.gate.clear()
    buyer.say(**message())
    await settle()
    stopping = asyncio.ensure_future(edge.connections.stop())
    await settle()
    buyer.say(**message("late"))
    edge.runtime.gate.set()
    await stopping
    await settle()
    assert [answer["t"] for answer in buyer.take_all()] == ["ok"]
    await buyer.lose()


async def test_message_is_begun_in_the_turn_it_comes_in_when_the_reader_rests() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    await settle()
    buyer.say(**message("m1"))
    buyer.say(**message("m2"))
    assert [command.cid for command in edge.runtime.commands] == ["m1", "m2"]  # type: ignore[attr-defined]  # both are messages
    await buyer.lose()


async def test_message_does_not_overtake_a_command_that_waits_for_the_reader() -> None:
    edge = Edge()
    buyer = await edge.buyer()
    await settle()
    buyer.say(t="page.visit", url="https://acme.example/", title="Acme")
    buyer.say(**message())
    await settle()
    names = [type(command).__name__ for command in edge.runtime.commands]
    assert names == ["PageVisit", "BuyerMessageSend"]
    await buyer.lose()


async def test_message_too_many_is_refused_when_the_reader_rests() -> None:
    edge = Edge(commands_per_s=1, commands_burst=2)
    buyer = await edge.buyer()
    await settle()
    buyer.say(**message("m1"))
    buyer.say(**message("m2"))
    await settle()
    codes = [frame.get("code") for frame in buyer.take_all() if "re" in frame]
    assert codes == [None, ErrorCode.RATE]
    await buyer.lose()


async def test_burst_of_one_connection_lets_others_in_between() -> None:
    edge = Edge()
    noisy, quiet = await edge.buyer(), await edge.buyer()
    edge.runtime.gate.clear()
    for number in range(40):
        noisy.say(**message(f"burst {number}"))
    await asyncio.sleep(0)
    quiet.say(**message("between"))
    await settle()
    order = [one.cid for one in edge.runtime.commands if isinstance(one, BuyerMessageSend)]
    assert len(order) == 41
    assert order.index("between") < 30
    assert [cid for cid in order if cid != "between"] == [f"burst {n}" for n in range(40)]
    edge.runtime.gate.set()
    await settle()
    await noisy.lose()
    await quiet.lose()
