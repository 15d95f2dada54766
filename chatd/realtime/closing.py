"""The close codes of our own; the others are RFC 6455's."""

from __future__ import annotations

from enum import IntEnum, unique


@unique
class CloseCode(IntEnum):
    """Why the server ended a connection. 4413 is never seen by a peer that does not read."""

    GOODBYE = 1000
    FAILED = 1011
    RESTARTS = 1012
    BAD_FRAME = 4400
    NOT_AUTHORISED = 4401
    HELLO_LATE = 4408
    TOO_SLOW = 4413
    RATE = 4429
