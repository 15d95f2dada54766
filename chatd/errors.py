"""The error tree of the server, and the codes an error carries on the wire.

    ChatdError
    ├── CommandRejected   the caller's fault: answered with a code, nothing is broken
    ├── BadCommand        a frame that names its id but is no valid command: answered likewise
    ├── BadFrame          a frame nobody can answer: the connection closes with 4400
    ├── Unavailable       a dependency's fault, temporary: the caller may try again
    ├── ConfigError       the environment is wrong: the server does not start
    └── ProvisionError    a provision file is wrong: nothing of it is applied

What only one part raises and its callers catch stands beside it (`auth`'s refused tokens).
Our own bugs are not in this tree: `routing` raises its `InvariantViolation`, which drops that
desk and restores it from the database.

This module imports nothing of the project, so that every layer may raise from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@unique
class ErrorCode(StrEnum):
    """Why a command was not carried out. The value is what stands on the wire."""

    BAD_REQUEST = "bad_request"
    UNKNOWN_COMMAND = "unknown_command"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    NOT_MEMBER = "not_member"
    NOT_OPEN = "not_open"
    ALREADY_MEMBER = "already_member"
    LAST_MEMBER = "last_member"
    UNREACHABLE = "unreachable"
    INVITATION_GONE = "invitation_gone"
    STALE_VIEW = "stale_view"
    BLOCKED = "blocked"
    TOO_LARGE = "too_large"
    RATE = "rate"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"

    @property
    def temporary(self) -> bool:
        """Whether the very same command may succeed later."""
        return self in _TEMPORARY

    @property
    def default_message(self) -> str:
        """One English sentence for developers; interfaces translate the code instead."""
        return _DEFAULT_MESSAGES[self]


_TEMPORARY = frozenset({ErrorCode.RATE, ErrorCode.BUSY, ErrorCode.UNAVAILABLE})

_DEFAULT_MESSAGES: dict[ErrorCode, str] = {
    ErrorCode.BAD_REQUEST: "The command's fields are not as the protocol defines them.",
    ErrorCode.UNKNOWN_COMMAND: "There is no such command.",
    ErrorCode.NOT_ALLOWED: "This account may not do that.",
    ErrorCode.NOT_FOUND: "There is no such thing here.",
    ErrorCode.NOT_MEMBER: "Only a member of the session may do that.",
    ErrorCode.NOT_OPEN: "The session is not in a phase that allows this.",
    ErrorCode.ALREADY_MEMBER: "That agent already serves this contact.",
    ErrorCode.LAST_MEMBER: "The last member cannot leave; close or transfer the session.",
    ErrorCode.UNREACHABLE: "That agent cannot be reached now.",
    ErrorCode.INVITATION_GONE: "The invitation is no longer open.",
    ErrorCode.STALE_VIEW: "The session has a newer public message.",
    ErrorCode.BLOCKED: "The contact is blocked.",
    ErrorCode.TOO_LARGE: "A value is larger than the protocol allows.",
    ErrorCode.RATE: "Too many commands; slow down.",
    ErrorCode.BUSY: "The server is busy; try again shortly.",
    ErrorCode.UNAVAILABLE: "The server could not finish this; try again shortly.",
}


class ChatdError(Exception):
    """Base of every error the server raises on purpose."""


class CommandRejected(ChatdError):
    """The command was understood and refused.

    Args:
        code: What the caller may act on.
        message: For developers; the code's default when empty. Never message text or a token.
        retry_after_ms: When trying again makes sense, if it does.
    """

    def __init__(
        self, code: ErrorCode, message: str = "", retry_after_ms: int | None = None
    ) -> None:
        self.code = code
        self.message = message or code.default_message
        self.retry_after_ms = retry_after_ms
        super().__init__(f"{code}: {self.message}")


class BadCommand(CommandRejected):
    """A frame with an id whose command is unknown or malformed.

    Args:
        re: The command's id, which the error answer echoes.
    """

    def __init__(self, re: int, code: ErrorCode, message: str = "") -> None:
        super().__init__(code, message)
        self.re = re


class BadFrame(ChatdError):
    """A frame that cannot be answered: undecodable, or without an id. Closes with 4400."""


class Unavailable(ChatdError):
    """A dependency failed; nothing was acknowledged and the caller may try again.

    Args:
        what: The dependency and what it could not do.
        retry_after_ms: A hint for the caller.
    """

    def __init__(self, what: str, retry_after_ms: int | None = None) -> None:
        self.retry_after_ms = retry_after_ms
        super().__init__(what)


class ConfigError(ChatdError):
    """The environment does not make a configuration.

    Args:
        problems: One sentence for each wrong setting, all of them at once.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class ProvisionProblem:
    """One mistake in a provision file. `line` counts from 1."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class ProvisionError(ChatdError):
    """A provision file is wrong.

    Args:
        problems: Every mistake found, in the order of their lines.
    """

    def __init__(self, problems: Sequence[ProvisionProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))
