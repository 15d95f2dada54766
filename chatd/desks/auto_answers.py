"""R19 carried out: automatic answers are written at their moments, each with its mark.

They are no part of the routing state: nothing they do changes who gets whom. But they live by the
desk's clock and in its order. An answer and the mark that it was sent are one commit; after a
failed one both are gone, and the moment comes again. After a restart the moments follow from the
rows, as before.
"""

from __future__ import annotations

from sortedcontainers import SortedList

from chatd.desks.live import LiveDesk
from chatd.desks.occasions import AnswerKind, Occasion, mark, next_occasion, still_told
from chatd.desks.posting import Posting
from chatd.desks.publisher import Publisher
from chatd.desks.state import SessionState
from chatd.desks.views import Views


class AutoAnswers:
    """The automatic answers of one live desk. Noting a session costs O(log n).

    Args:
        live: The desk.
        views: How people are called.
        posting: Writes messages.
        publisher: Tells of them.
    """

    def __init__(
        self, live: LiveDesk, *, views: Views, posting: Posting, publisher: Publisher
    ) -> None:
        self._live = live
        self._views = views
        self._posting = posting
        self._publisher = publisher
        self._order: SortedList[tuple[int, str]] = SortedList()
        self._due: dict[str, int] = {}

    def next_ms(self) -> int | None:
        """When the next one is due."""
        return self._order[0][0] if self._due else None

    def note(self, session: SessionState) -> None:
        """A session is different: what is due in it may be, too."""
        session.told = still_told(session.row, session.told)
        occasion, name = self._occasion(session), session.row.session
        if occasion is not None or name in self._due:
            self._set(name, None if occasion is None else occasion.due_ms)

    def note_all(self) -> None:
        """Everything may be different: a restored desk, or other settings. O(sessions)."""
        for session in self._live.facts.sessions.values():
            self.note(session)

    def fire(self, now_ms: int) -> None:
        """Write the first one, if its moment has come."""
        due_ms, name = self._order[0]
        assert due_ms <= now_ms, "only what is due is fired"
        session = self._live.facts.sessions[name]
        occasion = self._occasion(session)
        assert occasion is not None, "what is different was noted"
        effects = self._live.begin()
        author = self._views.agent_author(session.row.members[0].agent)
        text = self._fill_in(session, occasion, author.name)
        posted = self._posting.post_automatic(session, author, text, at_ms=now_ms)
        session.told = mark(session.told, occasion)
        session.step = effects.step
        effects.touched[name] = session
        self._publisher.tell_message(posted)
        self.note(session)

    def _occasion(self, session: SessionState) -> Occasion | None:
        if not session.is_live or not session.row.members:
            return None
        settings = self._live.config.settings.answers_of(session.row.members[0].agent)
        return None if settings is None else next_occasion(session.row, session.told, settings)

    def _fill_in(self, session: SessionState, occasion: Occasion, agent: str) -> str:
        """The words that stand for something: `{agent}`, `{buyer}`, and `{n}` in a cache."""
        text = occasion.text.replace("{agent}", agent)
        text = text.replace("{buyer}", session.contact.name or "")
        if occasion.kind is AnswerKind.CACHED:
            position, _ = self._views.wait(session)
            text = text.replace("{n}", str(position))
        return text

    def _set(self, name: str, due_ms: int | None) -> None:
        before_ms = self._due.pop(name, None)
        if before_ms is not None:
            self._order.remove((before_ms, name))
        if due_ms is not None:
            self._due[name] = due_ms
            self._order.add((due_ms, name))
            self._live.arm(due_ms)
