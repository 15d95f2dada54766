"""That the bench runs and counts right. How fast anything is belongs in its results."""

import argparse
import asyncio
import struct
from pathlib import Path

import pytest

from bench import load, neighbour, results, servers, storm
from bench.fleets import relay_fleet
from bench.load import Fleet, Room
from bench.servers import Server
from bench.wire import Wire

ROOMS = 2
RATE = 50


@pytest.mark.slow
@pytest.mark.parametrize("edge", ["asgi", "direct"])
async def test_round_loses_nothing_when_the_relay_is_up(edge: str, tmp_path: Path) -> None:
    with servers.relay("relay", edge, tmp_path) as server:
        async with relay_fleet(server, ROOMS) as fleet:
            figures = await fleet.round(RATE, seconds=0.5, warm_up_s=0.2)
    assert figures.messages > 0
    assert figures.lost == 0


class Recorder(asyncio.Transport):
    """Keeps what a client writes."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))


def open_wire() -> tuple[Wire, Recorder]:
    opened = asyncio.get_running_loop().create_future()
    wire, transport = Wire(b"", opened), Recorder()
    wire.connection_made(transport)
    wire.data_received(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    assert opened.done()
    return wire, transport


def text_frame(payload: bytes) -> bytes:
    if len(payload) < 126:
        return struct.pack("!BB", 0x81, len(payload)) + payload
    return struct.pack("!BBH", 0x81, 126, len(payload)) + payload


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1_000])
async def test_wire_hands_on_every_frame_when_bytes_come_in_pieces(piece: int) -> None:
    wire, transport = open_wire()
    payloads = [b"", b"x", b"y" * 125, b"z" * 126, b"w" * 300]
    stream = b"".join(map(text_frame, payloads)) + b"\x89\x02hi"
    got: list[bytes] = []
    wire.listen(lambda payload, _received: got.append(payload))
    for at in range(0, len(stream), piece):
        wire.data_received(stream[at : at + piece])
    assert got == payloads
    assert transport.written[-1] == b"\x8a\x82\0\0\0\0hi"


class Silent(Server):
    """A server that costs nothing."""

    def __init__(self) -> None:
        self.name = "silent"

    def cpu(self) -> servers.Cpu:
        return servers.Cpu(0, 0)

    main_thread_cpu = cpu


class Answering(Wire):
    """A buyer's socket whose server answers by itself, in a way a test chooses."""

    def __init__(self, room: list[Wire], *, acks: int, events: int) -> None:
        super().__init__(b"", asyncio.get_running_loop().create_future())
        self.room, self.acks, self.events = room, acks, events

    def send(self, payload: bytes) -> None:
        number = payload.partition(b'"id":')[2].partition(b",")[0]
        posted = payload.replace(b"message.send", b"message.posted")
        for _ in range(self.acks):
            self.on_frame(b'{"t":"ok","re":' + number + b"}", 1e9)
        for wire in self.room:
            for _ in range(self.events):
                wire.on_frame(posted, 1e9)


@pytest.mark.parametrize(("acks", "events", "lost"), [(1, 1, False), (0, 1, True), (1, 0, True)])
async def test_round_counts_lost_messages_when_an_answer_or_event_is_missing(
    acks: int, events: int, lost: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.load.DRAIN_S", 0.0)
    figures = await answering_fleet(acks, events).round(1_000, seconds=0.05, warm_up_s=0)
    assert figures.messages > 0
    assert figures.lost == (figures.messages if lost else 0)


async def test_round_fails_when_a_message_comes_twice() -> None:
    with pytest.raises(RuntimeError, match="came twice"):
        await answering_fleet(1, 2).round(1_000, seconds=0.05, warm_up_s=0)


def answering_fleet(acks: int, events: int) -> Fleet:
    agent, supervisor = open_wire()[0], open_wire()[0]
    buyer = Answering([agent, supervisor], acks=acks, events=events)
    return Fleet(Silent(), [Room(buyer, (agent, supervisor), "s_1")])


def test_results_keep_the_other_sections_when_one_is_written(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    results.write("idle", "## Idle, old", "bench idle", path=path)
    results.write("j1", "## J1", "bench j1", path=path)
    results.write("idle", "## Idle, new", "bench idle", path=path)
    text = path.read_text()
    assert text.index("## J1") < text.index("## Idle, new")
    assert "old" not in text


def test_storm_tells_when_the_last_one_was_back_and_what_each_asked_for() -> None:
    back_s = [0.1 * number for number in range(1, 101)]
    text = storm.report(
        storm.Figures(back_s, retries=7, queries=150, cpu_s=0.2, resident_mib=99), 100
    )
    assert "| 100 | **10.0 s** | 5.1 s | 10.0 s | **1.50** | 2.00 | 7 | 99 |" in text


def figures(p99_ms: float) -> load.Figures:
    return load.Figures("chatd", 1, 1, 0, 1, p99_ms, 1, 1, 1, 0, 1, 1, 1, 0.5)


@pytest.mark.parametrize("late", [False, True])
def test_neighbours_ratio_is_of_medians_and_a_late_generator_is_told(late: bool) -> None:
    pair = neighbour.Pair(
        quiet=[figures(p99) for p99 in (10, 20, 90)],
        abused=[figures(p99) for p99 in (15, 30, 31)],
        all_late=late,
    )
    text = neighbour.report({"flood": pair}, argparse.Namespace(rate=1, rooms=1, rounds=3))
    assert "| 20.0 ms | 30.0 ms | **1.50** |" in text
    assert ("generator late" in text) is late
