"""The rules' own twelve scenarios, played on the oracle: it must be right before it judges."""

import pytest

from presence.states import PresenceState
from routing import commands as c
from routing.rows import ContactFacts, ContactRow, InvitationMode, Phase
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig
from tests.oracle.model import Model


class Play:
    """m is main, x and y are subs; a contact's session is named after its number of messages."""

    def __init__(self, windows: int = 2, most: int = 3, online: str = "") -> None:
        names = ("m", "x", "y")
        agents = tuple(
            AgentConfig(
                n, main=n == "m", windows_max=windows, reception_max=most, tier=int(n == "m")
            )
            for n in names
        )
        self.model = Model(DeskConfig(DeskSettings(), (ShopConfig("s"),), agents), 0)
        self.now_ms = 0
        self.count = 0
        self.facts: dict[str, ContactFacts] = {}
        for agent in online:
            self.do(c.ConnectAgent(agent))

    def do(self, command: c.Command) -> None:
        refusal = self.model.handle(command, self.now_ms)
        assert refusal is None, f"{command}: {refusal}"
        for facts in self.model.take_forgotten():
            self.facts[facts.row.contact] = facts

    def become(self, agent: str, state: str) -> None:
        self.do(c.SetPresence(agent, PresenceState(state)))

    def write(self, contact: str, to: str | None = None) -> str:
        """Where the message went."""
        self.count += 1
        facts = self.facts.get(contact, ContactFacts(ContactRow(contact, "s", connected=True)))
        self.do(c.PostBuyerMessage(contact, f"{self.count}", facts, to))
        return self.at(contact)

    def private(self, contact: str) -> None:
        self.facts[contact] = ContactFacts(ContactRow(contact, "s", private=True, connected=True))

    def id(self, contact: str) -> str:
        return self.model.world.live(contact)[-1].session

    def reply(self, agent: str, contact: str) -> None:
        self.do(c.PostAgentMessage(agent, self.id(contact)))

    def close(self, agent: str, contact: str) -> None:
        self.do(c.CloseSession(agent, self.id(contact)))

    def at(self, contact: str) -> str:
        """ "x" in a window of x, "x's cache", "queue 1", "mailbox", "" """
        live = self.model.world.live(contact)
        if not live:
            box = self.model.world.mailbox(contact) or self.facts[contact].mailbox
            return "mailbox" if box else ""
        members = "+".join(live[-1].members)
        if live[-1].phase is Phase.QUEUED:
            return f"queue {[s.contact for s in self.model.world.queue()].index(contact) + 1}"
        return members if live[-1].phase is Phase.OPEN else f"{members}'s cache"

    def all(self, contacts: str) -> list[str]:
        return [self.at(contact) for contact in contacts]


def test_session_stays_and_recent_returns_when_agent_suspends() -> None:
    play = Play(online="mxy")
    play.write("b", to="x")
    play.become("x", "suspended")
    assert play.write("b") == "x"
    play.reply("x", "b")
    play.close("x", "b")
    assert play.write("b") == "x"


def test_new_buyers_go_elsewhere_when_main_is_suspended() -> None:
    play = Play(online="mxy")
    play.become("m", "suspended")
    play.private("p")
    assert play.write("p", to="m") == "m"
    assert play.write("n", to="m") == "x"
    play.become("x", "suspended")
    play.become("y", "suspended")
    assert [play.write(n) for n in ("n2", "n3", "n4")] == ["y", "m", "x"]


def test_recent_contact_reaches_a_suspended_agent() -> None:
    play = Play(online="xy")
    play.write("b", to="x")
    play.reply("x", "b")
    play.close("x", "b")
    play.become("x", "suspended")
    assert [play.write(n) for n in ("b1", "b2", "b")] == ["y", "y", "x"]


def test_cache_stays_with_its_agent_when_another_logs_in() -> None:
    play = Play(windows=1, most=4, online="x")
    assert [play.write(n) for n in "DABC"] == ["x", "x's cache", "x's cache", "x's cache"]
    play.do(c.ConnectAgent("y"))
    assert play.all("ABC") == ["x's cache"] * 3
    play.do(c.OpenSession("x", play.id("C")))
    play.close("x", "D")
    assert play.all("ABC") == ["x's cache", "x's cache", "x"]
    play.close("x", "C")
    assert play.at("A") == "x"


@pytest.mark.parametrize("address", ["m", None])
def test_private_contact_waits_for_main(address: str | None) -> None:
    play = Play(online="x")
    play.private("p")
    assert play.write("p", to=address) == "mailbox"


def test_windows_then_caches_then_queue_fill_evenly() -> None:
    play = Play(online="xy")
    placed = [play.write(n) for n in "abcdefg"]
    assert placed == ["x", "y", "x", "y", "x's cache", "y's cache", "queue 1"]
    play.close("x", "a")
    assert play.all("eg") == ["x", "x's cache"]


def test_queue_moves_up_when_a_window_is_free() -> None:
    play = Play(windows=1, most=1, online="xy")
    assert [play.write(n) for n in "abcd"] == ["x", "y", "queue 1", "queue 2"]
    play.close("y", "b")
    assert play.all("cd") == ["y", "queue 1"]


def test_busy_agent_pops_its_cache_and_gets_nothing_new() -> None:
    play = Play(windows=1, most=2, online="x")
    assert [play.write(n) for n in "ab"] == ["x", "x's cache"]
    play.become("x", "busy")
    assert play.write("n") == "queue 1"
    play.close("x", "a")
    assert play.at("b") == "x"
    assert play.write("a") == "queue 2"


def test_away_ends_the_open_and_releases_the_cached() -> None:
    play = Play(windows=1, most=2, online="x")
    play.write("a")
    play.write("b")
    play.do(c.ConnectAgent("y"))
    assert play.all("ab") == ["x", "x's cache"]
    play.become("x", "away")
    assert play.all("ab") == ["", "y"]
    assert play.write("a") == "y's cache"


@pytest.mark.parametrize("back", [True, False])
def test_lost_agent_keeps_everything_for_the_grace(back: bool) -> None:
    play = Play(windows=1, most=3, online="x")
    play.write("q")
    play.write("c")
    play.now_ms = 10_000
    play.do(c.DisconnectAgent("x"))
    play.do(c.ConnectAgent("y"))
    assert play.all("qc") == ["x", "x's cache"]
    play.now_ms = 40_000
    if back:
        play.do(c.ConnectAgent("x"))
    play.model.tick(69_999)
    assert play.all("qc") == ["x", "x's cache"]
    play.model.tick(70_000)
    assert play.all("qc") == (["x", "x's cache"] if back else ["y", "y's cache"])


def test_transfer_goes_beyond_the_cap_and_the_last_member_stays() -> None:
    play = Play(windows=1, most=1, online="xy")
    assert [play.write(n) for n in "bc"] == ["x", "y"]
    play.do(c.SendInvitation("x", play.id("b"), "y", InvitationMode.JOIN))
    play.do(c.AcceptInvitation("y", play.id("b")))
    assert play.at("b") == "x+y"
    assert play.write("d") == "queue 1"
    play.do(c.LeaveSession("x", play.id("b")))
    assert play.all("bd") == ["y", "x"]
    assert play.model.handle(c.LeaveSession("y", play.id("b")), 0) == "last_member"


def test_mailbox_waits_for_its_buyer_not_for_a_login() -> None:
    play = Play()
    assert play.write("b") == "mailbox"
    play.do(c.ConnectAgent("x"))
    assert play.at("b") == "mailbox"
    assert play.write("b") == "x"


def test_priority_counts_as_an_earlier_arrival() -> None:
    play = Play(windows=1, most=1, online="x")
    play.write("a")
    play.write("low")
    for contact, arrives_ms in (("vip", 30_000), ("late", 61_000)):
        play.now_ms = arrives_ms
        play.facts[contact] = ContactFacts(ContactRow(contact, "s", priority=1, connected=True))
        play.write(contact)
    assert [play.at(n) for n in ("vip", "low", "late")] == ["queue 1", "queue 2", "queue 3"]
