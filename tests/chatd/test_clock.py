from chatd.clock import SystemClock

MS = 1_000_000
START_MS = 1_700_000_000_000


class Machine:
    """A wall clock and a monotonic one, both in our hands."""

    def __init__(self) -> None:
        self.wall_ns = START_MS * MS
        self.monotonic_ns = 5_000 * MS

    def run(self, ms: int) -> None:
        self.wall_ns += ms * MS
        self.monotonic_ns += ms * MS

    def jump(self, ms: int) -> None:
        self.wall_ns += ms * MS

    def clock(self) -> SystemClock:
        return SystemClock(lambda: self.wall_ns, lambda: self.monotonic_ns)


def test_clock_tells_the_wall_clocks_time() -> None:
    machine = Machine()
    clock = machine.clock()
    assert clock.now_ms() == START_MS
    machine.run(1_234)
    assert clock.now_ms() == START_MS + 1_234


def test_clock_follows_a_jump_forward() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.jump(3_600_000)
    assert clock.now_ms() == START_MS + 3_600_000


def test_clock_runs_at_half_speed_after_a_jump_back_until_caught_up() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.jump(-1_000)
    assert clock.now_ms() == START_MS
    machine.run(1_000)
    assert clock.now_ms() == START_MS + 500
    machine.run(1_000)
    assert clock.now_ms() == START_MS + 1_000
    machine.run(1_000)
    assert clock.now_ms() == START_MS + 2_000


def test_clock_loses_nothing_when_read_more_often_than_it_ticks() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.jump(-10_000)
    for _ in range(1_000):
        machine.monotonic_ns += MS // 10
        clock.now_ms()
    assert clock.now_ms() == START_MS + 50


def test_durations_ignore_jumps() -> None:
    machine = Machine()
    clock = machine.clock()
    before_ms = clock.monotonic_ms()
    machine.jump(-3_600_000)
    machine.run(250)
    assert clock.monotonic_ms() - before_ms == 250.0


def test_clock_of_this_machine_goes_forward() -> None:
    clock = SystemClock()
    readings = [clock.now_ms() for _ in range(1_000)]
    assert readings == sorted(readings)
    assert readings[0] > START_MS
