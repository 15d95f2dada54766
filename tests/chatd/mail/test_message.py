"""Nothing anybody wrote becomes a header of its own."""

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatd.addresses import is_address, mailbox
from chatd.mail.message import addresses, compose
from chatd.storage.records import MailRecord

MAIL = MailRecord(
    mail="m1",
    merchant="acme",
    session="s1",
    seq=2,
    agent="x",
    sender="Acme Outdoor <support@acme.example>",
    reply_to="",
    recipient="ann@mail.example",
    subject="Re: Acme Outdoor",
    text="It is.\n\n> Is the tent waterproof?\n.\n",
    created_ms=1_700_000_000_000,
    state="queued",
    attempts=0,
    next_ms=0,
    claim=None,
    claimed_ms=None,
    handed_ms=None,
    changed_ms=0,
    reason="",
)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding",
}  # fmt: skip


def read(mail: MailRecord) -> EmailMessage:
    return email.message_from_bytes(compose(mail), policy=email.policy.default)


def test_a_mail_says_from_whom_to_whom_and_under_which_id() -> None:
    message = read(MAIL._replace(reply_to="desk@acme.example"))
    assert message["From"] == "Acme Outdoor <support@acme.example>"
    assert message["To"] == "ann@mail.example"
    assert message["Reply-To"] == "desk@acme.example"
    assert message["Message-ID"] == "<m1@acme.example>"
    assert message["Date"] == "Tue, 14 Nov 2023 22:13:20 +0000"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == MAIL.text.splitlines()


def test_the_same_mail_is_the_same_bytes() -> None:
    assert compose(MAIL) == compose(MAIL._replace(attempts=3, state="unknown"))


def test_other_scripts_arrive_whole() -> None:
    message = read(
        MAIL._replace(subject="Re: 海港户外", text="帐篷防水。", sender="海港 <a@b.example>")
    )
    assert (message["Subject"], message.get_content().strip()) == ("Re: 海港户外", "帐篷防水。")
    assert message["From"].addresses[0].display_name == "海港"
    assert compose(MAIL._replace(text="帐篷")).isascii()


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_words_make_a_header(subject: str, text: str) -> None:
    evil = MAIL._replace(
        subject=f"{subject}\r\nBcc: victim@mail.example\r\n\r\n{subject}",
        text=f"{text}\r\n.\r\nMAIL FROM:<x@y.example>\r\n{text}",
    )
    message = read(evil)
    assert set(message.keys()) == HEADERS
    assert message["To"] == "ann@mail.example"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a@b.example c@d.example",
        "<a@b.example>",
        "Ann <a@b.example>",
        "a@",
        "@b",
        "",
        "a@b@c",
        "jürgen@b.example",
        "a@b..example",
        "a b@c.example",
        'a@b.example"',
        "a@b.example\x00",
        "a;b@c.example",
    ],
)
def test_what_is_no_bare_address_is_none(address: str) -> None:
    assert not is_address(address)


@pytest.mark.parametrize("address", ["ann@mail.example", "a.b+c@mail.example", "a@münchen.example"])
def test_addresses_of_people_are_addresses(address: str) -> None:
    assert is_address(address)


def test_the_envelope_is_bare_ascii() -> None:
    found = addresses(MAIL._replace(recipient="a@münchen.example"))
    assert found == ("support@acme.example", "a@xn--mnchen-3ya.example")


def test_a_sender_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        mailbox("Acme\r\nBcc: a@b.example <a@b.example>")
