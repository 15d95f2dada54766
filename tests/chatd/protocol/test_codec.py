import json
from typing import Any

import msgpack
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatd.errors import BadCommand, BadFrame, ErrorCode
from chatd.protocol import limits
from chatd.protocol.codec import (
    Encoding,
    decode_agent_command,
    decode_buyer_command,
    decode_hello,
    encode,
)
from chatd.protocol.commands import (
    AgentHello,
    AgentMessageSend,
    BuyerHello,
    BuyerMessageSend,
    HistoryFetch,
)
from chatd.protocol.events import InvitationReceived, MessagePosted
from chatd.protocol.fields import (
    AuthorRole,
    Channel,
    InvitationMode,
    MessageKind,
    SentKind,
)
from chatd.protocol.schema import (
    AGENT_COMMANDS,
    AGENT_EVENTS,
    ANSWERS,
    BUYER_COMMANDS,
    BUYER_EVENTS,
)
from chatd.protocol.views import Author, ChannelSeqs
from tests.chatd.protocol.strategies import structs
from tests.chatd.protocol.wire import Frame, message, read, without_none, write

ENCODINGS = list(Encoding)
OUTGOING = st.sampled_from([*ANSWERS, *BUYER_EVENTS, *AGENT_EVENTS]).flatmap(structs)

POSTED = MessagePosted(
    session="s1",
    channel=Channel.PUBLIC,
    seq=3,
    at_ms=1_700_000_000_000,
    author=Author(AuthorRole.BUYER, "b1", "Ada"),
    kind=MessageKind.TEXT,
    body={"text": "hello 你好"},
)


def refused_buyer(frame: Any, encoding: Encoding = Encoding.JSON) -> BadCommand:
    with pytest.raises(BadCommand) as caught:
        decode_buyer_command(write(frame, encoding), encoding)
    return caught.value


def refused_agent(frame: Any) -> BadCommand:
    with pytest.raises(BadCommand) as caught:
        decode_agent_command(write(frame, Encoding.JSON), Encoding.JSON)
    return caught.value


# What goes out


@given(OUTGOING)
def test_both_encodings_say_the_same_to_independent_readers(outgoing: msgspec.Struct) -> None:
    as_json = read(encode(outgoing, Encoding.JSON), Encoding.JSON)
    as_msgpack = read(encode(outgoing, Encoding.MSGPACK), Encoding.MSGPACK)
    assert as_json == as_msgpack
    assert as_json["t"] == outgoing.__struct_config__.tag


@given(OUTGOING, st.sampled_from(ENCODINGS))
def test_outgoing_struct_comes_back_equal(outgoing: msgspec.Struct, encoding: Encoding) -> None:
    frame = read(encode(outgoing, encoding), encoding)
    assert msgspec.convert(frame, type(outgoing)) == outgoing


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_message_posted_has_exactly_these_fields_when_nothing_is_optional(
    encoding: Encoding,
) -> None:
    assert read(encode(POSTED, encoding), encoding) == {
        "t": "message.posted",
        "session": "s1",
        "channel": "public",
        "seq": 3,
        "at_ms": 1_700_000_000_000,
        "author": {"role": "buyer", "id": "b1", "name": "Ada"},
        "kind": "text",
        "body": {"text": "hello 你好"},
    }


def test_inviter_is_called_from_on_the_wire() -> None:
    event = InvitationReceived(
        session="s1", inviter="x", to="y", mode=InvitationMode.JOIN, note="", expires_ms=1
    )
    frame = read(encode(event, Encoding.JSON), Encoding.JSON)
    assert frame["from"] == "x"
    assert "inviter" not in frame


# What comes in


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(command=st.sampled_from(BUYER_COMMANDS[1:]).flatmap(structs))
def test_every_buyer_command_is_decoded(command: Any, encoding: Encoding) -> None:
    frame = without_none(msgspec.to_builtins(command))
    assert decode_buyer_command(write(frame, encoding), encoding) == command


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(command=st.sampled_from(AGENT_COMMANDS[1:]).flatmap(structs))
def test_every_agent_command_is_decoded(command: Any, encoding: Encoding) -> None:
    frame = without_none(msgspec.to_builtins(command))
    assert decode_agent_command(write(frame, encoding), encoding) == command


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(hello=structs(AgentHello) | structs(BuyerHello))
def test_hello_says_whose_it_is(hello: Any, encoding: Encoding) -> None:
    frame = without_none(msgspec.to_builtins(hello))
    assert decode_hello(write(frame, encoding), encoding) == hello


def test_json_may_come_as_text() -> None:
    frame = json.dumps(message(body={"text": "你好"}))
    assert decode_buyer_command(frame, Encoding.JSON) == BuyerMessageSend(
        id=7, cid="c1", kind=SentKind.TEXT, body={"text": "你好"}
    )


def test_fields_left_out_have_their_defaults() -> None:
    decoded = decode_buyer_command(write(message(), Encoding.JSON), Encoding.JSON)
    assert isinstance(decoded, BuyerMessageSend)
    assert (decoded.to, decoded.session, decoded.channel) == ("shop", None, Channel.PUBLIC)


def test_agents_and_buyers_send_messages_of_their_own_shape() -> None:
    frame = write(message(session="s1", if_seq=4), Encoding.JSON)
    decoded = decode_agent_command(frame, Encoding.JSON)
    assert isinstance(decoded, AgentMessageSend)
    assert decoded.if_seq == 4
    assert refused_buyer(message(session="s1", if_seq=4)).message == (
        "Object contains unknown field `if_seq`"
    )
    assert refused_agent(message()).message == "Object missing required field `session`"


def test_resume_lists_what_a_client_holds() -> None:
    frame = {"t": "hello", "id": 1, "token": "x", "resume": {"s1": {"public": 12}}}
    hello = decode_hello(write(frame, Encoding.JSON), Encoding.JSON)
    assert hello == AgentHello(id=1, token="x", resume={"s1": ChannelSeqs(public=12)})


def test_history_is_fetched_in_one_direction_only() -> None:
    frame = {"t": "history.fetch", "id": 1, "session": "s", "before_seq": 3}
    decoded = decode_buyer_command(write(frame, Encoding.JSON), Encoding.JSON)
    assert decoded == HistoryFetch(id=1, session="s", before_seq=3)
    assert "exclude each other" in refused_buyer({**frame, "after_seq": 1}).message


BAD_MESSAGES: list[tuple[str, Frame, ErrorCode, str]] = [
    ("unknown command", {"t": "x.y", "id": 7}, ErrorCode.UNKNOWN_COMMAND, "no such command"),
    ("an agent's", {"t": "limits.set", "id": 7}, ErrorCode.UNKNOWN_COMMAND, "no such command"),
    ("no t", {"id": 7}, ErrorCode.BAD_REQUEST, "`$.t`"),
    ("t no string", {"t": 5, "id": 7}, ErrorCode.BAD_REQUEST, "`$.t`"),
    ("hello twice", {"t": "hello", "id": 7, "shop": "s"}, ErrorCode.BAD_REQUEST, "already"),
    ("missing field", message(cid=None), ErrorCode.BAD_REQUEST, "`cid`"),
    ("extra field", message(extra=1), ErrorCode.BAD_REQUEST, "`extra`"),
    ("wrong type", message(cid=5), ErrorCode.BAD_REQUEST, "`$.cid`"),
    ("float for text", message(cid=1.5), ErrorCode.BAD_REQUEST, "`$.cid`"),
    ("empty cid", message(cid=""), ErrorCode.BAD_REQUEST, "`$.cid`"),
    ("long cid", message(cid="x" * 65), ErrorCode.TOO_LARGE, "`$.cid`"),
    ("unknown kind", message(kind="video"), ErrorCode.BAD_REQUEST, "`$.kind`"),
    ("system kind", message(kind="system", body={"key": "x"}), ErrorCode.BAD_REQUEST, "`$.kind`"),
    ("body no object", message(body="hi"), ErrorCode.BAD_REQUEST, "`$.body`"),
    ("empty text", message(body={"text": ""}), ErrorCode.BAD_REQUEST, "`$.body.text`"),
    ("long text", message(body={"text": "x" * 4001}), ErrorCode.TOO_LARGE, "`$.body.text`"),
    ("no text", message(body={}), ErrorCode.BAD_REQUEST, "`$.body`"),
    ("NUL in text", message(body={"text": "a\0b"}), ErrorCode.BAD_REQUEST, "`$.body.text`"),
    ("extra in body", message(body={"text": "a", "html": "b"}), ErrorCode.BAD_REQUEST, "`html`"),
    ("other kind's body", message(kind="product"), ErrorCode.BAD_REQUEST, "`$.body`"),
    ("bad address", message(to="agent:"), ErrorCode.BAD_REQUEST, "`$.to`"),
    ("unknown channel", message(channel="secret"), ErrorCode.BAD_REQUEST, "`$.channel`"),
    ("long field name", message(**{"x" * 5000: 1}), ErrorCode.BAD_REQUEST, "unknown field"),
    ("script", {"t": "page.visit", "id": 7, "url": "javascript:x", "title": ""},
     ErrorCode.BAD_REQUEST, "`$.url`"),
    ("negative seq", {"t": "read.mark", "id": 7, "session": "s", "seq": -1},
     ErrorCode.BAD_REQUEST, "`$.seq`"),
    ("huge seq", {"t": "read.mark", "id": 7, "session": "s", "seq": 2**60},
     ErrorCode.BAD_REQUEST, "`$.seq`"),
    ("score 6", {"t": "session.rate", "id": 7, "session": "s", "score": 6},
     ErrorCode.BAD_REQUEST, "`$.score`"),
    ("no name, no e-mail", {"t": "contact.update", "id": 7}, ErrorCode.BAD_REQUEST, "`email`"),
    ("no e-mail address", {"t": "contact.update", "id": 7, "email": "ada"},
     ErrorCode.BAD_REQUEST, "`$.email`"),
    ("preview of 501", {"t": "typing.set", "id": 7, "text": "x" * 501},
     ErrorCode.TOO_LARGE, "`$.text`"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("frame", "code", "part"),
    [row[1:] for row in BAD_MESSAGES],
    ids=[row[0] for row in BAD_MESSAGES],
)
def test_bad_command_is_answered_with_code_and_place(
    frame: Frame, code: ErrorCode, part: str, encoding: Encoding
) -> None:
    refused = refused_buyer(frame, encoding)
    assert refused.re == 7
    assert refused.code is code
    assert part in refused.message
    assert len(refused.message) <= 300


def test_limits_hold_to_the_last_character() -> None:
    longest = message(body={"text": "字" * limits.TEXT_MAX}, cid="x" * limits.CID_MAX)
    decode_buyer_command(write(longest, Encoding.JSON), Encoding.JSON)


NESTED = 100_000
BAD_FRAMES: list[tuple[str, bytes]] = [
    ("empty", b""),
    ("no JSON", b"hello"),
    ("cut short", b'{"t":"message.send","id":7'),
    ("more behind", b'{"t":"message.send","id":7} {}'),
    ("an array", b"[]"),
    ("a number", b"7"),
    ("no id", b'{"t":"message.send"}'),
    ("id null", b'{"t":"message.send","id":null}'),
    ("id a string", b'{"t":"message.send","id":"7"}'),
    ("id true", b'{"t":"message.send","id":true}'),
    ("id a fraction", b'{"t":"message.send","id":7.5}'),
    ("id negative", b'{"t":"message.send","id":-1}'),
    ("id too large", b'{"t":"message.send","id":9007199254740992}'),
    ("id endless", b'{"t":"message.send","id":' + b"9" * 5000 + b"}"),
    ("id infinite", b'{"t":"message.send","id":1e400}'),
    ("bad UTF-8", b'{"t":"message.send","id":7,"cid":"\xff"}'),
    ("UTF-8 of a surrogate", b'{"t":"message.send","id":7,"cid":"\xed\xa0\x80"}'),
    ("lone surrogate", b'{"t":"message.send","id":7,"cid":"\\ud800"}'),
    ("lone low surrogate", b'{"t":"message.send","id":7,"cid":"\\udc00"}'),
    ("byte order mark", b'\xef\xbb\xbf{"t":"message.send","id":7}'),
    ("deep objects", b'{"t":"message.send","id":7,"body":' + b'{"a":' * NESTED),
    ("deep arrays", b'{"t":"message.send","id":7,"body":' + b"[" * NESTED),
    ("deep in an unknown command", b'{"t":"x","id":7,"y":' + b"[" * NESTED + b"]" * NESTED + b"}"),
]  # fmt: skip


@pytest.mark.parametrize(
    "frame", [row[1] for row in BAD_FRAMES], ids=[row[0] for row in BAD_FRAMES]
)
def test_frame_nobody_can_answer_is_a_bad_frame(frame: bytes) -> None:
    with pytest.raises(BadFrame):
        decode_buyer_command(frame, Encoding.JSON)
    with pytest.raises(BadFrame):
        decode_hello(frame, Encoding.JSON)


BAD_PACKS: list[tuple[str, bytes]] = [
    ("empty", b""),
    ("never used", b"\xc1"),
    ("an array", msgpack.packb([1])),
    ("more behind", msgpack.packb({"t": "x", "id": 7}) + b"\x00"),
    ("cut short", msgpack.packb({"t": "x", "id": 7})[:-1]),
    ("length it has not", b"\xdf\xff\xff\xff\xff"),
    ("keys no strings", msgpack.packb({"t": "x", "id": 7, 1: 2})),
    ("bytes for text keys", msgpack.packb({b"t": "x", b"id": 7})),
    ("bad UTF-8", b"\x82\xa1t\xa1\xff\xa2id\x07"),
    ("deep", b"\x83\xa1t\xa1x\xa2id\x07\xa1y" + b"\x91" * NESTED + b"\xc0"),
    ("deep in a body", b"\x83\xa1t\xacmessage.send\xa2id\x07\xa4body" + b"\x81\xa1a" * NESTED),
]  # fmt: skip


@pytest.mark.parametrize("frame", [row[1] for row in BAD_PACKS], ids=[row[0] for row in BAD_PACKS])
def test_pack_nobody_can_answer_is_a_bad_frame(frame: bytes) -> None:
    with pytest.raises(BadFrame):
        decode_buyer_command(frame, Encoding.MSGPACK)


def test_text_frame_is_a_bad_frame_where_binary_was_agreed() -> None:
    with pytest.raises(BadFrame):
        decode_buyer_command(json.dumps(message()), Encoding.MSGPACK)


@pytest.mark.parametrize("value", [b"c1", msgpack.ExtType(5, b"x"), msgpack.Timestamp(1)])
def test_types_json_does_not_have_are_refused(value: Any) -> None:
    refused = refused_buyer(message(cid=value), Encoding.MSGPACK)
    assert refused.code is ErrorCode.BAD_REQUEST
    refused = refused_buyer(message(body={"text": value}), Encoding.MSGPACK)
    assert refused.code is ErrorCode.BAD_REQUEST


@given(st.binary(max_size=200), st.sampled_from(ENCODINGS))
def test_noise_is_refused_and_nothing_else(noise: bytes, encoding: Encoding) -> None:
    for decode in (decode_agent_command, decode_buyer_command, decode_hello):
        with pytest.raises((BadFrame, BadCommand)):
            decode(noise, encoding)


@given(st.data(), st.sampled_from(ENCODINGS))
def test_mutated_command_is_decoded_or_refused_and_nothing_else(
    data: st.DataObject, encoding: Encoding
) -> None:
    frame = bytearray(write(message(session="s1"), encoding))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    try:
        decoded = decode_buyer_command(bytes(frame), encoding)
    except (BadFrame, BadCommand):
        return
    assert isinstance(decoded, msgspec.Struct)


# Hello


def test_command_before_hello_is_a_bad_frame() -> None:
    with pytest.raises(BadFrame):
        decode_hello(write(message(), Encoding.JSON), Encoding.JSON)


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({}, "`token` or `shop`"),
        ({"token": 5}, "`$.token`"),
        ({"token": ""}, "`$.token`"),
        ({"token": "x", "shop": "s"}, "`shop`"),
        ({"shop": "s", "page": {"url": "x:y", "title": ""}}, "`$.page.url`"),
        ({"shop": "s", "resume": {"s1": {"public": -1}}}, "`$.resume[...].public`"),
        ({"shop": "s", "resume": {"s1": {"secret": 1}}}, "`secret`"),
    ],
)
def test_bad_hello_is_answered_with_its_place(fields: Frame, part: str) -> None:
    with pytest.raises(BadCommand) as caught:
        decode_hello(write({"t": "hello", "id": 1, **fields}, Encoding.JSON), Encoding.JSON)
    assert part in caught.value.message
