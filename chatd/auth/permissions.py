"""Who may do what: one table, looked up before a command reaches a desk. Pure.

A rule asks for a *standing* (what the account is) or a *relation* (what it is to the session or
contact at hand). The desk checks its own conditions besides: a phase, a cap, who can be reached.

An action is the name of a command. Three are our own, where a field of the command decides:
`message.whisper` and `typing.whisper` (channel `internal`), `presence.set_colleague` (`agent`).
The last ones are HTTP's: what may be set in the console, who sees what was changed, and what is
known of buyers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from chatd.errors import ErrorCode


@unique
class Role(StrEnum):
    """What an account was made for. An owner may whatever a supervisor may, and a little more."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Account:
    """The one who asks."""

    role: Role
    is_main: bool = False

    @property
    def oversees(self) -> bool:
        """Whether other agents' sessions are this account's business."""
        return self.role in {Role.OWNER, Role.SUPERVISOR}


@dataclass(frozen=True, slots=True)
class Relation:
    """What the one who asks is to the session (or, where a contact is named, to its sessions).

    Args:
        is_member: Takes part, and the session counts as theirs.
        is_guest: Stepped in.
        is_watcher: Looks on at this connection.
        is_invited: Has an open invitation to it.
        was_member: Took part before, or in a session merged into this one.
        is_waiting: The session is in the waiting queue or the mailbox: everybody's to take.
        is_mailbox_of_private: It is a private contact's mailbox session: main's alone.
    """

    is_member: bool = False
    is_guest: bool = False
    is_watcher: bool = False
    is_invited: bool = False
    was_member: bool = False
    is_waiting: bool = False
    is_mailbox_of_private: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether their words reach the session's public channel."""
        return self.is_member or self.is_guest


STRANGER: Final = Relation()
"""Somebody who has nothing to do with the session."""

_INSIDER: Final = Relation(is_member=True, is_guest=True, is_invited=True)

Rule = Callable[[Account, Relation], ErrorCode | None]


def _anyone(_account: Account, _relation: Relation) -> ErrorCode | None:
    return None


def _owns(account: Account, _relation: Relation) -> ErrorCode | None:
    return None if account.role is Role.OWNER else ErrorCode.NOT_ALLOWED


def _oversees(account: Account, _relation: Relation) -> ErrorCode | None:
    return None if account.oversees else ErrorCode.NOT_ALLOWED


def _main(account: Account, _relation: Relation) -> ErrorCode | None:
    return None if account.is_main else ErrorCode.NOT_ALLOWED


def _member(_account: Account, relation: Relation) -> ErrorCode | None:
    return None if relation.is_member else ErrorCode.NOT_MEMBER


def _takes_part(_account: Account, relation: Relation) -> ErrorCode | None:
    return None if relation.takes_part else ErrorCode.NOT_MEMBER


def _takes_part_or_watches(_account: Account, relation: Relation) -> ErrorCode | None:
    return None if relation.takes_part or relation.is_watcher else ErrorCode.NOT_MEMBER


def _knows(account: Account, relation: Relation) -> ErrorCode | None:
    """Takes or took part, or oversees."""
    if relation.takes_part or relation.was_member or account.oversees:
        return None
    return ErrorCode.NOT_MEMBER


def _reads(account: Account, relation: Relation) -> ErrorCode | None:
    """May see what was written. R17: only main reads a private contact's mailbox."""
    if relation.is_mailbox_of_private:
        return _main(account, relation)
    if relation.is_watcher or relation.is_invited or relation.is_waiting:
        return None
    return _knows(account, relation)


def _takes(account: Account, relation: Relation) -> ErrorCode | None:
    """May claim. R17: only main claims from a private contact's mailbox."""
    return _main(account, relation) if relation.is_mailbox_of_private else None


def _invited(_account: Account, relation: Relation) -> ErrorCode | None:
    return None if relation.is_invited else ErrorCode.INVITATION_GONE


_RULES: Final[Mapping[str, Rule]] = {
    "message.send": _takes_part,
    "message.whisper": _takes_part_or_watches,
    "typing.set": _takes_part,
    "typing.whisper": _takes_part_or_watches,
    "read.mark": _takes_part,
    "history.fetch": _reads,
    "files.key": _anyone,
    "auth.renew": _anyone,
    "presence.set": _anyone,
    "presence.set_colleague": _oversees,
    "limits.set": _anyone,
    "session.close": _member,
    "session.open": _member,
    "session.claim": _takes,
    "session.start": _anyone,
    "session.summarize": _knows,
    "session.explain": _reads,
    "session.leave": _takes_part,
    "session.watch": _oversees,
    "session.unwatch": _oversees,
    "session.join": _oversees,
    "session.take_over": _oversees,
    "session.reassign": _oversees,
    "invitation.send": _member,
    "invitation.accept": _invited,
    "invitation.decline": _invited,
    "left.answer": _takes,
    "left.handle": _takes,
    "contact.block": _knows,
    "contact.erase": _owns,
    "contact.unblock": _knows,
    "contact.set_private": _main,
    "questions.set": _oversees,
    "consent.set": _oversees,
    "answers.set": _anyone,
    "answers.set_for_all": _oversees,
    "settings.audit": _oversees,
    "summary_types.set": _oversees,
    "avatar.set": _anyone,
    "avatar.set_shop": _oversees,
    "phrases.set": _anyone,
    "phrases.set_shared": _oversees,
    "products.set": _anyone,
    "contact.read": _reads,
    "contact.edit": _knows,
    "blacklist.read": _anyone,
}

AGENT_ACTIONS: Final = frozenset(_RULES)


def refusal(action: str, account: Account, relation: Relation = STRANGER) -> ErrorCode | None:
    """Why an agent may not do something, or None if they may.

    Args:
        action: A command's name, or one of the three above.
        account: Who asks.
        relation: What they are to the session or contact the command names.

    Raises:
        KeyError: There is no such action; a caller's mistake.
    """
    return _RULES[action](account, relation)


def granted(account: Account) -> tuple[str, ...]:
    """The actions an account may do at all, given the right relation; sorted."""
    return tuple(
        sorted(action for action, rule in _RULES.items() if rule(account, _INSIDER) is None)
    )


def buyer_refusal(channel: str, *, is_own: bool) -> ErrorCode | None:
    """Why a buyer may not touch a session's channel, or None if they may.

    Args:
        channel: `public` or `internal`; the latter is never a buyer's.
        is_own: The session is this contact's. Another's is as if there were none.
    """
    if channel != "public":
        return ErrorCode.NOT_ALLOWED
    return None if is_own else ErrorCode.NOT_FOUND
