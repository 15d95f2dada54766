"""`/api/contacts/{contact}` and `/api/me`: what is kept of a buyer, shown and erased.

An owner asks by contact id, the buyer by the token the widget has: `Authorization: Visitor …` or
`Identity …`, the same tokens as in hello, with the shop they are of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from chatd.api.answers import JSON, NotLoggedIn
from chatd.auth.rates import Meters, payer_of
from chatd.auth.tokens import TokenRejected, Tokens, read_identity
from chatd.desks.contact_ids import contact_of_buyer, contact_of_visitor
from chatd.desks.exporting import export
from chatd.errors import CommandRejected, ErrorCode
from chatd.telemetry import LogEvent, logger

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.api.callers import Callers
    from chatd.clock import Clock
    from chatd.desks.registry import Desks, ShopPlace
    from chatd.storage.records import ContactRecord
    from chatd.storage.store import Store

_log = logger(__name__)

TRIES_PER_MIN: Final = 10
"""Of one address: an export reads much."""


class Privacy:
    """A buyer's data, for those whose it is.

    Args:
        callers: Finds the agent who asks.
        desks: Erases.
        store: Where it is.
        tokens: Reads visitors' tokens.
        clock: Tells the time.
    """

    def __init__(
        self, callers: Callers, desks: Desks, store: Store, tokens: Tokens, clock: Clock
    ) -> None:
        self._callers = callers
        self._desks = desks
        self._store = store
        self._tokens = tokens
        self._clock = clock
        self._tries = Meters(TRIES_PER_MIN / 60, TRIES_PER_MIN)

    def routes(self) -> list[Route]:
        """The owner's addresses, and the buyer's."""
        return [
            Route("/api/contacts/{contact}/export", self._export),
            Route("/api/contacts/{contact}", self._erase, methods=["DELETE"]),
            Route("/api/me", self._export_own, methods=["GET"]),
            Route("/api/me", self._erase_own, methods=["DELETE"]),
        ]

    async def _export(self, request: Request) -> Response:
        return self._answer(await self._of_owner(request), inside=True)

    async def _erase(self, request: Request) -> Response:
        contact = await self._of_owner(request)
        await self._desks.housekeeping.erase(contact.merchant, contact.contact)
        return _done()

    async def _export_own(self, request: Request) -> Response:
        contact = await self._own(request)
        if contact is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return self._answer(contact, inside=False)

    async def _erase_own(self, request: Request) -> Response:
        """Of whom nothing is kept, nothing is left to erase."""
        contact = await self._own(request)
        if contact is not None:
            await self._desks.housekeeping.erase(contact.merchant, contact.contact)
        return _done()

    async def _of_owner(self, request: Request) -> ContactRecord:
        caller = await self._callers.find(request)
        caller.check("contact.erase")
        name = request.path_params["contact"]
        contact = await self._store.find_contact(caller.merchant, name)
        if contact is None:
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return contact

    async def _own(self, request: Request) -> ContactRecord | None:
        self._check_rate(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in {"visitor", "identity"}:
            raise NotLoggedIn("Expected `Authorization: Visitor` or `Identity`.")
        place = await self._desks.shop(request.query_params.get("shop", ""))
        try:
            name = self._read_contact(scheme.lower(), token, place)
        except TokenRejected as error:
            raise NotLoggedIn(str(error)) from error
        return await self._store.find_contact(place.merchant, name)

    def _read_contact(self, scheme: str, token: str, place: ShopPlace) -> str:
        now_ms = self._clock.now_ms()
        if scheme == "visitor":
            return contact_of_visitor(self._tokens.read_visitor(token, place.shop, now_ms))
        if not place.identity_secret:
            raise TokenRejected("this shop has no identity key")
        buyer = read_identity(token, place.identity_secret, now_ms).subject
        return contact_of_buyer(place.merchant, place.shop, buyer)

    def _check_rate(self, request: Request) -> None:
        address = request.client.host if request.client else ""
        wait_ms = self._tries.take(payer_of(address), int(self._clock.monotonic_ms()))
        if wait_ms:
            raise CommandRejected(ErrorCode.RATE, "Too many tries.", retry_after_ms=wait_ms)

    def _answer(self, contact: ContactRecord, *, inside: bool) -> Response:
        _log.info(LogEvent.CONTACT_EXPORTED, merchant=contact.merchant, contact=contact.contact)
        headers = {
            "cache-control": "no-store",
            "content-disposition": 'attachment; filename="contact.json"',
        }
        pieces = export(self._store, contact, inside=inside)
        return StreamingResponse(pieces, headers=headers, media_type=JSON)


def _done() -> Response:
    return Response(status_code=204, headers={"cache-control": "no-store"})
