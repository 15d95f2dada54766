"""What the server sends by itself. Clients ignore events and fields they do not know.

Two sets: what an agent may receive and what a buyer may. An event of the same name may carry
less for a buyer. That no internal message reaches one is checked where it is sent.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from chatd.protocol.fields import (
    Channel,
    InvitationEnd,
    NoticeLevel,
    PresenceState,
    RemovalReason,
)
from chatd.protocol.settings import AvatarView
from chatd.protocol.views import (
    AgentSettings,
    Author,
    Availability,
    BuyerSelf,
    BuyerSessionView,
    BuyerSettings,
    ContactView,
    InvitationView,
    LeftView,
    MessageView,
    QueueView,
    SessionView,
)


class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="t"):
    """Base of all events."""


# Both


class MessagePosted(MessageView, Event, frozen=True, tag="message.posted"):
    """A message was stored.

    `cid` stands only in the copy for its author's connections: there it is the echo of the
    author's own send. It ends the author's typing preview.
    """


class ReadMoved(Event, frozen=True, tag="read.moved"):
    """Somebody has read a channel up to `seq`."""

    session: str
    channel: Channel
    author: Author
    seq: int


class SessionRemoved(Event, frozen=True, tag="session.removed"):
    """The session is no longer this client's to see. `gone` answers a resume of a foreign one."""

    session: str
    why: RemovalReason


class Notice(Event, frozen=True, tag="notice"):
    """Something to tell a person: a text key of the interface, with its arguments."""

    level: NoticeLevel
    key: str
    args: dict[str, str | int] = {}


class Gap(msgspec.Struct, frozen=True):
    """Messages a resume left out, both ends included; `history.fetch` has them."""

    session: str
    channel: Channel
    from_seq: int
    to_seq: int


class Resumed(Event, frozen=True, tag="resumed"):
    """Everything missed was sent, but for the gaps. From here on events are live."""

    gaps: tuple[Gap, ...]


class Beat(Event, frozen=True, tag="beat"):
    """Nothing happened for a while; the connection is well."""

    at_ms: int


# The agent's


class TypingShown(Event, frozen=True, tag="typing.shown"):
    """What somebody has in their input now; "" when it was cleared. Never stored."""

    session: str
    channel: Channel
    author: Author
    text: str
    at_ms: int


class SessionChanged(Event, frozen=True, tag="session.changed"):
    """The session looks like this now; replaces what the client had, or adds it."""

    session: SessionView


class PresenceChanged(Event, frozen=True, tag="presence.changed"):
    """A colleague's (or one's own) state, load or avatar, at most once a second for each agent."""

    agent: str
    state: PresenceState
    lost: bool
    open: int
    cached: int
    windows_max: int
    reception_max: int | None = None
    avatar: AvatarView | None = None


class QueueChanged(QueueView, Event, frozen=True, tag="queue.changed"):
    """The waiting queue, at most once a second: how many wait, and the first 50 of them."""


class InvitationReceived(InvitationView, Event, frozen=True, tag="invitation.received"):
    """Somebody invites this agent."""


class InvitationEnded(Event, frozen=True, tag="invitation.ended"):
    """An invitation this agent sent or received is over."""

    session: str
    to: str
    why: InvitationEnd
    reason: str = ""


class ContactChanged(Event, frozen=True, tag="contact.changed"):
    """A contact of one of this client's sessions looks like this now."""

    contact: ContactView


class SettingsChanged(Event, frozen=True, tag="settings.changed"):
    """The merchant's settings are these now."""

    settings: AgentSettings


class LeftChanged(LeftView, Event, frozen=True, tag="left.changed"):
    """Left messages are different, at most once a second: look again at what is shown."""


# The buyer's


class BuyerTypingShown(Event, frozen=True, tag="typing.shown"):
    """An agent types, or stopped; never what."""

    session: str
    channel: Literal["public"]
    author: Author
    active: bool
    at_ms: int


class BuyerSessionChanged(Event, frozen=True, tag="session.changed"):
    """The session looks like this now; replaces what the client had, or adds it."""

    session: BuyerSessionView


class BuyerContactChanged(Event, frozen=True, tag="contact.changed"):
    """What the shop knows of this buyer now, after `contact.update` in this or another tab."""

    contact: BuyerSelf


class AvailabilityChanged(Availability, Event, frozen=True, tag="availability.changed"):
    """What a first message would meet is different now; told when `state` changes."""


class BuyerSettingsChanged(Event, frozen=True, tag="settings.changed"):
    """The shop's settings are these now."""

    settings: BuyerSettings


AgentEvent = (
    MessagePosted
    | TypingShown
    | ReadMoved
    | SessionChanged
    | SessionRemoved
    | PresenceChanged
    | QueueChanged
    | InvitationReceived
    | InvitationEnded
    | ContactChanged
    | SettingsChanged
    | LeftChanged
    | Notice
    | Resumed
    | Beat
)
"""What an agent may receive."""

BuyerEvent = (
    MessagePosted
    | BuyerTypingShown
    | ReadMoved
    | BuyerSessionChanged
    | SessionRemoved
    | BuyerContactChanged
    | BuyerSettingsChanged
    | AvailabilityChanged
    | Notice
    | Resumed
    | Beat
)
"""What a buyer may receive."""
