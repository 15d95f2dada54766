"""What is known of contacts beside the desk: notes, trails, former sessions, blocks. Products."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from chatd.storage.errors import SettingChanged
from chatd.storage.known_records import (
    BlockedRecord,
    ContactNoteRecord,
    PastSessionRecord,
    ProductRecord,
    VisitRecord,
)
from chatd.storage.known_tables import contact_notes, products, visits
from chatd.storage.tables import blocks, contacts, messages, participants, sessions, summaries

VISITS_MAX: Final = 50
"""Pages kept of a contact."""

PRODUCTS_MAX: Final = 200
"""Products kept of a shop; as many pinned ones besides."""


def read_note(connection: Connection, merchant: str, contact: str) -> ContactNoteRecord | None:
    """What agents wrote down."""
    row = connection.execute(select(contact_notes).where(_note_of(merchant, contact))).first()
    return None if row is None else ContactNoteRecord._make(row)


def write_note(connection: Connection, wanted: ContactNoteRecord) -> ContactNoteRecord:
    """Replace what agents wrote down; the version is the one to be replaced.

    Raises:
        SettingChanged: Somebody else has written meanwhile.
    """
    before = read_note(connection, wanted.merchant, wanted.contact)
    if (0 if before is None else before.version) != wanted.version:
        raise SettingChanged
    after = wanted._replace(version=wanted.version + 1)
    connection.execute(
        insert(contact_notes).values(after)
        if before is None
        else update(contact_notes)
        .where(_note_of(wanted.merchant, wanted.contact))
        .values(after._asdict())
    )
    return after


def _note_of(merchant: str, contact: str) -> ColumnElement[bool]:
    return (contact_notes.c.merchant == merchant) & (contact_notes.c.contact == contact)


def read_visits(connection: Connection, merchant: str, contact: str) -> list[VisitRecord]:
    """A contact's pages, the latest first."""
    columns = visits.c
    statement = (
        select(visits)
        .where(columns.merchant == merchant, columns.contact == contact)
        .order_by(columns.at_ms.desc())
        .limit(VISITS_MAX)
    )
    return [VisitRecord._make(row) for row in connection.execute(statement)]


def read_past_sessions(
    connection: Connection, merchant: str, contact: str, before_ms: int | None, limit: int
) -> list[PastSessionRecord]:
    """A contact's sessions, the latest first."""
    columns = sessions.c
    counted = (
        select(func.count())
        .where(messages.c.session == columns.session, messages.c.channel == "public")
        .scalar_subquery()
    )
    took_part = (
        select(func.group_concat(participants.c.agent, "\n"))
        .where(participants.c.session == columns.session)
        .scalar_subquery()
    )
    statement = (
        select(
            columns.session,
            columns.shop,
            columns.phase,
            columns.created_ms,
            columns.closed_ms,
            summaries.c.category,
            summaries.c.note,
            counted,
            func.coalesce(took_part, ""),
        )
        .outerjoin(summaries, summaries.c.session == columns.session)
        .where(columns.merchant == merchant, columns.contact == contact)
        .order_by(columns.created_ms.desc(), columns.session.desc())
        .limit(limit)
    )
    if before_ms is not None:
        statement = statement.where(columns.created_ms < before_ms)
    return [PastSessionRecord._make(row) for row in connection.execute(statement)]


def read_blocked(
    connection: Connection, merchant: str, before_ms: int | None, limit: int
) -> list[BlockedRecord]:
    """Contacts that are blocked now, the latest first."""
    statement = (
        select(
            contacts.c.contact,
            contacts.c.shop,
            contacts.c.buyer,
            contacts.c.name,
            blocks.c.agent,
            blocks.c.reason,
            blocks.c.at_ms,
        )
        .join(
            contacts,
            (contacts.c.merchant == blocks.c.merchant) & (contacts.c.contact == blocks.c.contact),
        )
        .where(blocks.c.merchant == merchant, blocks.c.lifted_ms.is_(None), contacts.c.blocked)
        .order_by(blocks.c.at_ms.desc(), blocks.c.contact)
        .limit(limit)
    )
    if before_ms is not None:
        statement = statement.where(blocks.c.at_ms < before_ms)
    return [BlockedRecord._make(row) for row in connection.execute(statement)]


def read_products(connection: Connection, merchant: str, shop: str) -> list[ProductRecord]:
    """A shop's products: the pinned ones, then those sent last."""
    columns = products.c
    statement = (
        select(products)
        .where(columns.merchant == merchant, columns.shop == shop)
        .order_by(columns.pinned.desc(), columns.sent_ms.desc())
    )
    return [ProductRecord._make(row) for row in connection.execute(statement)]


def write_product(connection: Connection, wanted: ProductRecord) -> None:
    """Keep a product; the ones sent longest ago make room."""
    statement = sqlite.insert(products).values(wanted)
    new = {
        column.name: statement.excluded[column.name]
        for column in products.columns
        if not column.primary_key
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(products.primary_key), set_=new)
    )
    connection.execute(cut_products(), {"merchant_": wanted.merchant, "shop_": wanted.shop})


def cut_products() -> Delete:
    """Of a shop those beyond the last ones, pinned and other ones apart."""
    columns, of_shop = products.c, products.alias()
    newer = (
        select(func.count())
        .select_from(of_shop)
        .where(
            of_shop.c.merchant == columns.merchant,
            of_shop.c.shop == columns.shop,
            of_shop.c.pinned == columns.pinned,
            of_shop.c.sent_ms > columns.sent_ms,
        )
        .scalar_subquery()
    )
    return delete(products).where(
        columns.merchant == bindparam("merchant_"),
        columns.shop == bindparam("shop_"),
        newer >= literal_column(str(PRODUCTS_MAX)),
    )


def remove_product(connection: Connection, merchant: str, shop: str, product: str) -> bool:
    """Forget a product; False if there was none."""
    columns = products.c
    removed = connection.execute(
        delete(products).where(
            columns.merchant == merchant, columns.shop == shop, columns.product == product
        )
    )
    return removed.rowcount > 0
