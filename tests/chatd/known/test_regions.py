"""Countries of addresses: by the data that comes along, and by none at all."""

import pytest

from chatd.known.regions import Regions

PRIVATE = ["127.0.0.1", "10.0.0.1", "192.168.1.9", "::1", "fe80::1", "::ffff:10.0.0.1", "", "?"]


async def test_public_addresses_have_the_country_of_their_network() -> None:
    regions = Regions()
    assert regions.region("223.5.5.5") is None
    await regions.wait_loaded()
    for address in ("223.5.5.5", "::ffff:223.5.5.5", "240e::1"):
        assert regions.region(address) == "CN"
    assert regions.region("8.8.8.8") == "US"


@pytest.mark.parametrize("address", PRIVATE)
async def test_private_addresses_are_nowhere_and_read_nothing(address: str) -> None:
    def load() -> None:
        raise AssertionError("read")

    regions = Regions(load)  # type: ignore[arg-type]  # it fails
    assert regions.region(address) is None
    await regions.wait_loaded()


async def test_without_data_regions_stay_unknown() -> None:
    def load() -> None:
        raise OSError("no data")

    regions = Regions(load)  # type: ignore[arg-type]  # it fails
    for _ in range(2):
        assert regions.region("223.5.5.5") is None
        await regions.wait_loaded()


async def test_what_is_no_country_is_none() -> None:
    regions = Regions(lambda: lambda _address: "--")
    regions.region("8.8.8.8")
    await regions.wait_loaded()
    assert regions.region("8.8.8.8") is None
