"""The index that keeps a message from being stored twice begins with its id.

Ids that begin with the time then go to its end, which is one page and in memory; with the author
first each went to a page of its own.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_AUTHOR_FIRST: Final = ["merchant", "role", "author", "cid"]
_CID_FIRST: Final = ["cid", "author", "role", "merchant"]
_VISITORS: Final = "former_visitors_merchant_visitor_index"


def upgrade() -> None:
    """Copy the messages into a table with the other index; find contacts by who they were."""
    _replace(_AUTHOR_FIRST, _CID_FIRST)
    op.create_index(_VISITORS, "former_visitors", ["merchant", "visitor"])


def downgrade() -> None:
    """Copy them back."""
    op.drop_index(_VISITORS, "former_visitors")
    _replace(_CID_FIRST, _AUTHOR_FIRST)


def _replace(former: list[str], columns: list[str]) -> None:
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint(_name(former), type_="unique")
        messages.create_unique_constraint(_name(columns), columns)


def _name(columns: list[str]) -> str:
    return f"messages_{'_'.join(columns)}_key"
