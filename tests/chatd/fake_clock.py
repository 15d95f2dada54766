"""A clock that stands still until it is told otherwise."""

START_MS = 1_700_000_000_000


class FakeClock:
    """Implements `chatd.clock.Clock`."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self._now_ms = now_ms
        self._start_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic_ms(self) -> float:
        return float(self._now_ms - self._start_ms)

    def advance(self, ms: int) -> int:
        """Let time pass, and say what it is now."""
        self._now_ms += ms
        return self._now_ms
