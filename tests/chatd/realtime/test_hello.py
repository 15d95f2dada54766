import asyncio
from typing import Any

import jwt
import pytest

from chatd.auth.tokens import Tokens
from chatd.desks.subscribers import EventFrame, LoginEnded
from chatd.errors import Unavailable
from tests.chatd.realtime.fakes import (
    IDENTITY_SECRET,
    MERCHANT,
    SECRET,
    SHOP,
    Edge,
    Peer,
    message,
    posted,
    settle,
)


async def hello(edge: Edge, **fields: Any) -> Peer:
    peer = edge.connect()
    peer.say(t="hello", **fields)
    await settle()
    return peer


def identity(**claims: Any) -> str:
    return jwt.encode({"sub": "buyer-1"} | claims, IDENTITY_SECRET, algorithm="HS256")


async def test_agent_is_greeted_with_a_snapshot_and_the_end_of_the_token() -> None:
    edge = Edge()
    peer = await hello(edge, token=edge.access_token())
    welcome = peer.take()
    assert (welcome["t"], welcome["re"], welcome["you"]["agent"]) == ("ok", 1, "x")
    assert welcome["server_time_ms"] == edge.clock.now_ms()
    assert welcome["token_expires_ms"] == edge.clock.now_ms() + 900_000
    assert welcome["connection"] == peer.connection.id
    await peer.lose()


@pytest.mark.parametrize(("agent", "is_supervisor"), [("x", False), ("boss", True)])
async def test_role_comes_from_the_account_not_the_token(agent: str, is_supervisor: bool) -> None:
    edge = Edge()
    peer = await edge.agent(agent)
    assert peer.connection.is_supervisor is is_supervisor
    await peer.lose()


async def test_new_visitor_is_given_a_token_that_brings_them_back() -> None:
    edge = Edge()
    first = await hello(edge, shop=SHOP)
    welcome = first.take()
    again = await hello(edge, shop=SHOP, visitor=welcome["visitor"])
    assert again.take()["you"] == welcome["you"]
    other = await hello(edge, shop=SHOP)
    assert other.take()["you"] != welcome["you"]
    for peer in (first, again, other):
        await peer.lose()


async def test_forged_visitor_token_makes_a_new_visitor() -> None:
    edge = Edge()
    forger = Tokens("f" * 32, access_ms=1, visitor_ms=10**10)
    forged = forger.issue_visitor(SHOP, "victim", edge.clock.now_ms())
    peer = await hello(edge, shop=SHOP, visitor=forged)
    assert peer.take()["you"]["id"] not in {"v_victim", ""}
    await peer.lose()


async def test_visitor_token_of_another_shop_makes_a_new_visitor() -> None:
    edge = Edge()
    foreign = edge.tokens.issue_visitor("other", "somebody", edge.clock.now_ms())
    peer = await hello(edge, shop=SHOP, visitor=foreign)
    assert peer.take()["you"]["id"] != "v_somebody"
    await peer.lose()


async def test_identity_names_the_contact_and_takes_the_visitor_along() -> None:
    edge = Edge()
    anonymous = await hello(edge, shop=SHOP)
    welcome = anonymous.take()
    named = await hello(edge, shop=SHOP, visitor=welcome["visitor"], identity=identity(name="Ann"))
    contact = named.take()["you"]["id"]
    assert contact.startswith("b_")
    ((to, visitor, who),) = edge.runtime.identified
    assert (to, visitor) == (contact, welcome["you"]["id"])
    assert (who.buyer, who.name) == ("buyer-1", "Ann")
    for peer in (anonymous, named):
        await peer.lose()


async def test_identity_without_a_visitor_token_takes_nobody_along() -> None:
    edge = Edge()
    peer = await hello(edge, shop=SHOP, identity=identity())
    assert [visitor for _, visitor, _ in edge.runtime.identified] == [None]
    await peer.lose()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "rubbish",
        jwt.encode({"sub": "buyer-1"}, "k" * 32, algorithm="HS256"),
        jwt.encode({"sub": "buyer-1"}, "", algorithm="none"),
        jwt.encode({"sub": "buyer-1", "exp": 1}, IDENTITY_SECRET, algorithm="HS256"),
        jwt.encode({"name": "nobody"}, IDENTITY_SECRET, algorithm="HS256"),
        jwt.encode({"sub": "buyer-1"}, IDENTITY_SECRET * 2, algorithm="HS512"),
    ],
    ids=["empty", "rubbish", "wrong key", "no signature", "expired", "no sub", "other algorithm"],
)
async def test_identity_that_does_not_count_is_refused(token: str) -> None:
    edge = Edge()
    peer = await hello(edge, shop=SHOP, identity=token)
    if token:
        assert peer.close_code() == 4401
    else:
        assert peer.take()["code"] == "bad_request"
    assert edge.runtime.attached == []
    assert edge.runtime.identified == []


def bad_access_tokens() -> dict[str, str]:
    edge = Edge()
    now_ms = edge.clock.now_ms()
    claims = {"sub": "x", "merchant": MERCHANT, "family": "f", "iss": "chatd", "aud": "access"}
    times = {"iat": now_ms / 1000, "exp": now_ms / 1000 + 60}
    forger = Tokens("f" * 32, access_ms=900_000, visitor_ms=1)
    return {
        "rubbish": "rubbish",
        "wrong key": forger.issue_access(MERCHANT, "x", "f", now_ms),
        "no signature": jwt.encode(claims | times, "", algorithm="none"),
        "the secret itself as key": jwt.encode(claims | times, SECRET, algorithm="HS256"),
        "expired": edge.tokens.issue_access(MERCHANT, "x", "f", now_ms - 900_000),
        "a visitor's": edge.tokens.issue_visitor(MERCHANT, "x", now_ms),
        "unknown merchant": edge.access_token(merchant="nobody"),
        "account that is gone": edge.access_token("gone"),
    }


@pytest.mark.parametrize("token", bad_access_tokens().values(), ids=bad_access_tokens().keys())
async def test_access_token_that_does_not_count_closes_with_4401(token: str) -> None:
    edge = Edge()
    peer = await hello(edge, token=token)
    assert peer.close_code() == 4401
    assert peer.take_all() == []
    assert edge.runtime.attached == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "bad_request"),
        ({"shop": "nobody"}, "not_found"),
        ({"shop": SHOP, "extra": 1}, "bad_request"),
        ({"shop": 7}, "bad_request"),
        ({"shop": "x" * 65}, "too_large"),
        ({"token": 7}, "bad_request"),
        ({"shop": SHOP, "resume": {"s_1": {"public": -1}}}, "bad_request"),
        ({"shop": SHOP, "resume": {"s_1": {"public": 2**70}}}, "bad_request"),
        ({"shop": SHOP, "resume": {"s_1": {"internal": 1}}}, "not_allowed"),
        ({"shop": SHOP, "page": {"url": "javascript:alert(1)", "title": ""}}, "bad_request"),
    ],
)
async def test_malformed_hello_is_answered_and_may_be_said_again(
    fields: dict[str, Any], code: str
) -> None:
    edge = Edge()
    peer = await hello(edge, **fields)
    assert peer.take()["code"] == code
    peer.say(t="hello", shop=SHOP)
    await settle()
    assert peer.take()["t"] == "ok"
    await peer.lose()


@pytest.mark.parametrize("frame", [message(id=1), {"id": 1}, {"t": "auth.renew", "id": 1}])
async def test_command_before_hello_closes_with_4400(frame: dict[str, Any]) -> None:
    edge = Edge()
    peer = edge.connect()
    peer.say(**frame)
    await settle()
    assert peer.close_code() == 4400


async def test_hello_is_answered_temporarily_when_the_database_fails() -> None:
    edge = Edge()
    edge.runtime.failure = Unavailable("locked")
    peer = await hello(edge, shop=SHOP)
    assert peer.take()["temporary"] is True
    edge.runtime.failure = None
    peer.say(t="hello", shop=SHOP)
    await settle()
    assert peer.take()["t"] == "ok"
    await peer.lose()
    assert edge.runtime.attached == []


async def test_connection_lost_during_hello_leaves_the_desk() -> None:
    edge = Edge()
    edge.runtime.gate.clear()
    peer = await hello(edge, shop=SHOP)
    peer.connection.socket_lost(1006)
    edge.runtime.gate.set()
    await peer.task
    assert edge.runtime.attached == []


async def test_event_during_hello_is_not_lost_when_hello_comes_back() -> None:
    edge = Edge()
    edge.runtime.gate.clear()
    peer = await hello(edge, shop=SHOP)
    peer.connection.deliver(posted(1))
    assert peer.take_all() == []
    edge.runtime.gate.set()
    await settle()
    assert [frame["t"] for frame in peer.take_all()] == ["ok", "resumed", "message.posted"]
    await peer.lose()


# Renewal


async def test_connection_ends_a_while_after_its_token() -> None:
    edge = Edge(token_grace_ms=50)
    token = edge.access_token()
    edge.clock.advance(899_999)
    peer = await hello(edge, token=token)
    assert peer.take()["t"] == "ok"
    await asyncio.sleep(0.1)
    assert peer.close_code() == 4401


async def test_renewed_connection_lives_on() -> None:
    edge = Edge(token_grace_ms=50)
    token = edge.access_token()
    edge.clock.advance(899_999)
    peer = await hello(edge, token=token)
    peer.take_all()
    peer.say(t="auth.renew", token=edge.access_token())
    await settle()
    assert peer.take()["token_expires_ms"] == edge.clock.now_ms() + 900_000
    await asyncio.sleep(0.1)
    assert peer.close_code() is None
    await peer.lose()


@pytest.mark.parametrize("other", [("y", MERCHANT), ("x", "other")])
async def test_renewal_by_another_accounts_token_is_refused(other: tuple[str, str]) -> None:
    edge = Edge()
    peer = await edge.agent()
    peer.say(t="auth.renew", token=edge.access_token(*other))
    await settle()
    assert peer.take()["code"] == "not_allowed"
    assert peer.close_code() is None
    await peer.lose()


async def test_renewal_by_a_token_that_does_not_count_is_refused() -> None:
    edge = Edge()
    peer = await edge.agent()
    peer.say(t="auth.renew", token="rubbish")
    await settle()
    assert peer.take()["code"] == "not_allowed"
    await peer.lose()


async def test_connection_ends_when_its_login_does() -> None:
    edge = Edge()
    peer = await edge.agent()
    peer.connection.deliver(EventFrame(LoginEnded("another")))
    await settle()
    assert peer.close_code() is None
    peer.connection.deliver(EventFrame(LoginEnded("family")))
    await settle()
    assert peer.close_code() == 4401
    assert peer.take_all() == []
    await peer.lose()
