import pytest

from chatd.errors import ProvisionError
from chatd.provision import ProvisionedOidc, parse_provision
from tests.chatd.provision.test_provision import GOOD

PROVIDER = """
[oidc]
issuer = "https://accounts.example.com/realms/acme"
client_id = "chatd"
client_secret = "not to be seen"
"""
NAMED = GOOD.replace('username = "x"', 'username = "x"\noidc = "X@Acme.example"')


def problems(source: str) -> list[tuple[str, str]]:
    """The lines that are wrong, and why."""
    with pytest.raises(ProvisionError) as wrong:
        parse_provision(source)
    lines = source.splitlines()
    return [(lines[one.line - 1], one.reason) for one in wrong.value.problems]


def test_file_without_a_provider_has_none() -> None:
    assert parse_provision(GOOD).oidc is None


def test_provider_and_whom_it_calls_what_are_read() -> None:
    found = parse_provision(NAMED + PROVIDER).oidc
    assert found == ProvisionedOidc(
        issuer="https://accounts.example.com/realms/acme",
        client_id="chatd",
        client_secret="not to be seen",
        claim="email",
        agents={"x@acme.example": "x"},
    )
    assert "not to be seen" not in repr(parse_provision(NAMED + PROVIDER))


def test_only_e_mail_addresses_are_the_same_in_capitals() -> None:
    source = NAMED.replace('name = "Boss"', 'name = "Boss"\noidc = "x@acme.example"')
    (twice,) = problems(source + PROVIDER)
    assert twice == ('oidc = "x@acme.example"', "`oidc` 'x@acme.example' is there twice")
    found = parse_provision(source + PROVIDER + 'claim = "sub"\n').oidc
    assert found is not None
    assert found.agents == {"X@Acme.example": "x", "x@acme.example": "boss"}


@pytest.mark.parametrize(
    "issuer",
    [
        "http://accounts.example.com",
        "https://",
        "accounts.example.com",
        "https://a@accounts.example.com",
        "https://accounts.example.com?x=1",
        "https://accounts.example.com#x",
        "https://accounts.example.com/a b",
        "",
    ],
)
def test_issuer_that_is_no_https_address_is_refused(issuer: str) -> None:
    source = NAMED + PROVIDER.replace("https://accounts.example.com/realms/acme", issuer)
    ((line, reason),) = problems(source)
    assert line.startswith("issuer")
    assert reason.startswith("`issuer` must")


def test_issuer_on_this_host_is_the_operators_to_allow() -> None:
    source = NAMED + PROVIDER.replace("https://accounts.example.com", "http://127.0.0.1:8080")
    assert parse_provision(source).oidc is not None


def test_everything_that_is_missing_or_unknown_is_named_with_its_line() -> None:
    found = problems(NAMED + '\n[oidc]\nissuer = 5\nscope = "email"\nclaim = ""\n')
    assert found == [
        ("[oidc]", "`client_id` is missing"),
        ("issuer = 5", "`issuer` must be a string"),
        ('scope = "email"', "`scope` is not known here"),
        ('claim = ""', "`claim` must have 1 to 64 characters"),
    ]


def test_agents_and_provider_need_each_other() -> None:
    assert problems(NAMED) == [('oidc = "X@Acme.example"', "`oidc` needs the table `[oidc]`")]
    assert problems(GOOD + PROVIDER) == [
        ("[oidc]", "`oidc` is of use to nobody: no agent has `oidc`")
    ]
    ((line, reason),) = problems(NAMED.replace("X@Acme.example", "xenia") + PROVIDER)
    assert line == 'oidc = "xenia"'
    assert reason == "`oidc` must be an e-mail address, as `claim` is email"
