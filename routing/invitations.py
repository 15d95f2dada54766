"""The open invitations of a desk: one for each (session, target), found by either."""

from collections.abc import Iterator

from routing.rows import InvitationRow


class Invitations:
    """Invitations that wait for an answer."""

    def __init__(self) -> None:
        self._by_session: dict[str, dict[str, InvitationRow]] = {}
        self._by_target: dict[str, dict[str, InvitationRow]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_session)

    def __iter__(self) -> Iterator[InvitationRow]:
        """All of them, by (session, target)."""
        for session in sorted(self._by_session):
            yield from self.of_session(session)

    def add(self, invitation: InvitationRow) -> None:
        """A colleague was invited."""
        self._by_session.setdefault(invitation.session, {})[invitation.target] = invitation
        self._by_target.setdefault(invitation.target, {})[invitation.session] = invitation

    def remove(self, invitation: InvitationRow) -> None:
        """The invitation is no more."""
        _discard(self._by_session, invitation.session, invitation.target)
        _discard(self._by_target, invitation.target, invitation.session)

    def find(self, session: str, target: str) -> InvitationRow | None:
        """The invitation of this target to this session."""
        return self._by_session.get(session, {}).get(target)

    def of_session(self, session: str) -> list[InvitationRow]:
        """Who is invited to a session, by target."""
        return [row for _, row in sorted(self._by_session.get(session, {}).items())]

    def of_target(self, target: str) -> list[InvitationRow]:
        """What an agent is invited to, by session."""
        return [row for _, row in sorted(self._by_target.get(target, {}).items())]


def _discard(index: dict[str, dict[str, InvitationRow]], outer: str, inner: str) -> None:
    found = index[outer]
    del found[inner]
    if not found:
        del index[outer]
