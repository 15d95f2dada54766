"""JSON and MessagePack over the same structs: frames in, frames out.

A command frame is decoded in one go. Only when that fails is it looked at again, to tell apart
what cannot be answered (`BadFrame`, the connection closes) from what can (`BadCommand`).
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Any, Final, Generic, TypeVar, get_args

import msgspec

from chatd.errors import BadCommand, BadFrame, ErrorCode
from chatd.protocol.commands import (
    AgentCommand,
    AgentHello,
    BuyerCommand,
    BuyerHello,
    Command,
    Hello,
)
from chatd.protocol.fields import CommandId

_MESSAGE_MAX: Final = 300
"""Characters of an error's message: a decoder may quote a field's name, however long."""

_UNDECODABLE: Final = (msgspec.DecodeError, UnicodeError, RecursionError)

C = TypeVar("C", bound=Command)


@unique
class Encoding(StrEnum):
    """How a connection writes its frames; the value is the WebSocket subprotocol."""

    JSON = "chat.v1+json"
    MSGPACK = "chat.v1+msgpack"


class _Envelope(msgspec.Struct, frozen=True):
    """What must be readable of a command for it to be answered at all."""

    id: CommandId
    t: Any = None
    token: Any = None
    shop: Any = None


_JSON_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
_MSGPACK_ENVELOPE: Final = msgspec.msgpack.Decoder(_Envelope)
_JSON_ENCODER: Final = msgspec.json.Encoder()
_MSGPACK_ENCODER: Final = msgspec.msgpack.Encoder()


class CommandDecoder(Generic[C]):
    """Decodes the frames of one set of commands.

    Args:
        commands: The set, a union of command structs.
    """

    def __init__(self, commands: Any) -> None:
        members: tuple[type[Command], ...] = get_args(commands) or (commands,)
        self._tags = frozenset(command.__struct_config__.tag for command in members)
        self._json: msgspec.json.Decoder[C] = msgspec.json.Decoder(commands)
        self._msgpack: msgspec.msgpack.Decoder[C] = msgspec.msgpack.Decoder(commands)

    def decode(self, frame: str | bytes, encoding: Encoding) -> C:
        """Decode one frame.

        Args:
            frame: The payload. JSON may come as text or as its UTF-8 bytes.
            encoding: The connection's.

        Raises:
            BadFrame: It is undecodable or has no usable id.
            BadCommand: It has an id, and its command is unknown or malformed.
        """
        try:
            if encoding is Encoding.JSON:
                return self._json.decode(frame)
            return self._msgpack.decode(_binary(frame))
        except msgspec.ValidationError as error:
            raise self._explain(frame, encoding, error) from error
        except _UNDECODABLE as error:
            raise _bad_frame(error) from error

    def _explain(
        self, frame: str | bytes, encoding: Encoding, error: msgspec.ValidationError
    ) -> BadCommand:
        envelope = _open_envelope(frame, encoding)
        if not isinstance(envelope.t, str):
            return BadCommand(envelope.id, ErrorCode.BAD_REQUEST, "Expected `str` - at `$.t`")
        if envelope.t in self._tags:
            return _malformed(envelope.id, error)
        if envelope.t == "hello":
            return BadCommand(envelope.id, ErrorCode.BAD_REQUEST, "Hello was already said.")
        return BadCommand(envelope.id, ErrorCode.UNKNOWN_COMMAND)


_AGENT_HELLO: Final = CommandDecoder[AgentHello](AgentHello)
_BUYER_HELLO: Final = CommandDecoder[BuyerHello](BuyerHello)
_AGENT: Final = CommandDecoder[AgentCommand](AgentCommand)
_BUYER: Final = CommandDecoder[BuyerCommand](BuyerCommand)


def decode_hello(frame: str | bytes, encoding: Encoding) -> Hello:
    """Decode a connection's first frame: a `token` makes it an agent's, a `shop` a buyer's.

    Raises:
        BadFrame: It is undecodable, has no usable id, or is no hello.
        BadCommand: It is a hello, and malformed.
    """
    envelope = _open_envelope(frame, encoding)
    if envelope.t != "hello":
        raise BadFrame("The first frame must be `hello`.")
    if envelope.token is not None:
        return _AGENT_HELLO.decode(frame, encoding)
    if envelope.shop is not None:
        return _BUYER_HELLO.decode(frame, encoding)
    raise BadCommand(
        envelope.id, ErrorCode.BAD_REQUEST, "Object missing required field `token` or `shop`"
    )


def decode_agent_command(frame: str | bytes, encoding: Encoding) -> AgentCommand:
    """Decode what an agent sent after hello. Raises as `CommandDecoder.decode`."""
    return _AGENT.decode(frame, encoding)


def decode_buyer_command(frame: str | bytes, encoding: Encoding) -> BuyerCommand:
    """Decode what a buyer sent after hello. Raises as `CommandDecoder.decode`."""
    return _BUYER.decode(frame, encoding)


def encode(message: msgspec.Struct, encoding: Encoding) -> bytes:
    """Encode one answer or event for one connection. JSON comes as UTF-8."""
    if encoding is Encoding.JSON:
        return _JSON_ENCODER.encode(message)
    return _MSGPACK_ENCODER.encode(message)


def _binary(frame: str | bytes) -> bytes:
    if isinstance(frame, str):
        raise BadFrame("Expected a binary frame.")
    return frame


def _open_envelope(frame: str | bytes, encoding: Encoding) -> _Envelope:
    try:
        if encoding is Encoding.JSON:
            return _JSON_ENVELOPE.decode(frame)
        return _MSGPACK_ENVELOPE.decode(_binary(frame))
    except _UNDECODABLE as error:
        raise _bad_frame(error) from error


def _bad_frame(error: Exception) -> BadFrame:
    return BadFrame(str(error)[:_MESSAGE_MAX])


def _malformed(command_id: int, error: msgspec.ValidationError) -> BadCommand:
    message = str(error)
    too_long = "of length <=" in message
    code = ErrorCode.TOO_LARGE if too_long else ErrorCode.BAD_REQUEST
    return BadCommand(command_id, code, message[:_MESSAGE_MAX])
