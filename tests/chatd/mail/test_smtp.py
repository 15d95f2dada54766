"""What is known after each way in which a real server can fail."""

from __future__ import annotations

import pytest

from chatd.mail.message import compose
from chatd.mail.smtp import Delivery, Outcome, SmtpOptions, SmtpTransport
from tests.chatd.mail.test_message import MAIL
from tests.smtp import Behaviour, smtp_server


def transport(port: int, **changes: object) -> SmtpTransport:
    options = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "username": "",
        "password": "",
        "timeout_ms": 2_000,
        "hostname": "chat.example",
    }
    return SmtpTransport(SmtpOptions(**{**options, **changes}))  # type: ignore[arg-type]  # by name


class HandOver:
    """Whether the content was about to leave."""

    def __init__(self, *, allowed: bool = True) -> None:
        self.allowed = allowed
        self.asked = 0

    async def __call__(self) -> bool:
        self.asked += 1
        return self.allowed


async def deliver(port: int, hand_over: HandOver, **changes: object) -> Delivery:
    content = compose(MAIL)
    return await transport(port, **changes).deliver(
        content, "a@b.example", "c@d.example", hand_over
    )


async def test_a_server_that_takes_it_has_accepted_it() -> None:
    hand_over = HandOver()
    async with smtp_server() as server:
        assert (await deliver(server.port, hand_over)).outcome is Outcome.ACCEPTED
    assert len(server.accepted) == 1
    assert server.envelopes[0].mail_from == "a@b.example"
    assert server.envelopes[0].rcpt_tos == ["c@d.example"]
    assert server.accepted[0].get_content().splitlines() == MAIL.text.splitlines()


@pytest.mark.parametrize(
    ("behaviour", "outcome", "left"),
    [
        ("refuse_now", Outcome.REFUSED_FOR_NOW, 0),
        ("refuse_recipient", Outcome.REFUSED, 0),
        ("refuse_data", Outcome.REFUSED_FOR_NOW, 1),
        ("refuse", Outcome.REFUSED, 1),
        ("drop_after_data", Outcome.UNKNOWN, 1),
    ],
)
async def test_the_outcome_says_whether_it_may_be_sent_again(
    behaviour: Behaviour, outcome: Outcome, left: int
) -> None:
    hand_over = HandOver()
    async with smtp_server() as server:
        server.behave = behaviour
        delivery = await deliver(server.port, hand_over)
    assert delivery.outcome is outcome
    assert delivery.reason
    assert (hand_over.asked, len(server.received)) == (left, left)
    assert not server.accepted


async def test_no_reply_in_time_is_unknown() -> None:
    async with smtp_server() as server:
        server.behave = "stall"
        delivery = await deliver(server.port, HandOver(), timeout_ms=200)
    assert delivery.outcome is Outcome.UNKNOWN


async def test_nobody_there_may_be_tried_again() -> None:
    async with smtp_server() as server:
        port = server.port
    hand_over = HandOver()
    assert (await deliver(port, hand_over)).outcome is Outcome.REFUSED_FOR_NOW
    assert hand_over.asked == 0


async def test_nothing_leaves_when_the_claim_is_lost() -> None:
    async with smtp_server() as server:
        delivery = await deliver(server.port, HandOver(allowed=False))
    assert delivery.outcome is Outcome.NOT_OURS
    assert not server.received


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_nothing_is_said_in_the_clear_when_encryption_is_demanded(tls: str) -> None:
    async with smtp_server() as server:
        delivery = await deliver(
            server.port, HandOver(), tls=tls, username="u", password="hush", timeout_ms=500
        )
    assert delivery.outcome is Outcome.REFUSED_FOR_NOW
    assert not server.received


async def test_a_wrong_password_may_be_mended() -> None:
    async with smtp_server(auth_require_tls=False) as server:
        delivery = await deliver(server.port, HandOver(), username="u", password="wrong")
    assert delivery.outcome is Outcome.REFUSED_FOR_NOW
    assert "wrong" not in delivery.reason
