"""What a routing step costs: `python -m bench.steps [--steps N] [--profile AGENTS WAITING]`.

Desks of 10, 1,000 and 10,000 agents, with 0, 1,000 and 100,000 sessions in the waiting queue, take
the same mix of commands: buyers who arrive, messages in open sessions, replies, closes, and agents
who suspend and come back. Two things are told for each: steps a second (CPU time, taking the
changed rows included), and the cost at 10,000 agents over the cost at 10 (bar: 2).

Arrivals and closes keep a desk where it is. With an empty queue it is two thirds full, so that an
arrival is balanced among all agents of its group. With a queue every agent is full: an arrival
waits, a close lets the first of the queue in.
"""

import argparse
import cProfile
import pstats
import random
import time
from collections.abc import Callable

from presence.states import PresenceState
from routing.commands import (
    CloseSession,
    Command,
    ConnectAgent,
    PostAgentMessage,
    PostBuyerMessage,
    SetPresence,
)
from routing.desk import Desk
from routing.rows import ContactFacts, ContactRow
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig

AGENTS = (10, 1_000, 10_000)
WAITING = (0, 1_000, 100_000)
BAR = 2.0
ROUNDS = 5
BATCH = 16  # steps for each look at the changes, as in a group commit
GROUPS = 4
WINDOWS, RECEPTION = 2, 4
MIX = (("come_or_go", 40), ("write", 30), ("reply", 25), ("presence", 5))


class Shop:
    """A desk under load, and commands that mean something to it."""

    def __init__(self, agents: int, waiting: int, seed: int = 1) -> None:
        self.dice = random.Random(seed)
        self.names = [f"agent{number}" for number in range(agents)]
        self.desk = Desk.new(_config(self.names), 0)
        self.now_ms = 0
        self.contacts = 0
        self.closed = 0
        self.steps = 0
        self.suspended: str | None = None
        for name in self.names:
            self.step(ConnectAgent(name))
        capacity = agents * RECEPTION
        self.live = capacity + waiting if waiting else capacity * 2 // 3
        for _ in range(self.live):
            self.step(self.arrive())

    def step(self, command: Command) -> None:
        self.now_ms += 1
        self.desk.handle(command, self.now_ms)
        self.steps += 1
        if self.steps % BATCH == 0:
            self.desk.take_changes()

    def arrive(self) -> Command:
        self.contacts += 1
        contact = f"c{self.contacts}"
        shop = f"shop{self.contacts % (GROUPS + 1)}"
        facts = ContactFacts(ContactRow(contact, shop, connected=True))
        return PostBuyerMessage(contact, f"s{self.contacts}", facts)

    def come_or_go(self) -> Command:
        live = self.contacts - self.closed
        is_below = live < self.live or (live == self.live and self.dice.random() < 0.5)
        return self.arrive() if is_below else self.close()

    def write(self) -> Command:
        agent, session = self._served()
        row = self.desk.session(session)
        return PostBuyerMessage(agent if row is None else row.contact, "unused")

    def reply(self) -> Command:
        agent, session = self._served()
        return PostAgentMessage(agent, session)

    def close(self) -> Command:
        agent, session = self._served()
        self.closed += 1
        return CloseSession(agent, session)

    def presence(self) -> Command:
        """One agent suspends, then comes back."""
        agent, self.suspended = self.suspended, None
        if agent is not None:
            return SetPresence(agent, PresenceState.ONLINE)
        self.suspended = self.dice.choice(self.names)
        return SetPresence(self.suspended, PresenceState.SUSPENDED)

    def _served(self) -> tuple[str, str]:
        """An agent and one of their sessions."""
        while True:
            agent = self.dice.choice(self.names)
            sessions = self.desk.sessions_of(agent)
            if sessions:
                return agent, self.dice.choice(sessions)


def _config(names: list[str]) -> DeskConfig:
    shops = [ShopConfig(f"shop{number}", f"g{number}" * bool(number)) for number in range(5)]
    return DeskConfig(
        # No buyer and no agent is ever lost here; a full group keeps its buyers to itself.
        DeskSettings(group_wait_ms=1_000_000_000),
        tuple(shops),
        tuple(
            AgentConfig(
                name,
                main=number == 0,
                windows_max=WINDOWS,
                reception_max=RECEPTION,
                weight=1 + number % 3,
                groups=frozenset({f"g{1 + number % GROUPS}"}),
            )
            for number, name in enumerate(names)
        ),
    )


def measure(shop: Shop, steps: int) -> float:
    """CPU seconds a step; making the commands not counted."""
    makers: list[Callable[[], Command]] = [
        getattr(shop, name) for name, share in MIX for _ in range(share)
    ]
    spent = 0.0
    for _ in range(steps):
        command = shop.dice.choice(makers)()
        started = time.thread_time()
        shop.step(command)
        spent += time.thread_time() - started
    return spent / steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=4_000)
    parser.add_argument("--profile", type=int, nargs=2, metavar=("AGENTS", "WAITING"))
    arguments = parser.parse_args()
    if arguments.profile:
        agents, waiting = arguments.profile
        _profile(agents, waiting, arguments.steps)
        return
    print(f"{'waiting':>8} {'agents':>8} {'µs a step':>10} {'steps/s':>9}")
    worst = 0.0
    for waiting in WAITING:
        shops = [Shop(agents, waiting) for agents in AGENTS]
        best = [float("inf")] * len(AGENTS)
        for _ in range(ROUNDS):  # in turns, so that a slow moment of the machine hits all alike
            best = [
                min(cost, measure(shop, arguments.steps))
                for cost, shop in zip(best, shops, strict=True)
            ]
        for agents, cost in zip(AGENTS, best, strict=True):
            print(f"{waiting:>8,} {agents:>8,} {cost * 1e6:>10.1f} {1 / cost:>9,.0f}")
        ratio = best[-1] / best[0]
        worst = max(worst, ratio)
        print(f"{'':>8} cost({AGENTS[-1]:,}) / cost({AGENTS[0]}) = {ratio:.2f}")
    verdict = "held" if worst <= BAR else "MISSED"
    print(f"worst ratio {worst:.2f}, bar {BAR:.0f}: {verdict}")


def _profile(agents: int, waiting: int, steps: int) -> None:
    shop = Shop(agents, waiting)
    profiler = cProfile.Profile()
    profiler.enable()
    measure(shop, steps)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
