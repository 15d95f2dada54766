"""What a batch writes of trails and products, compiled once."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ColumnClause,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from chatd.storage.compiling import compiled, replaced
from chatd.storage.contacts_known import VISITS_MAX, cut_products
from chatd.storage.known_tables import contact_notes, products, visits

Literal = ColumnClause[Any]

_NOTE_MAX: Final[Literal] = literal_column("1000")


def _moved_visits() -> str:
    """Both may have been at a page in the same millisecond: then the visitor's counts."""
    columns = visits.c
    return compiled(
        update(visits)
        .prefix_with("OR REPLACE")
        .values(contact=bindparam("contact_"))
        .where(columns.merchant == bindparam("merchant_"), columns.contact == bindparam("visitor_"))
    )


def _merged_notes() -> str:
    """What is written of the contact comes first; what is only written of the visitor is added."""
    columns = contact_notes.c
    source = select(
        columns.merchant,
        bindparam("contact_").label("contact"),
        *(columns[name] for name in ("version", "phone", "company", "note")),
        columns.changed_ms,
        columns.changed_by,
    )
    # The parameters come in the order contact, merchant, visitor.
    source = source.where(
        columns.merchant == bindparam("merchant_"), columns.contact == bindparam("visitor_")
    )
    statement = sqlite.insert(contact_notes).from_select(list(columns.keys()), source)
    new = statement.excluded
    line: Literal = literal_column("char(10)")
    both = func.substr(columns.note + line + new.note, literal_column("1"), _NOTE_MAX)
    empty: Literal = literal_column("''")
    return compiled(
        statement.on_conflict_do_update(
            index_elements=list(contact_notes.primary_key),
            set_={
                "version": columns.version + literal_column("1"),
                "phone": case((columns.phone == empty, new.phone), else_=columns.phone),
                "company": case((columns.company == empty, new.company), else_=columns.company),
                "note": case(
                    (columns.note == empty, new.note),
                    (new.note == empty, columns.note),
                    else_=both,
                ),
            },
        )
    )


def _removed_notes() -> str:
    """Merged, the visitor's are the contact's."""
    columns = contact_notes.c
    return compiled(
        delete(contact_notes).where(
            columns.contact != bindparam("contact_"),
            columns.merchant == bindparam("merchant_"),
            columns.contact == bindparam("visitor_"),
        )
    )


def _cut_trail() -> str:
    columns, of_contact = visits.c, visits.alias()
    newer = (
        select(func.count())
        .select_from(of_contact)
        .where(
            of_contact.c.merchant == columns.merchant,
            of_contact.c.contact == columns.contact,
            of_contact.c.at_ms > columns.at_ms,
        )
        .scalar_subquery()
    )
    return compiled(
        delete(visits).where(
            columns.merchant == bindparam("merchant_"),
            columns.contact == bindparam("contact_"),
            newer >= literal_column(str(VISITS_MAX)),
        )
    )


def _sent_product() -> str:
    """A product that is pinned stays so."""
    statement = sqlite.insert(products)
    new = {name: statement.excluded[name] for name in ("title", "url", "price", "image", "sent_ms")}
    return compiled(
        statement.on_conflict_do_update(index_elements=list(products.primary_key), set_=new),
        columns=products.columns.keys(),
    )


MOVED_VISITORS: Final = (_moved_visits(), _merged_notes(), _removed_notes())
"""Each takes (contact, merchant, visitor)."""

VISITS: Final = replaced(visits)
TRAILS_CUT: Final = _cut_trail()
PRODUCTS: Final = _sent_product()
PRODUCTS_CUT: Final = compiled(cut_products())
