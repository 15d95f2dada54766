"""What a buyer may see: their own sessions, and nothing of who else waits, watches or whispers."""

from __future__ import annotations

from chatd.desks.live import LiveDesk
from chatd.desks.merchants import Shop
from chatd.desks.state import ContactState, SessionState
from chatd.desks.views import Views, agents_read, wire_phase
from chatd.protocol import limits
from chatd.protocol.fields import AvailabilityState, CloseReason
from chatd.protocol.settings import AvatarView
from chatd.protocol.views import Availability, BuyerSelf, BuyerSessionView, BuyerSettings
from routing.rows import SessionRow


class BuyerViews:
    """Makes a buyer's views of one live desk.

    Args:
        live: The desk.
        views: What agents see, for what both share.
    """

    def __init__(self, live: LiveDesk, views: Views) -> None:
        self._live = live
        self._views = views

    def session(self, session: SessionState) -> BuyerSessionView:
        """A session as its buyer sees it."""
        row = session.row
        position, eta_ms = self._views.wait(session)
        name = self._live.config.agent_name
        reason = row.close_reason
        return BuyerSessionView(
            id=row.session,
            phase=wire_phase(row.phase),
            agents=tuple(name(agent) for agent in session.agents()),
            public_seq=session.public_seq,
            read_seq=session.buyer_read,
            agents_read_seq=agents_read(session),
            position=position,
            eta_ms=eta_ms,
            close_reason=None if reason is None else CloseReason(reason.value),
            avatars=self._avatars(session),
        )

    def _avatars(self, session: SessionState) -> dict[str, AvatarView]:
        """By display name: that of an author is all that the buyer sees of them."""
        config = self._live.config
        known = config.settings.avatars
        if not known:
            return {}
        found: dict[str, AvatarView | None] = {}
        for agent in session.participants:
            name = config.agent_name(agent)
            found[name] = None if name in found else known.get(agent)
        return {name: avatar for name, avatar in found.items() if avatar is not None}

    def you(self, contact: ContactState) -> BuyerSelf:
        """The buyer at a connection."""
        return BuyerSelf(
            id=contact.row.contact,
            name=contact.name or "",
            identified=contact.buyer is not None,
            email=contact.email,
        )

    def settings(self, shop: Shop) -> BuyerSettings:
        """What the widget needs of the settings."""
        settings = self._live.config.settings
        return BuyerSettings(
            welcome=shop.welcome,
            preview_shown=shop.preview_shown,
            text_max=limits.TEXT_MAX,
            preview_max=limits.PREVIEW_MAX,
            upload_bytes_max=limits.UPLOAD_BYTES_MAX,
            questions=settings.questions.get(shop.shop, ()),
            avatar=settings.shop_avatars.get(shop.shop),
            consent=settings.consent.get(shop.shop),
        )

    def availability(self, shop: str) -> Availability:
        """What a first message would meet now."""
        live = self._live
        found = live.desk.availability(shop)
        if not live.config.is_open(live.now_ms):
            return Availability(AvailabilityState.MAILBOX, 0)
        state = AvailabilityState(found.state.value)
        eta_ms = None
        if state is AvailabilityState.QUEUE:
            eta_ms = self._views.eta(found.waiting + 1, live.desk.shop_windows(shop))
        return Availability(state, found.waiting, eta_ms)


def looks_different(before: SessionRow, row: SessionRow) -> bool:
    """Whether a step changed what the buyer sees of a session, positions apart."""
    return (
        before.phase is not row.phase
        or before.members != row.members
        or before.guests != row.guests
        or before.contact != row.contact
    )
