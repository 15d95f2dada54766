"""docs/protocol.md names all there is, and its transcripts are frames of this protocol."""

import re
from typing import Any, get_args

import msgspec
import pytest

from chatd.errors import BadCommand, BadFrame, ErrorCode
from chatd.protocol import answers, events, fields
from chatd.protocol.codec import (
    Encoding,
    decode_agent_command,
    decode_buyer_command,
    decode_hello,
    encode,
)
from chatd.protocol.schema import (
    AGENT_COMMANDS,
    AGENT_EVENTS,
    BUYER_COMMANDS,
    BUYER_EVENTS,
    wire_structs,
)
from chatd.provision import parse_provision
from tests.chatd.protocol.wire import read, write
from tests.transcripts.script import (
    DOCUMENT,
    ClientCloses,
    Connect,
    Receive,
    Send,
    ServerCloses,
    Step,
    transcripts,
    unfolded,
    world,
)

TEXT = DOCUMENT.read_text()
SCRIPTS = transcripts(TEXT)
NAMED = set(re.findall(r"[a-z][a-z_.]*", " ".join(re.findall(r"`([^`\n]+)`", TEXT))))
AGENTS = {agent.config.agent for file in world(TEXT) for agent in parse_provision(file).agents}
SAMPLES = {"id": "an-id", "ms": 1, "token": "a-token", "identity": "an-identity"}


def sample(value: Any) -> Any:
    """A frame whose wildcards are replaced by something of their kind."""
    match value:
        case str() if wildcard := re.fullmatch(r"<(id|ms|token|identity)(?: \w+)?>", value):
            return SAMPLES[wildcard[1]]
        case dict():
            return {sample(key): sample(item) for key, item in value.items()}
        case list():
            return [sample(item) for item in value]
        case _:
            return value


def test_document_names_every_field() -> None:
    missing = {
        f"{struct.__name__}.{field.encode_name}"
        for struct in wire_structs()
        for field in msgspec.structs.fields(struct)
        if field.encode_name not in NAMED
    }
    assert missing == set()


def test_document_names_every_command_and_event() -> None:
    structs = (*BUYER_COMMANDS, *AGENT_COMMANDS, *BUYER_EVENTS, *AGENT_EVENTS)
    assert {str(struct.__struct_config__.tag) for struct in structs} <= NAMED


def test_document_names_every_word() -> None:
    words = {member.value for enum in _enums() for member in enum}
    assert words <= NAMED


def _enums() -> list[Any]:
    return [
        ErrorCode,
        *(value for value in vars(fields).values() if hasattr(value, "_member_map_")),
    ]


def test_document_says_which_errors_are_temporary() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \|", TEXT, re.MULTILINE)
    assert {code: said == "yes" for code, said in rows} == {
        code.value: code.temporary for code in ErrorCode
    }


def test_document_tells_the_answers_it_has() -> None:
    for command, answer in answers.ANSWER_OF.items():
        tag = str(command.__struct_config__.tag)
        assert f"`{tag}`" in TEXT
        assert set(answer.__struct_fields__) <= NAMED


def test_transcripts_begin_with_what_is_there() -> None:
    for name in SCRIPTS:
        assert list(unfolded(SCRIPTS, name))


@pytest.mark.parametrize("name", SCRIPTS)
def test_received_frames_are_such_as_the_server_could_send(name: str) -> None:
    for step in SCRIPTS[name]:
        if isinstance(step, Receive):
            frame = sample(step.frame)
            structs = _candidates(step.who in AGENTS, frame)
            assert any(_is_exactly(frame, struct) for struct in structs), step


def _candidates(is_agent: bool, frame: Any) -> list[Any]:
    if frame["t"] == "error":
        return [answers.ErrorAnswer]
    if frame["t"] == "ok":
        return [answers.Ok, *answers.ANSWER_OF.values()]
    union = events.AgentEvent if is_agent else events.BuyerEvent
    return [one for one in get_args(union) if one.__struct_config__.tag == frame["t"]]


def _is_exactly(frame: Any, struct: Any) -> bool:
    """Whether a struct has these fields, no others, and would be written like this."""
    try:
        written = encode(msgspec.convert(frame, struct), Encoding.JSON)
    except msgspec.ValidationError:
        return False
    return bool(read(written, Encoding.JSON) == frame)


@pytest.mark.parametrize("encoding", list(Encoding))
@pytest.mark.parametrize("name", SCRIPTS)
def test_sent_frames_are_taken_or_refused_as_written(name: str, encoding: Encoding) -> None:
    greeted: set[str] = set()
    script = list(unfolded(SCRIPTS, name))
    for at, step in enumerate(script):
        if isinstance(step, Connect):
            greeted.add(step.who)
        if isinstance(step, ClientCloses | ServerCloses):
            greeted.discard(step.who)
        if isinstance(step, Send):
            frame = write(sample(step.frame), encoding)
            refused = _refused(step.who, frame, encoding, is_greeted=step.who in greeted)
            following = [after for after in script[at + 1 :] if after.who == step.who]
            assert refused is None or refused == _told(following[0])
            greeted.add(step.who)


def _refused(who: str, frame: bytes, encoding: Encoding, *, is_greeted: bool) -> Any:
    """How the codec refuses a frame, None if it takes it."""
    decode = decode_agent_command if who in AGENTS else decode_buyer_command
    try:
        if is_greeted:
            decode(frame, encoding)
        else:
            decode_hello(frame, encoding)
    except BadCommand as bad:
        return bad.code.value, bad.message
    except BadFrame:
        return 4400
    return None


def _told(step: Step) -> Any:
    """How a transcript says that a frame is refused."""
    if isinstance(step, Receive):
        return step.frame.get("code"), step.frame.get("message")
    return step.code if isinstance(step, ServerCloses) else None
