"""The trail: which pages a contact looked at, and how long. A page is stored when it is left.

So a page costs one small row in the next group commit, and a reconnect none. What a visitor
looks at before they have written anything stays in memory, and is stored with their first message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from chatd.storage.contacts_known import VISITS_MAX
from chatd.storage.known_records import VisitRecord

if TYPE_CHECKING:
    from chatd.desks.live import LiveDesk
    from chatd.desks.state import ContactState
    from chatd.protocol.bodies import ProductBody

BACK_MS: Final = 60_000
"""Who comes back to the same page within this time has not left it."""


def arrive(
    live: LiveDesk,
    contact: ContactState,
    *,
    url: str,
    title: str,
    referrer: str | None = None,
    product: ProductBody | None = None,
    region: str | None = None,
) -> None:
    """A contact looks at a page now; the one before is left."""
    here, now_ms = contact.visit, live.now_ms()
    if here is not None and here.url == url and _is_back(here, now_ms):
        contact.visit = here._replace(
            left_ms=None,
            title=title,
            region=region or here.region,
            product_json=_json(product) or here.product_json,
        )
        return
    if here is not None and here.left_ms is None:
        leave(live, contact)
    at_ms = now_ms if here is None else max(now_ms, here.at_ms + 1)
    contact.visit = VisitRecord(
        live.merchant,
        contact.row.contact,
        at_ms,
        None,
        url,
        title,
        referrer,
        region or (None if here is None else here.region),
        _json(product),
    )


def leave(live: LiveDesk, contact: ContactState) -> None:
    """A contact has left the page they were at.

    Raises:
        CommandRejected: `busy`: it is left out, as a preview would be.
        Unavailable: The desk is being restored.
    """
    here = contact.visit
    if here is None or here.left_ms is not None:
        return
    contact.visit = here._replace(left_ms=max(live.now_ms(), here.at_ms))
    contact.trail = [*contact.trail, contact.visit][-VISITS_MAX:]
    if contact.is_stored:
        effects = live.begin()
        effects.trails[contact.row.contact] = contact
        contact.step = effects.step


def hand_over(former: ContactState, contact: ContactState) -> bool:
    """A visitor turned out to be a contact: what is in memory of their trail is the contact's.

    Returns:
        Whether there was any of it.
    """
    is_any = bool(former.trail) or former.visit is not None
    name = contact.row.contact
    taken = [one._replace(contact=name) for one in former.trail]
    contact.trail = sorted([*contact.trail, *taken], key=lambda one: one.at_ms)[-VISITS_MAX:]
    if contact.visit is None and former.visit is not None:
        contact.visit = former.visit._replace(contact=name)
    former.trail, former.visit = [], None
    return is_any


def _is_back(here: VisitRecord, now_ms: int) -> bool:
    return here.left_ms is None or now_ms - here.left_ms < BACK_MS


def _json(product: ProductBody | None) -> str | None:
    return None if product is None else msgspec.json.encode(product).decode()
