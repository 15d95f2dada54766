import pytest

from chatd.auth.permissions import (
    AGENT_ACTIONS,
    STRANGER,
    Account,
    Relation,
    Role,
    buyer_refusal,
    granted,
    refusal,
)
from chatd.errors import ErrorCode
from chatd.protocol.schema import AGENT_COMMANDS

SUB = Account(Role.AGENT)
MAIN = Account(Role.AGENT, is_main=True)
SUPERVISOR = Account(Role.SUPERVISOR)
OWNER = Account(Role.OWNER)

MEMBER = Relation(is_member=True)
GUEST = Relation(is_guest=True)
WATCHER = Relation(is_watcher=True)
INVITED = Relation(is_invited=True)
FORMER = Relation(was_member=True)
WAITING = Relation(is_waiting=True)
PRIVATE_MAILBOX = Relation(is_waiting=True, is_mailbox_of_private=True)

NOT_MEMBER = ErrorCode.NOT_MEMBER
NOT_ALLOWED = ErrorCode.NOT_ALLOWED

TABLE: list[tuple[str, Account, Relation, ErrorCode | None]] = [
    ("message.send", SUB, MEMBER, None),
    ("message.send", SUPERVISOR, GUEST, None),
    ("message.send", SUPERVISOR, WATCHER, NOT_MEMBER),
    ("message.send", OWNER, STRANGER, NOT_MEMBER),
    ("message.send", SUB, INVITED, NOT_MEMBER),
    ("message.whisper", SUB, MEMBER, None),
    ("message.whisper", SUPERVISOR, WATCHER, None),
    ("message.whisper", SUPERVISOR, STRANGER, NOT_MEMBER),
    ("typing.set", SUPERVISOR, WATCHER, NOT_MEMBER),
    ("typing.whisper", SUPERVISOR, WATCHER, None),
    ("read.mark", SUB, MEMBER, None),
    ("read.mark", SUPERVISOR, WATCHER, NOT_MEMBER),
    ("history.fetch", SUB, STRANGER, NOT_MEMBER),
    ("history.fetch", SUB, MEMBER, None),
    ("history.fetch", SUB, FORMER, None),
    ("history.fetch", SUB, INVITED, None),
    ("history.fetch", SUB, WAITING, None),
    ("history.fetch", SUPERVISOR, STRANGER, None),
    ("history.fetch", SUB, PRIVATE_MAILBOX, NOT_ALLOWED),
    ("history.fetch", SUPERVISOR, PRIVATE_MAILBOX, NOT_ALLOWED),
    ("history.fetch", MAIN, PRIVATE_MAILBOX, None),
    ("session.explain", SUB, WAITING, None),
    ("session.explain", SUB, STRANGER, NOT_MEMBER),
    ("left.answer", SUB, WAITING, None),
    ("left.answer", SUPERVISOR, PRIVATE_MAILBOX, NOT_ALLOWED),
    ("left.handle", SUB, WAITING, None),
    ("left.handle", SUB, PRIVATE_MAILBOX, NOT_ALLOWED),
    ("left.handle", MAIN, PRIVATE_MAILBOX, None),
    ("questions.set", SUPERVISOR, STRANGER, None),
    ("questions.set", MAIN, STRANGER, NOT_ALLOWED),
    ("consent.set", SUPERVISOR, STRANGER, None),
    ("consent.set", SUB, STRANGER, NOT_ALLOWED),
    ("answers.set", SUB, STRANGER, None),
    ("answers.set_for_all", OWNER, STRANGER, None),
    ("answers.set_for_all", SUB, STRANGER, NOT_ALLOWED),
    ("phrases.set", SUB, STRANGER, None),
    ("phrases.set_shared", SUPERVISOR, STRANGER, None),
    ("phrases.set_shared", SUB, STRANGER, NOT_ALLOWED),
    ("settings.audit", SUPERVISOR, STRANGER, None),
    ("settings.audit", SUB, STRANGER, NOT_ALLOWED),
    ("phrases.set", SUB, STRANGER, None),
    ("phrases.set_shared", SUB, STRANGER, NOT_ALLOWED),
    ("phrases.set_shared", SUPERVISOR, STRANGER, None),
    ("summary_types.set", SUB, STRANGER, NOT_ALLOWED),
    ("summary_types.set", OWNER, STRANGER, None),
    ("avatar.set", SUB, STRANGER, None),
    ("avatar.set_shop", SUPERVISOR, STRANGER, None),
    ("avatar.set_shop", SUB, STRANGER, NOT_ALLOWED),
    ("products.set", SUB, STRANGER, None),
    ("blacklist.read", SUB, STRANGER, None),
    ("contact.read", SUB, STRANGER, NOT_MEMBER),
    ("contact.read", SUB, MEMBER, None),
    ("contact.read", SUPERVISOR, STRANGER, None),
    ("contact.edit", SUB, STRANGER, NOT_MEMBER),
    ("contact.edit", SUB, GUEST, None),
    ("presence.set", SUB, STRANGER, None),
    ("presence.set_colleague", SUB, STRANGER, NOT_ALLOWED),
    ("presence.set_colleague", MAIN, STRANGER, NOT_ALLOWED),
    ("presence.set_colleague", SUPERVISOR, STRANGER, None),
    ("presence.set_colleague", OWNER, STRANGER, None),
    ("limits.set", SUB, STRANGER, None),
    ("auth.renew", SUB, STRANGER, None),
    ("files.key", SUB, STRANGER, None),
    ("session.close", SUB, MEMBER, None),
    ("session.close", SUPERVISOR, GUEST, NOT_MEMBER),
    ("session.close", OWNER, STRANGER, NOT_MEMBER),
    ("session.open", SUB, MEMBER, None),
    ("session.open", SUB, STRANGER, NOT_MEMBER),
    ("session.claim", SUB, WAITING, None),
    ("session.claim", SUB, PRIVATE_MAILBOX, NOT_ALLOWED),
    ("session.claim", OWNER, PRIVATE_MAILBOX, NOT_ALLOWED),
    ("session.claim", MAIN, PRIVATE_MAILBOX, None),
    ("session.start", SUB, STRANGER, None),
    ("session.summarize", SUB, FORMER, None),
    ("session.summarize", SUB, STRANGER, NOT_MEMBER),
    ("session.leave", SUPERVISOR, GUEST, None),
    ("session.leave", SUPERVISOR, WATCHER, NOT_MEMBER),
    ("session.watch", SUB, MEMBER, NOT_ALLOWED),
    ("session.watch", SUPERVISOR, STRANGER, None),
    ("session.unwatch", SUPERVISOR, WATCHER, None),
    ("session.join", MAIN, WAITING, NOT_ALLOWED),
    ("session.join", SUPERVISOR, STRANGER, None),
    ("session.take_over", SUB, MEMBER, NOT_ALLOWED),
    ("session.take_over", OWNER, STRANGER, None),
    ("session.reassign", SUB, MEMBER, NOT_ALLOWED),
    ("session.reassign", SUPERVISOR, STRANGER, None),
    ("invitation.send", SUB, MEMBER, None),
    ("invitation.send", SUPERVISOR, GUEST, NOT_MEMBER),
    ("invitation.accept", SUB, INVITED, None),
    ("invitation.accept", OWNER, STRANGER, ErrorCode.INVITATION_GONE),
    ("invitation.decline", SUB, STRANGER, ErrorCode.INVITATION_GONE),
    ("contact.block", SUB, MEMBER, None),
    ("contact.block", SUB, STRANGER, NOT_MEMBER),
    ("contact.block", OWNER, STRANGER, None),
    ("contact.erase", OWNER, STRANGER, None),
    ("contact.erase", SUPERVISOR, MEMBER, NOT_ALLOWED),
    ("contact.erase", SUB, MEMBER, NOT_ALLOWED),
    ("contact.unblock", SUB, FORMER, None),
    ("contact.unblock", SUB, WAITING, NOT_MEMBER),
    ("contact.set_private", MAIN, STRANGER, None),
    ("contact.set_private", OWNER, MEMBER, NOT_ALLOWED),
]


@pytest.mark.parametrize(("action", "account", "relation", "expected"), TABLE)
def test_action_is_refused_or_not(
    action: str, account: Account, relation: Relation, expected: ErrorCode | None
) -> None:
    assert refusal(action, account, relation) == expected


def test_every_command_of_an_agent_has_a_rule() -> None:
    commands = {str(command.__struct_config__.tag) for command in AGENT_COMMANDS} - {"hello"}
    of_our_own = {"message.whisper", "typing.whisper", "presence.set_colleague"}
    of_http = {"questions.set", "answers.set", "answers.set_for_all", "settings.audit"}
    of_http |= {"contact.erase"}
    of_http |= {"phrases.set", "phrases.set_shared", "summary_types.set", "products.set"}
    of_http |= {"contact.read", "contact.edit", "blacklist.read"}
    of_http |= {"consent.set"}
    of_http |= {"avatar.set", "avatar.set_shop"}
    assert commands | of_our_own | of_http == AGENT_ACTIONS
    assert {row[0] for row in TABLE} == AGENT_ACTIONS


def test_action_nobody_knows_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        refusal("session.delete", OWNER)


def test_granted_names_what_an_account_may_do_at_all() -> None:
    assert set(granted(OWNER)) == AGENT_ACTIONS - {"contact.set_private"}
    assert set(granted(Account(Role.OWNER, is_main=True))) == AGENT_ACTIONS
    assert "session.watch" not in granted(SUB)
    assert "message.send" in granted(SUB)
    assert set(granted(OWNER)) - set(granted(SUPERVISOR)) == {"contact.erase"}


@pytest.mark.parametrize(
    ("channel", "is_own", "expected"),
    [
        ("public", True, None),
        ("public", False, ErrorCode.NOT_FOUND),
        ("internal", True, ErrorCode.NOT_ALLOWED),
        ("internal", False, ErrorCode.NOT_ALLOWED),
    ],
)
def test_buyer_sees_the_public_channel_of_their_own(
    channel: str, is_own: bool, expected: ErrorCode | None
) -> None:
    assert buyer_refusal(channel, is_own=is_own) == expected
