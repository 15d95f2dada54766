"""R0: the moments at which something happens by itself, in the order in which they fire."""

from enum import IntEnum

from sortedcontainers import SortedList

from routing.values import value


class DeadlineKind(IntEnum):
    """What fires; of those at one moment the lower number first."""

    AGENT = 0
    """A lost agent's grace is over (R14)."""
    ANSWER = 1
    """A question has waited long enough (R15)."""
    BUYER = 2
    """A buyer without a connection is gone (R13)."""
    GROUP = 3
    """A group has been full long enough (R7)."""
    INVITATION = 4
    """An invitation is too old."""
    HOLD = 5
    """A held session no longer returns by itself (R9)."""


@value
class Deadline:
    """One of them; `target` is an invitation's, else ""."""

    at_ms: int
    kind: DeadlineKind
    id: str
    target: str = ""


class Deadlines:
    """At most one deadline for each (kind, id, target); setting and firing are O(log n)."""

    def __init__(self) -> None:
        self._order: SortedList[tuple[int, int, str, str]] = SortedList()
        self._at: dict[tuple[int, str, str], int] = {}
        self._next_ms: int | None = None

    def __len__(self) -> int:
        return len(self._at)

    def set(self, kind: DeadlineKind, id: str, at_ms: int | None, target: str = "") -> None:
        """Let it fire at that moment, instead of any it had; None: not at all."""
        before_ms = self._at.get((kind, id, target))
        if before_ms == at_ms:
            return
        if before_ms is not None:
            self._order.remove((before_ms, kind, id, target))
            del self._at[kind, id, target]
        if at_ms is not None:
            self._order.add((at_ms, kind, id, target))
            self._at[kind, id, target] = at_ms
        self._note_next()

    def at_ms(self, kind: DeadlineKind, id: str, target: str = "") -> int | None:
        """When it fires, if it does."""
        return self._at.get((kind, id, target))

    def next_ms(self) -> int | None:
        """When the first one fires."""
        return self._next_ms

    def ids_at(self, kind: DeadlineKind, at_ms: int) -> list[str]:
        """What of this kind fires at exactly that moment."""
        first, last = (at_ms, kind, "", ""), (at_ms, kind + 1, "", "")
        return [id for _, _, id, _ in self._order.irange(first, last)]

    def pop_due(self, now_ms: int) -> Deadline | None:
        """Take out the first one if its moment has come."""
        if self._next_ms is None or self._next_ms > now_ms:
            return None
        at_ms, kind, id, target = self._order.pop(0)
        del self._at[kind, id, target]
        self._note_next()
        return Deadline(at_ms, DeadlineKind(kind), id, target)

    def clear(self) -> None:
        """Forget all of them."""
        self._order.clear()
        self._at.clear()
        self._next_ms = None

    def _note_next(self) -> None:
        """Every step asks for it, few change it."""
        self._next_ms = self._order[0][0] if self._order else None
