import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatd.auth.rates import JointMeter, LoginThrottle, Meter, Meters, payer_of
from tests.chatd.fake_clock import START_MS

MINUTE_MS = 60_000


def test_meter_lets_a_burst_through_and_no_more() -> None:
    meter = Meter(per_s=20, burst=60)
    assert [meter.take(START_MS) for _ in range(60)] == [0] * 60
    assert meter.take(START_MS) == 50


def test_meter_lets_one_through_after_the_wait_it_named() -> None:
    meter = Meter(per_s=20, burst=60)
    for _ in range(60):
        meter.take(START_MS)
    assert meter.take(START_MS + 49) == 1
    assert meter.take(START_MS + 50) == 0
    assert meter.take(START_MS + 50) == 50


def test_meter_is_full_again_after_a_rest() -> None:
    meter = Meter(per_s=1, burst=3)
    for _ in range(3):
        meter.take(START_MS)
    later_ms = START_MS + 3_000
    assert [meter.take(later_ms) for _ in range(4)] == [0, 0, 0, 1_000]


def test_asking_takes_nothing() -> None:
    meter = Meter(per_s=1, burst=1)
    assert [meter.wait_ms(START_MS) for _ in range(5)] == [0] * 5
    assert meter.take(START_MS) == 0


@given(st.lists(st.integers(0, 500), max_size=200), st.integers(1, 50), st.integers(1, 20))
def test_meter_never_exceeds_its_rate(gaps_ms: list[int], per_s: int, burst: int) -> None:
    meter = Meter(per_s, burst)
    now_ms = START_MS
    taken_ms: list[int] = []
    for gap_ms in gaps_ms:
        now_ms += gap_ms
        if meter.take(now_ms) == 0:
            taken_ms.append(now_ms)
    for at, start_ms in enumerate(taken_ms):
        for count, end_ms in enumerate(taken_ms[at:], start=1):
            assert count <= burst + per_s * (end_ms - start_ms) / 1_000 + 1e-6


def test_meters_are_apart_by_key() -> None:
    meters = Meters(per_s=1, burst=1)
    assert meters.take("a", START_MS) == 0
    assert meters.take("a", START_MS) == 1_000
    assert meters.take("b", START_MS) == 0


def test_meters_forget_the_key_longest_unused_when_there_are_too_many() -> None:
    meters = Meters(per_s=1, burst=1, keys_max=2)
    meters.take("a", START_MS)
    meters.take("b", START_MS)
    meters.take("a", START_MS)
    meters.take("c", START_MS)
    assert len(meters) == 2
    assert meters.wait_ms("a", START_MS) > 0
    assert meters.wait_ms("b", START_MS) == 0


def test_throttle_bounds_an_account_from_many_addresses() -> None:
    throttle = LoginThrottle(10)
    waits = [throttle.take("acme", "main", f"10.0.0.{n}", START_MS) for n in range(11)]
    assert waits == [0] * 10 + [6_000]
    assert throttle.take("acme", "x", "10.0.0.1", START_MS) == 0
    assert throttle.take("other", "main", "10.0.0.1", START_MS) == 0


def test_throttle_bounds_an_address_over_many_accounts() -> None:
    throttle = LoginThrottle(10)
    waits = [throttle.take("acme", f"x{n}", "10.0.0.1", START_MS) for n in range(11)]
    assert waits == [0] * 10 + [6_000]
    assert throttle.take("acme", "x0", "10.0.0.2", START_MS) == 0


def test_throttled_tries_do_not_lengthen_the_wait() -> None:
    throttle = LoginThrottle(10)
    for _ in range(100):
        throttle.take("acme", "main", "10.0.0.1", START_MS)
    assert throttle.take("acme", "main", "10.0.0.1", START_MS + 6_000) == 0


@pytest.mark.parametrize(
    ("address", "payer"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_ipv6_addresses_of_one_network_count_as_one(address: str, payer: str) -> None:
    assert payer_of(address) == payer


def test_log_in_is_throttled_over_the_addresses_of_one_ipv6_network() -> None:
    throttle = LoginThrottle(2)
    assert throttle.take("acme", "a", "2001:db8::1", 0) == 0
    assert throttle.take("acme", "b", "2001:db8::2", 0) == 0
    assert throttle.take("acme", "c", "2001:db8::3", 0) > 0
    assert throttle.take("acme", "c", "2001:db8:0:1::3", 0) == 0


def test_joint_meter_takes_from_all_or_from_none() -> None:
    shared = Meter(per_s=1, burst=3)
    first, second = JointMeter(Meter(1, 2), shared), JointMeter(Meter(1, 2), shared)
    assert [first.take(0), first.take(0), first.take(0)] == [0, 0, 1_000]
    assert [second.take(0), second.take(0)] == [0, 1_000]
    assert [first.take(1_000), second.take(1_000)] == [0, 1_000]
