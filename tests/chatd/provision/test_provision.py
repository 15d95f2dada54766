import pytest

from chatd.errors import ProvisionError, ProvisionProblem
from chatd.hours import OpenSpan, WorkingHours
from chatd.provision import PrivateContact, ProvisionFile, parse_provision
from routing.settings import AgentConfig, DeskSettings, ShopConfig

GOOD = """\
merchant = "acme"
name = "Acme Outdoor"

[settings]
queue_max = 500
boost_ms = [0, 1000, 2000]
categories = ["Delivery", "退款"]

[[shops]]
id = "acme"
name = "Acme Outdoor"
origins = ["http://127.0.0.1:8000", "https://shop.example"]
identity_secret = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
welcome = "Hello"

[[shops]]
id = "acme-2"
name = "Second"
group = "night"
priority = 2
preview_shown = false

[[agents]]
username = "main"
password = "main-password"
name = "Main desk"
role = "owner"
main = true

[[agents]]
username = "x"
password = "x-password"
name = "小王"
windows_max = 2
reception_max = "unlimited"
weight = 3
groups = ["night"]
tier = 4

[[agents]]
username = "boss"
password = "boss-password"
name = "Boss"
role = "supervisor"

[[private_contacts]]
shop = "acme"
buyer = "vip-1"

[working_hours]
timezone = "Asia/Shanghai"
mon = ["09:00-12:00", "13:00-24:00"]
"""


def problems(source: str) -> list[ProvisionProblem]:
    with pytest.raises(ProvisionError) as caught:
        parse_provision(source)
    return list(caught.value.problems)


def lines_and_words(source: str) -> list[tuple[int, str]]:
    """The line and the key of each problem."""
    return [(problem.line, problem.reason.split("`")[1]) for problem in problems(source)]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


@pytest.fixture(scope="module")
def file() -> ProvisionFile:
    return parse_provision(GOOD)


def test_desk_is_configured_as_written(file: ProvisionFile) -> None:
    assert (file.merchant, file.name) == ("acme", "Acme Outdoor")
    assert file.desk.settings == DeskSettings(queue_max=500, boost_ms=(0, 1000, 2000))
    assert file.desk.shops == (ShopConfig("acme"), ShopConfig("acme-2", "night", 2))
    assert file.desk.agents == (
        AgentConfig("main", main=True, tier=1),
        AgentConfig(
            "x", windows_max=2, reception_max=None, weight=3, tier=4, groups=frozenset({"night"})
        ),
        AgentConfig("boss", receives=False),
    )


def test_rest_is_read_too(file: ProvisionFile) -> None:
    assert file.categories == ("Delivery", "退款")
    assert not file.summary_required
    assert file.private_contacts == (PrivateContact("acme", "vip-1"),)
    assert file.working_hours == WorkingHours(
        "Asia/Shanghai", (OpenSpan(0, 540, 720), OpenSpan(0, 780, 1440))
    )
    first, second = file.shops
    assert first.origins == ("http://127.0.0.1:8000", "https://shop.example")
    assert (first.identity_secret, first.welcome) == ("k" * 32, "Hello")
    assert first.preview_shown
    assert (second.identity_secret, second.welcome, second.preview_shown) == (None, "", False)
    assert [agent.role for agent in file.agents] == ["owner", "agent", "supervisor"]


def test_short_passwords_are_taken_where_they_are_allowed() -> None:
    short = changed('"x-password"', '"x"')
    assert lines_and_words(short) == [(32, "password")]
    assert parse_provision(short, password_characters_min=1).agents[1].password == "x"


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('merchant = "acme"', "merchant = 7", 1, "merchant"),
        ('merchant = "acme"', 'merchant = "a b"', 1, "merchant"),
        ('merchant = "acme"', "", 1, "merchant"),
        ("queue_max = 500", "queue_max = 0", 5, "queue_max"),
        ("queue_max = 500", "queue_max = true", 5, "queue_max"),
        ("queue_max = 500", "queue_mx = 500", 5, "queue_mx"),
        ("queue_max = 500", "disconnect_grace_ms = 1.5", 5, "disconnect_grace_ms"),
        ("queue_max = 500", "group_wait_ms = 0", 5, "group_wait_ms"),
        ("[0, 1000, 2000]", "[0, 1000]", 6, "boost_ms"),
        ("[0, 1000, 2000]", "[0, 2000, 1000]", 6, "boost_ms"),
        ('"Delivery", "退款"', '"x", "x"', 7, "categories"),
        ('"Delivery", "退款"', '"xxxxxxxxxxxxxxxxxxxxxxxxxx"', 7, "categories"),
        ('id = "acme-2"', 'id = "acme"', 17, "id"),
        ('id = "acme-2"', "", 16, "id"),
        ('"https://shop.example"', '"https://shop.example/"', 12, "origins"),
        ('"https://shop.example"', '"javascript:alert(1)"', 12, "origins"),
        ('"https://shop.example"', '"https://["', 12, "origins"),
        ('"https://shop.example"', '"https://u@shop.example"', 12, "origins"),
        ("k" * 32, "k" * 31, 13, "identity_secret"),
        ('group = "night"', 'group = "dawn"', 19, "group"),
        ("priority = 2", "priority = 3", 20, "priority"),
        ("preview_shown = false", "preview_shown = 0", 21, "preview_shown"),
        ("main = true", "main = false", 23, "main = true"),
        ('username = "boss"', 'username = "boss"\nmain = true', 42, "main"),
        ('username = "x"', 'username = "main"', 31, "username"),
        ('username = "x"', 'username = "agent:x"', 31, "username"),
        ('role = "owner"', 'role = "admin"', 27, "role"),
        ("windows_max = 2", "windows_max = 201", 34, "windows_max"),
        ('reception_max = "unlimited"', "reception_max = 1", 34, "windows_max"),
        ('reception_max = "unlimited"', 'reception_max = "lots"', 35, "reception_max"),
        ("weight = 3", "weight = 0", 36, "weight"),
        ('groups = ["night"]', 'groups = "night"', 37, "groups"),
        ("tier = 4", "tier = -1", 38, "tier"),
        ('shop = "acme"', 'shop = "other"', 47, "shop"),
        ('buyer = "vip-1"', "", 46, "buyer"),
        ('"Asia/Shanghai"', '"Mars/Olympus"', 51, "timezone"),
        ('"13:00-24:00"', '"13:00-25:00"', 52, "mon"),
        ('"13:00-24:00"', '"18:00-13:00"', 52, "mon"),
        ('"13:00-24:00"', '"13:60-14:00"', 52, "mon"),
        ("timezone =", "zone =", 50, "timezone"),
    ],
)
def test_mistake_is_reported_with_its_line(old: str, new: str, line: int, key: str) -> None:
    assert (line, key) in lines_and_words(changed(old, new))


def test_all_mistakes_are_reported_at_once_in_order() -> None:
    source = GOOD
    for old, new in (("priority = 2", "priority = 9"), ("weight = 3", "weight = 0"), ("500", "-1")):
        source = source.replace(old, new)
    assert lines_and_words(source) == [(5, "queue_max"), (20, "priority"), (36, "weight")]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("merchant = ", 1),
        ('merchant = "acme"\nname = "a\n', 2),
        ('merchant = "a"\n\n[[shops]\n', 3),
    ],
)
def test_text_that_is_no_toml_is_reported_with_its_line(source: str, line: int) -> None:
    [problem] = problems(source)
    assert problem.line == line


def test_duplicate_key_is_reported() -> None:
    [problem] = problems('merchant = "a"\nmerchant = "b"\n')
    assert "overwrite" in problem.reason


@pytest.mark.parametrize(
    "source", ["", "agents = 3", "shops = [1]", "settings = []", "working_hours = 1"]
)
def test_things_of_another_shape_are_reported_not_raised(source: str) -> None:
    assert problems(source)


def test_inline_tables_are_reported_at_the_nearest_line() -> None:
    source = 'merchant = "a"\nname = "A"\nshops = [{ id = "a", name = "A", color = "red" }]\n'
    assert (3, "color") in lines_and_words(source)


def test_problem_reads_as_line_and_reason() -> None:
    error = ProvisionError([ProvisionProblem(5, "b"), ProvisionProblem(2, "a")])
    assert str(error) == "line 2: a\nline 5: b"
