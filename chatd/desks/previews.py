"""Typing previews: passed on, never stored, never logged, the first to be dropped."""

from __future__ import annotations

from chatd.bus.publications import Delivery, Topic
from chatd.desks.live import LiveDesk
from chatd.desks.state import SessionState
from chatd.desks.subscribers import EventFrame
from chatd.desks.topics import agent_topic
from chatd.desks.views import Views
from chatd.protocol.events import BuyerTypingShown, TypingShown
from chatd.protocol.fields import Channel
from chatd.protocol.views import Author
from chatd.telemetry import Metrics


class Previews:
    """Tells the members of a session what others have in their input.

    Args:
        live: The desk.
        views: What people are called.
        metrics: Counts those that are left out.
    """

    def __init__(self, live: LiveDesk, views: Views, metrics: Metrics) -> None:
        self._live = live
        self._views = views
        self._metrics = metrics

    def tell_buyers(self, session: SessionState, text: str) -> None:
        """What the buyer types, to members and watchers, where the shop shows previews."""
        shop = self._live.config.shops.get(session.row.shop)
        if shop is not None and shop.preview_shown:
            author = self._views.buyer_author(session.contact)
            audience = session.audience(self._live.merchant)
            self._publish(self._shown(session, Channel.PUBLIC, author, text, audience))

    def tell_agents(self, session: SessionState, agent: str, channel: Channel, text: str) -> None:
        """What an agent types, to colleagues; to the buyer, in public, that one does."""
        merchant = self._live.merchant
        author = self._views.agent_author(agent)
        own = agent_topic(merchant, agent)
        colleagues = tuple(topic for topic in session.audience(merchant) if topic != own)
        deliveries = [self._shown(session, channel, author, text, colleagues)]
        if channel is Channel.PUBLIC:
            deliveries.append(self._typing(session, author, active=bool(text)))
        self._publish(*deliveries)

    def _publish(self, *deliveries: Delivery[EventFrame]) -> None:
        if self._live.is_pressed:
            self._metrics.previews_dropped.inc()
            return
        self._live.next_step()
        self._live.publish(*deliveries)

    def _shown(
        self,
        session: SessionState,
        channel: Channel,
        author: Author,
        text: str,
        topics: tuple[Topic, ...],
    ) -> Delivery[EventFrame]:
        shown = TypingShown(
            session=session.row.session,
            channel=channel,
            author=author,
            text=text,
            at_ms=self._live.now_ms(),
        )
        return Delivery(topics, EventFrame(shown, droppable=True, internal=True))

    def _typing(
        self, session: SessionState, author: Author, *, active: bool
    ) -> Delivery[EventFrame]:
        shown = BuyerTypingShown(
            session=session.row.session,
            channel="public",
            author=author,
            active=active,
            at_ms=self._live.now_ms(),
        )
        topic = session.buyer_topic(self._live.merchant)
        return Delivery((topic,), EventFrame(shown, droppable=True))
