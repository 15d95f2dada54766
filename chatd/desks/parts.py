"""What serves one live desk, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chatd.bus.lease import Lease
from chatd.bus.publications import Bus
from chatd.clock import Clock
from chatd.desks.access import Access
from chatd.desks.auto_answers import AutoAnswers
from chatd.desks.buyer_views import BuyerViews
from chatd.desks.connections import Connections
from chatd.desks.counts import Counts
from chatd.desks.group_commit import GroupCommit
from chatd.desks.ids import NewId
from chatd.desks.left import LeftMessages
from chatd.desks.left_limits import LeftLimits
from chatd.desks.live import LiveDesk
from chatd.desks.news import News
from chatd.desks.posting import Posting
from chatd.desks.previews import Previews
from chatd.desks.publisher import Publisher
from chatd.desks.subscribers import EventFrame
from chatd.desks.timers import Timers
from chatd.desks.views import Views
from chatd.storage.store import Store
from chatd.telemetry import Metrics


@dataclass(frozen=True, slots=True)
class Services:
    """What all desks of this process share.

    Args:
        queue_ms: Least time between two tellings of queue, presence and waits.
        position_ms: Least time between two positions told to one buyer.
        mail_from: Who e-mails are from by default; None: there is no SMTP server.
        wake_mail: Says that an e-mail was queued.
    """

    store: Store
    bus: Bus[EventFrame]
    group: GroupCommit
    lease: Lease
    clock: Clock
    timers: Timers
    new_id: NewId
    metrics: Metrics
    counts: Counts
    queue_ms: int
    position_ms: int
    mail_from: str | None
    wake_mail: Callable[[], None]
    left_limits: LeftLimits


@dataclass(frozen=True, slots=True)
class DeskParts:
    """A live desk with everything that looks at it; gone with a discard."""

    live: LiveDesk
    views: Views
    buyer_views: BuyerViews
    news: News
    publisher: Publisher
    posting: Posting
    answers: AutoAnswers
    left: LeftMessages
    left_limits: LeftLimits
    previews: Previews
    access: Access
    connections: Connections
    store: Store
    new_id: NewId

    def stop(self) -> None:
        """Tell nothing more."""
        self.news.stop()
        self.left.stop()


def assemble(live: LiveDesk, connections: Connections, services: Services) -> DeskParts:
    """Put the parts of a live desk together."""
    views = Views(live)
    buyer_views = BuyerViews(live, views)
    news = News(
        live=live,
        views=views,
        buyer_views=buyer_views,
        connections=connections,
        timers=services.timers,
        queue_ms=services.queue_ms,
        position_ms=services.position_ms,
    )
    posting = Posting(live, services.store)
    publisher = Publisher(
        live=live,
        views=views,
        buyer_views=buyer_views,
        connections=connections,
        posting=posting,
        news=news,
    )
    answers = AutoAnswers(live, views=views, posting=posting, publisher=publisher)
    live.tell, live.answers, live.mail_from = publisher.tell, answers, services.mail_from
    access = Access(live, connections, services.store)
    left = LeftMessages(
        live,
        access=access,
        views=views,
        posting=posting,
        publisher=publisher,
        store=services.store,
        timers=services.timers,
        interval_ms=services.queue_ms,
    )
    return DeskParts(
        live=live,
        views=views,
        buyer_views=buyer_views,
        news=news,
        publisher=publisher,
        posting=posting,
        answers=answers,
        previews=Previews(live, views, services.metrics),
        access=access,
        left=left,
        left_limits=services.left_limits,
        connections=connections,
        store=services.store,
        new_id=services.new_id,
    )
