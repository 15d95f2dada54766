"""What is known of a buyer, over HTTP: record, source, trail, former sessions, orders; products."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Annotated

import msgspec
from msgspec import Meta

from chatd.protocol import limits
from chatd.protocol.bodies import ProductBody
from chatd.protocol.fields import Note, RecordField, Seq, Short, Title, Url
from chatd.protocol.views import ContactView, MessageView, View


class NoteView(View, frozen=True):
    """What agents wrote down about a contact. `version` counts the changes."""

    version: int
    phone: str = ""
    company: str = ""
    note: str = ""
    changed_ms: int | None = None
    changed_by: str | None = None


class NoteChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/contacts/{contact}/note`."""

    version: Seq
    phone: RecordField
    company: RecordField
    note: Note


class VisitView(View, frozen=True):
    """A page of the trail.

    `left_ms`: when they went on or away; none while they are there. `site` and `keywords` are
    what the page they came from says: whose it is, and what was searched for there.
    """

    at_ms: int
    url: str
    title: str
    left_ms: int | None = None
    referrer: str | None = None
    site: str | None = None
    keywords: str | None = None
    product: ProductBody | None = None


class PastSession(View, frozen=True):
    """A session of the contact, whoever served it. `agents` are names, in no order."""

    id: str
    shop: str
    phase: str
    created_ms: int
    messages: int
    agents: tuple[str, ...]
    closed_ms: int | None = None
    category: str | None = None
    note: str | None = None


class ContactDetails(View, frozen=True):
    """`GET /api/contacts/{contact}`. `region` is a country's code (ISO 3166).

    `source` is the visit that brought the buyer: the last that came from another site. `trail`
    has the latest pages first, as `sessions` the latest sessions; `more`: there are older ones.
    """

    contact: ContactView
    note: NoteView
    trail: tuple[VisitView, ...]
    sessions: tuple[PastSession, ...]
    more: bool
    region: str | None = None
    source: VisitView | None = None


class PastSessions(View, frozen=True):
    """`GET /api/contacts/{contact}/sessions`: those before `before_ms`, the latest first."""

    sessions: tuple[PastSession, ...]
    more: bool


class Transcript(View, frozen=True):
    """`GET /api/contacts/{contact}/sessions/{session}`: what was said to the buyer and by them.

    The newest messages before `before_seq`, in their order; `more`: there are older ones.
    """

    messages: tuple[MessageView, ...]
    more: bool


# ------------------------------------------------------------------------------------------ orders


class OrderItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of an order, as the shop's system writes it."""

    title: Title
    count: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    price: Short | None = None
    image: Url | None = None


class Tracking(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a parcel is."""

    number: Short
    carrier: Short | None = None
    url: Url | None = None


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order. `status` and `total` are shown as written."""

    id: Annotated[str, Meta(min_length=1, max_length=limits.ID_MAX)]
    status: Short | None = None
    total: Short | None = None
    at_ms: int | None = None
    items: Annotated[tuple[OrderItem, ...], Meta(max_length=limits.ORDER_ITEMS_MAX)] = ()
    tracking: Tracking | None = None
    url: Url | None = None


class OrdersAnswer(msgspec.Struct, frozen=True):
    """What a shop's order endpoint answers. Fields we do not know are left alone."""

    orders: Annotated[tuple[Order, ...], Meta(max_length=limits.ORDERS_MAX)]


@unique
class OrdersState(StrEnum):
    """`off`: the shop has no endpoint. `unknown`: nothing says who the buyer is, so none asked."""

    OK = "ok"
    OFF = "off"
    UNKNOWN = "unknown"
    FAILED = "failed"


class OrdersView(View, frozen=True):
    """`GET /api/contacts/{contact}/orders`. `asked_ms`: when the shop's system said so.

    `fault`: why it did not: `address`, `name`, `connection`, `time`, `size`, `status` (with the
    `status` it answered), `shape`.
    """

    state: OrdersState
    orders: tuple[Order, ...] = ()
    asked_ms: int | None = None
    fault: str | None = None
    status: int | None = None


# ---------------------------------------------------------------------------------------- products


class ProductView(View, frozen=True):
    """A product to send. `configured`: the provision file names it, so it cannot be taken out."""

    id: str
    title: str
    url: str
    price: str | None = None
    image: str | None = None
    pinned: bool = False
    configured: bool = False


class ProductsView(View, frozen=True):
    """`GET /api/shops/{shop}/products`: configured, pinned, then those sent last."""

    products: tuple[ProductView, ...]


class ProductChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`PUT /api/shops/{shop}/products/{product}`."""

    title: Title
    url: Url
    price: Short | None = None
    image: Url | None = None
    pinned: bool = True


# --------------------------------------------------------------------------------------- blacklist


class BlockedView(View, frozen=True):
    """A contact that is blocked: by whom, when and why."""

    contact: str
    shop: str
    name: str
    agent: str
    reason: str
    at_ms: int
    buyer: str | None = None


class BlacklistView(View, frozen=True):
    """`GET /api/blacklist`: the latest first; `more`: there are some before the last one."""

    contacts: tuple[BlockedView, ...]
    more: bool
