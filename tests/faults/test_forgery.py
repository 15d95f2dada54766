"""Fault: forged tokens, other shops' sessions, pages of other sites.

Invariant: nothing but a token of ours (or the shop's own key) opens anything, a thing of another
shop is as one that does not exist, and no page of another site connects. Control: the genuine
article, made by the same code, is let in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import jwt
import pytest

from tests.clients import log_in
from tests.faults.conftest import Note
from tests.faults.victim import IDENTITY_SECRET, OTHER_SECRET, Victim
from tests.serving import SECRET
from tests.wire.client import Refused, WireClient
from tests.wire.raw import CLOSE, handshake, http_status, raw_peer

HOUR_S = 3_600


def part(value: Any) -> str:
    """One part of a JWT."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unchecked."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def forgeries(genuine: str) -> dict[str, str]:
    """A token that counts, and every way to make another one out of it."""
    claims = claims_of(genuine)
    head, body, signature = genuine.split(".")
    later = {**claims, "exp": claims["exp"] + HOUR_S}
    owner = {**claims, "sub": "main", "username": "main"}
    empty = part(b"")
    signed = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(owner)}"
    guessed = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    return {
        "alg none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "alg None": f"{part({'alg': 'None', 'typ': 'JWT'})}.{body}.",
        "alg none, signature kept": f"{part({'alg': 'none'})}.{body}.{signature}",
        "no alg": f"{part({'typ': 'JWT'})}.{body}.{signature}",
        "no signature": f"{head}.{body}.{empty}",
        "two parts": f"{head}.{body}",
        "another key": jwt.encode(later, "k" * 32, algorithm="HS256"),
        "empty key": f"{head}.{body}.{part(hmac.new(b'', b'', hashlib.sha256).digest())}",
        "the server's secret itself as key": f"{signed}.{part(guessed)}",
        "HS512": jwt.encode(claims, "k" * 64, algorithm="HS512"),
        "claims changed": f"{head}.{part(owner)}.{signature}",
        "a key in the header": f"{part({'alg': 'HS256', 'jwk': {'k': 'AAAA'}})}.{body}.{signature}",
        "one bit of the signature": f"{head}.{body}.{flipped(signature)}",
        "noise": "noise",
        "a thousand dots": "." * 1_000,
    }


def flipped(signature: str) -> str:
    """Another signature, of the same length; the first character has no spare bits."""
    return ("A" if signature[0] != "A" else "B") + signature[1:]


async def close_code_of(victim: Victim, **fields: Any) -> int:
    """How the server ends a connection after this hello; 0 if it does not."""
    async with raw_peer(victim.server.port) as peer:
        peer.say(t="hello", id=1, **fields)
        head, payload = await peer.read_frame()
        if head == CLOSE:
            return int.from_bytes(payload[:2])
        assert json.loads(payload)["t"] in {"ok", "error"}
        return 0 if json.loads(payload)["t"] == "ok" else -1


async def test_forged_access_token_closes_with_4401(victim: Victim, note: Note) -> None:
    genuine = await log_in(victim.url, "x")
    visitor = await welcome(victim, shop="acme")
    others = {"a visitor's": str(visitor["visitor"])}
    tried = forgeries(genuine) | others
    for name, token in tried.items():
        assert await close_code_of(victim, token=token) == 4401, name
        async with httpx.AsyncClient(base_url=victim.url) as http:
            headers = {"authorization": f"Bearer {token}"}
            answer = await http.get("/api/contacts/recent", headers=headers)
            assert answer.status_code in {401, 404}, name
    assert await close_code_of(victim, token=genuine) == 0
    await victim.check()
    note("forged access tokens", "4401, every one", f"{len(tried)} of {len(tried)}")


async def test_forged_visitor_token_opens_nobodys_sessions(victim: Victim, note: Note) -> None:
    ann = await WireClient.open(victim.url)
    known = await ann.ask("hello", shop="acme")
    body = {"text": "mine"}
    said = await ann.ask("message.send", cid="ann-1", kind="text", body=body)
    genuine = known["visitor"]
    access = await log_in(victim.url, "x")
    tried = forgeries(genuine) | {"an agent's": access}
    for name, token in tried.items():
        found = await welcome(victim, shop="acme", visitor=token)
        assert found["sessions"] == [], name
        assert found["you"] != known["you"], name
    elsewhere = await welcome(victim, shop="second", visitor=genuine)
    assert elsewhere["sessions"] == []
    back = await welcome(victim, shop="acme", visitor=genuine)
    assert [session["id"] for session in back["sessions"]] == [said["session"]]
    await ann.close()
    await victim.check()
    note(
        "forged visitor tokens, and one of another shop",
        "a new visitor, who sees nothing",
        f"{len(tried) + 1} of {len(tried) + 1}",
    )


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_forged_identity_is_not_authorised(victim: Victim, note: Note) -> None:
    now_s = int(time.time())
    claims = {"sub": "vip", "name": "Vip", "exp": now_s + HOUR_S, "iat": now_s}
    genuine = jwt.encode(claims, IDENTITY_SECRET, algorithm="HS256")
    tried = forgeries(genuine) | {
        "expired": jwt.encode(claims | {"exp": now_s - HOUR_S}, IDENTITY_SECRET),
        "another shop's key": jwt.encode(claims, OTHER_SECRET),
        "HS384 with the right key": jwt.encode(claims, IDENTITY_SECRET, algorithm="HS384"),
        "no subject": jwt.encode({"exp": now_s + HOUR_S}, IDENTITY_SECRET),
    }
    for name, token in tried.items():
        assert await close_code_of(victim, shop="acme", identity=token) == 4401, name
    assert await close_code_of(victim, shop="acme", identity=genuine) == 0
    await victim.check()
    note("forged identities", "4401, every one", f"{len(tried)} of {len(tried)}")


async def test_session_of_another_shop_is_as_one_that_does_not_exist(
    victim: Victim, note: Note
) -> None:
    ann = await WireClient.open(victim.url)
    eve = await WireClient.open(victim.url)
    await ann.ask("hello", shop="acme")
    await eve.ask("hello", shop="second")
    body = {"text": "secret"}
    session = (await ann.ask("message.send", cid="ann-2", kind="text", body=body))["session"]
    commands: list[dict[str, Any]] = [
        {"t": "history.fetch", "channel": "public"},
        {"t": "read.mark", "seq": 1},
        {"t": "session.leave"},
        {"t": "session.rate", "score": 1},
        {"t": "typing.set", "text": "x"},
    ]
    for command in commands:
        theirs = await eve.start({**command, "session": session})
        nobodys = await eve.start({**command, "session": "s_00000000000000000000000000"})
        for answer in (theirs, nobodys):
            del answer["re"]
        assert theirs == nobodys, command
        assert theirs["code"] == "not_found", command
    with pytest.raises(Refused, match="not_allowed"):
        await ann.ask("history.fetch", session=session, channel="internal")
    page = await ann.ask("history.fetch", session=session, channel="public")
    assert any(message["body"] == body for message in page["messages"])
    await ann.close()
    await eve.close()
    await victim.check()
    note(
        "commands on another shop's session",
        "the answer of one that does not exist, to the byte",
        f"{len(commands)} of {len(commands)}",
    )


async def test_page_of_another_site_cannot_connect(victim: Victim, note: Note) -> None:
    port = victim.server.port
    origins = (
        "http://evil.test",
        "null",
        "",
        "file://",
        f"https://127.0.0.1:{port}",
        "http://127.0.0.1",
        f"http://127.0.0.1:{port + 1}",
        f"http://127.0.0.1:{port}.evil.test",
        f"http://127.0.0.1:{port}@evil.test",
        f"http://evil.test/http://127.0.0.1:{port}",
        f"http://127.0.0.1.evil.test:{port}",
        f"http://x127.0.0.1:{port}",
        f"HTTP://127.0.0.1:{port}/",
        f"http://127.0.0.1:{port} http://evil.test",
        "http://shop.test",
    )
    for origin in origins:
        request = handshake(port, {"Origin": origin})
        assert await http_status(port, request) == 403, origin
    twice = {"Origin": f"http://127.0.0.1:{port}\r\nOrigin: http://evil.test"}
    assert await http_status(port, handshake(port, twice)) in {400, 403}
    own = {"Origin": f"http://127.0.0.1:{port}"}
    assert await http_status(port, handshake(port, own)) == 101
    await victim.check()
    note(
        "WebSocket from pages of other sites (evil, null, suffix, port, scheme)",
        "refused before the handshake",
        f"{len(origins) + 1} of {len(origins) + 1}",
    )


async def welcome(victim: Victim, **fields: Any) -> dict[str, Any]:
    """The answer to a good hello."""
    client = await WireClient.open(victim.url)
    try:
        return await client.ask("hello", **fields)
    finally:
        await client.close()
