"""Hello: who a connection belongs to, and the snapshot it begins with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chatd.auth.tokens import AccessClaims, Identity, TokenRejected, Tokens, read_identity
from chatd.clock import Clock
from chatd.desks.contact_ids import contact_of_buyer, contact_of_visitor
from chatd.desks.registry import Desks, ShopPlace
from chatd.desks.runtime import AgentProfile, BuyerIdentity, DeskRuntime
from chatd.errors import ChatdError, CommandRejected, ErrorCode
from chatd.known.regions import Regions
from chatd.protocol.answers import AgentWelcome, BuyerWelcome, FilesKeyAnswer
from chatd.protocol.commands import AgentHello, BuyerHello, FilesKey

if TYPE_CHECKING:
    from chatd.desks.subscribers import Subscriber

_OVERSEEING = frozenset({"owner", "supervisor"})


class NotAuthorised(ChatdError):
    """The token of a hello or a renewal does not count: the connection closes with 4401."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a connection belongs to.

    `expires_ms` is the end of an agent's access token, `login` the log-in it descends from;
    `visitor` is the id behind a buyer's visitor token.
    """

    role: Literal["agent", "buyer"]
    runtime: DeskRuntime
    merchant: str
    agent: str | None = None
    is_supervisor: bool = False
    expires_ms: int | None = None
    login: str | None = None
    contact: str | None = None
    shop: str | None = None
    visitor: str | None = None

    @property
    def person(self) -> tuple[str, str]:
        """Whose tabs count together."""
        return self.merchant, f"a_{self.agent}" if self.role == "agent" else str(self.contact)


def oversees(profile: AgentProfile) -> bool:
    """Whether every session's changes are told to an agent."""
    return profile.role in _OVERSEEING


class Callers:
    """Recognises who says hello.

    Args:
        desks: Every merchant's desk.
        tokens: Reads and issues the server's tokens.
        clock: Tells whether a token has expired.
        regions: Tells which country a buyer's address is in.
    """

    def __init__(
        self, desks: Desks, tokens: Tokens, clock: Clock, regions: Regions | None = None
    ) -> None:
        self._desks = desks
        self._tokens = tokens
        self._clock = clock
        self._regions = regions or Regions()

    async def recognise(self, hello: AgentHello | BuyerHello) -> Caller:
        """Check the tokens of a hello.

        Raises:
            NotAuthorised: A token does not count.
            CommandRejected: Anything else is wrong with it.
            Unavailable: The database cannot be read now.
        """
        if isinstance(hello, AgentHello):
            return await self._agent(hello)
        return await self._buyer(hello)

    def read_access(self, token: str) -> AccessClaims:
        """Check an access token. Raises `NotAuthorised`."""
        try:
            return self._tokens.read_access(token, self._clock.now_ms())
        except TokenRejected as error:
            raise NotAuthorised(str(error)) from error

    async def greet(
        self,
        subscriber: Subscriber,
        caller: Caller,
        hello: AgentHello | BuyerHello,
        name: str,
        address: str = "",
    ) -> AgentWelcome | BuyerWelcome:
        """Attach a connection to its desk, and make the answer to its hello.

        Args:
            subscriber: The connection. Events may be delivered to it from now on.
            caller: Whom it belongs to.
            hello: What it said.
            name: The connection's own id.
            address: Where it comes from; a buyer's country is all that is kept of it.
        """
        if isinstance(hello, AgentHello):
            return await self._greet_agent(subscriber, caller, hello, name)
        region = self._regions.region(address)
        return await self._greet_buyer(subscriber, caller, hello, name, region)

    def files_key(self, caller: Caller, command: FilesKey) -> FilesKeyAnswer:
        """A key to what a caller may see and send."""
        person = caller.agent if caller.role == "agent" else caller.contact
        assert person is not None
        now_ms = self._clock.now_ms()
        key, expires_ms = self._tokens.issue_files(caller.merchant, caller.role, person, now_ms)
        return FilesKeyAnswer(re=command.id, key=key, expires_ms=expires_ms)

    async def _agent(self, hello: AgentHello) -> Caller:
        claims = self.read_access(hello.token)
        try:
            runtime = await self._desks.runtime(claims.merchant)
            profile = runtime.agent_profile(claims.username)
        except CommandRejected as error:
            raise NotAuthorised("no such account any more") from error
        return Caller(
            role="agent",
            runtime=runtime,
            merchant=claims.merchant,
            agent=claims.username,
            is_supervisor=oversees(profile),
            expires_ms=claims.expires_ms,
            login=claims.family,
        )

    async def _buyer(self, hello: BuyerHello) -> Caller:
        if any(seqs.internal for seqs in hello.resume.values()):
            raise CommandRejected(ErrorCode.NOT_ALLOWED, "`internal` is never a buyer's.")
        place = await self._desks.shop(hello.shop)
        runtime = await self._desks.runtime(place.merchant)
        known = self._read_visitor(hello)
        visitor = known or secrets.token_urlsafe(16)
        contact = contact_of_visitor(visitor)
        if hello.identity is not None:
            identity = self._read_identity(hello.identity, place)
            former = contact if known else None
            contact = contact_of_buyer(place.merchant, place.shop, identity.subject)
            claims = BuyerIdentity(identity.subject, identity.name, identity.email)
            await runtime.identify(place.shop, contact, former, claims)
        return Caller(
            role="buyer",
            runtime=runtime,
            merchant=place.merchant,
            contact=contact,
            shop=place.shop,
            visitor=visitor,
        )

    def _read_visitor(self, hello: BuyerHello) -> str | None:
        """The visitor's id; a token that does not count makes a new visitor, not an error."""
        if hello.visitor is None:
            return None
        try:
            return self._tokens.read_visitor(hello.visitor, hello.shop, self._clock.now_ms())
        except TokenRejected:
            return None

    def _read_identity(self, token: str, place: ShopPlace) -> Identity:
        if not place.identity_secret:
            raise CommandRejected(ErrorCode.NOT_ALLOWED, "This shop has no identity key.")
        try:
            return read_identity(token, place.identity_secret, self._clock.now_ms())
        except TokenRejected as error:
            raise NotAuthorised(str(error)) from error

    async def _greet_agent(
        self, subscriber: Subscriber, caller: Caller, hello: AgentHello, name: str
    ) -> AgentWelcome:
        assert caller.agent is not None
        assert caller.expires_ms is not None
        snapshot = await caller.runtime.attach_agent(subscriber, caller.agent)
        return AgentWelcome(
            re=hello.id,
            connection=name,
            server_time_ms=self._clock.now_ms(),
            token_expires_ms=caller.expires_ms,
            you=snapshot.you,
            agents=snapshot.agents,
            shops=snapshot.shops,
            sessions=snapshot.sessions,
            queue=snapshot.queue,
            cache=snapshot.cache,
            invitations=snapshot.invitations,
            settings=snapshot.settings,
            left=snapshot.left,
        )

    async def _greet_buyer(
        self,
        subscriber: Subscriber,
        caller: Caller,
        hello: BuyerHello,
        name: str,
        region: str | None,
    ) -> BuyerWelcome:
        assert caller.contact is not None
        assert caller.shop is not None
        assert caller.visitor is not None
        snapshot = await caller.runtime.attach_buyer(
            subscriber, caller.contact, caller.shop, hello.page, region
        )
        now_ms = self._clock.now_ms()
        return BuyerWelcome(
            re=hello.id,
            connection=name,
            server_time_ms=now_ms,
            you=snapshot.you,
            visitor=self._tokens.issue_visitor(caller.shop, caller.visitor, now_ms),
            shop=snapshot.shop,
            sessions=snapshot.sessions,
            settings=snapshot.settings,
            availability=snapshot.availability,
        )
