"""The words and constrained strings that commands, answers, events and views are made of."""

from enum import StrEnum, unique
from typing import Annotated, Final

from msgspec import Meta

from chatd.protocol import limits

_NO_NUL: Final = r"^[^\u0000]*$"
"""U+0000 is legal in JSON and illegal in PostgreSQL's text: refused at the door."""
_END: Final = r"$(?!\n)"
"""Python's `$` alone would let a last line feed pass, which ends a header."""

CommandId = Annotated[int, Meta(ge=0, le=limits.COMMAND_ID_MAX)]
Seq = Annotated[int, Meta(ge=0, le=limits.COMMAND_ID_MAX)]

Id = Annotated[str, Meta(min_length=1, max_length=limits.ID_MAX, pattern=_NO_NUL)]
ClientId = Annotated[str, Meta(min_length=1, max_length=limits.CID_MAX, pattern=_NO_NUL)]
Name = Annotated[str, Meta(min_length=1, max_length=limits.NAME_MAX, pattern=_NO_NUL)]
Email = Annotated[
    str, Meta(max_length=limits.EMAIL_MAX, pattern=rf"^[^@\s\u0000]+@[^@\s\u0000]+{_END}")
]
FileName = Annotated[str, Meta(min_length=1, max_length=limits.FILE_NAME_MAX, pattern=_NO_NUL)]
Title = Annotated[str, Meta(max_length=limits.TITLE_MAX, pattern=_NO_NUL)]
Url = Annotated[str, Meta(max_length=limits.URL_MAX, pattern=rf"^(https?://[^\s\u0000]*)?{_END}")]
Token = Annotated[str, Meta(min_length=1, max_length=limits.TOKEN_MAX, pattern=_NO_NUL)]
Text = Annotated[str, Meta(min_length=1, max_length=limits.TEXT_MAX, pattern=_NO_NUL)]
Preview = Annotated[str, Meta(max_length=limits.PREVIEW_MAX, pattern=_NO_NUL)]
Note = Annotated[str, Meta(max_length=limits.NOTE_MAX, pattern=_NO_NUL)]
AutoText = Annotated[str, Meta(max_length=limits.AUTO_TEXT_MAX, pattern=_NO_NUL)]
ConsentText = Annotated[str, Meta(max_length=limits.CONSENT_MAX, pattern=_NO_NUL)]
QuestionText = Annotated[str, Meta(min_length=1, max_length=limits.QUESTION_MAX, pattern=_NO_NUL)]
QuestionAnswer = Annotated[
    str, Meta(min_length=1, max_length=limits.QUESTION_ANSWER_MAX, pattern=_NO_NUL)
]
PhraseText = Annotated[str, Meta(min_length=1, max_length=limits.PHRASE_MAX, pattern=_NO_NUL)]
PhraseGroup = Annotated[str, Meta(max_length=limits.PHRASE_GROUP_MAX, pattern=_NO_NUL)]
RecordField = Annotated[str, Meta(max_length=limits.RECORD_FIELD_MAX, pattern=_NO_NUL)]
AutoAfter = Annotated[int, Meta(ge=limits.AUTO_AFTER_S_MIN, le=limits.AUTO_AFTER_S_MAX)]
Category = Annotated[str, Meta(max_length=limits.CATEGORY_MAX, pattern=_NO_NUL)]
SummaryType = Annotated[str, Meta(min_length=1, max_length=limits.CATEGORY_MAX, pattern=_NO_NUL)]
Short = Annotated[str, Meta(max_length=limits.SHORT_MAX, pattern=_NO_NUL)]
Address = Annotated[
    str, Meta(max_length=limits.ID_MAX + len("agent:"), pattern=r"^(shop|agent:[^\u0000]+)$")
]
Score = Annotated[int, Meta(ge=limits.SCORE_MIN, le=limits.SCORE_MAX)]
WindowsMax = Annotated[int, Meta(ge=1, le=limits.WINDOWS_MAX)]
HistoryLimit = Annotated[int, Meta(ge=1, le=limits.HISTORY_LIMIT_MAX)]
UploadBytes = Annotated[int, Meta(ge=1, le=limits.UPLOAD_BYTES_MAX)]
Pixels = Annotated[int, Meta(ge=1, le=limits.PIXELS_MAX)]


@unique
class Channel(StrEnum):
    """`public`: buyer and agents. `internal`: never to a buyer."""

    PUBLIC = "public"
    INTERNAL = "internal"


@unique
class Phase(StrEnum):
    """Where a session stands; live = open, cached or queued."""

    OPEN = "open"
    CACHED = "cached"
    QUEUED = "queued"
    MAILBOX = "mailbox"
    CLOSED = "closed"


@unique
class PresenceState(StrEnum):
    """What an agent chose, or what it comes to now."""

    ONLINE = "online"
    INVISIBLE = "invisible"
    SUSPENDED = "suspended"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


@unique
class InvitationMode(StrEnum):
    """`join`: both stay, three-way. `transfer`: the inviter leaves on acceptance."""

    JOIN = "join"
    TRANSFER = "transfer"


@unique
class InvitationEnd(StrEnum):
    """`void`: the session, the inviter or the target is no longer what the invitation needs."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    VOID = "void"


@unique
class MailState(StrEnum):
    """What is known of an e-mail to a buyer."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@unique
class SentKind(StrEnum):
    """Kinds of message a client may send."""

    TEXT = "text"
    IMAGE = "image"
    FILE = "file"
    PRODUCT = "product"
    ORDER = "order"


@unique
class TextSize(StrEnum):
    """How large an author wants their words; an absent size is the interface's own."""

    SMALL = "small"
    LARGE = "large"


@unique
class TextColor(StrEnum):
    """What an author wants their words to look like; each interface has its own shade of it."""

    RED = "red"
    ORANGE = "orange"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


@unique
class MessageKind(StrEnum):
    """Kinds of message there are; `system` is the server's own word in the transcript."""

    TEXT = "text"
    IMAGE = "image"
    FILE = "file"
    PRODUCT = "product"
    ORDER = "order"
    SYSTEM = "system"


@unique
class AuthorRole(StrEnum):
    """Which side wrote."""

    BUYER = "buyer"
    AGENT = "agent"
    SYSTEM = "system"


@unique
class AgentRole(StrEnum):
    """What an account may do at all."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


@unique
class Membership(StrEnum):
    """`stepped_in`: a supervisor who takes part without the session counting as theirs."""

    MEMBER = "member"
    STEPPED_IN = "stepped_in"


@unique
class CloseReason(StrEnum):
    """Why a session was closed. `agent`: a member closed it."""

    AGENT = "agent"
    BUYER_LEFT = "buyer_left"
    MERGED = "merged"
    BLOCKED = "blocked"
    AGENT_AWAY = "agent_away"
    AGENT_OFFLINE = "agent_offline"


@unique
class RemovalReason(StrEnum):
    """Why a session is no longer a client's to see.

    `departed`: went away or offline; `replaced`: taken over, reassigned or pulled along by the
    buyer; `no_answer`: moved on for want of a reply; `released`: back to queue or mailbox;
    `gone`: not (any longer) theirs, or another contact's now.
    """

    LEFT = "left"
    TRANSFERRED = "transferred"
    DEPARTED = "departed"
    REPLACED = "replaced"
    NO_ANSWER = "no_answer"
    RELEASED = "released"
    GONE = "gone"


@unique
class AvailabilityState(StrEnum):
    """What a buyer's first message would meet.

    `available`: an agent takes it, at once or into a cache; `queue`: it waits; `mailbox`:
    nobody is here.
    """

    AVAILABLE = "available"
    QUEUE = "queue"
    MAILBOX = "mailbox"


@unique
class NoticeLevel(StrEnum):
    """How loudly an interface says it."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@unique
class Verdict(StrEnum):
    """Why an agent takes a session or does not; `takes` got it or would get it."""

    TAKES = "takes"
    NOT_FIRST = "not_first"
    FULL = "full"
    WINDOW_FULL = "window_full"
    SUSPENDED_WHILE_OTHERS_ACCEPT = "suspended_while_others_accept"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"
    LOST = "lost"
    NOT_RECEIVING = "not_receiving"
    NOT_IN_GROUP = "not_in_group"
    HIGHER_TIER_AVAILABLE = "higher_tier_available"
    NOT_PRIVATE_OWNER = "not_private_owner"
    SERVES_CONTACT = "serves_contact"
