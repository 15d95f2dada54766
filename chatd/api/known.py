"""What is known of buyers, the shops' products, and the blacklist, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Route

from chatd.api.answers import json_answer, read_json
from chatd.errors import CommandRejected, ErrorCode
from chatd.known.contacts import Asking
from chatd.protocol import limits
from chatd.protocol.known import NoteChange, ProductChange

if TYPE_CHECKING:
    from starlette.requests import Request

    from chatd.api.callers import Caller, Callers
    from chatd.known.contacts import KnownContacts
    from chatd.known.products import Products

_NUMBER_MAX: Final = 2**53


class Known:
    """Contacts, products and the blacklist over HTTP.

    Args:
        callers: Knows who asks.
        contacts: Knows what is known, and who may.
        products: Keeps what is sent often.
    """

    def __init__(self, callers: Callers, contacts: KnownContacts, products: Products) -> None:
        self._callers = callers
        self._contacts = contacts
        self._products = products

    def routes(self) -> list[Route]:
        """What is about buyers and products."""
        contact, products = "/api/contacts/{contact}", "/api/shops/{shop}/products"
        return [
            Route(contact, self._details, methods=["GET"]),
            Route(f"{contact}/note", self._write_note, methods=["PUT"]),
            Route(f"{contact}/orders", self._orders, methods=["GET"]),
            Route(f"{contact}/sessions", self._past_sessions, methods=["GET"]),
            Route(f"{contact}/sessions/{{session}}", self._transcript, methods=["GET"]),
            Route(products, self._list_products, methods=["GET"]),
            Route(f"{products}/{{product}}", self._keep_product, methods=["PUT"]),
            Route(f"{products}/{{product}}", self._remove_product, methods=["DELETE"]),
            Route("/api/blacklist", self._blacklist, methods=["GET"]),
        ]

    async def _details(self, request: Request) -> Response:
        asking, contact = await self._asked(request)
        return json_answer(await self._contacts.details(asking, contact))

    async def _write_note(self, request: Request) -> Response:
        asking, contact = await self._asked(request)
        wanted = await read_json(request, NoteChange)
        return json_answer(await self._contacts.write_note(asking, contact, wanted))

    async def _orders(self, request: Request) -> Response:
        asking, contact = await self._asked(request)
        fresh = request.query_params.get("fresh") == "1"
        return json_answer(await self._contacts.orders(asking, contact, fresh=fresh))

    async def _past_sessions(self, request: Request) -> Response:
        asking, contact = await self._asked(request)
        before_ms = _number(request, "before_ms")
        before_ms = _NUMBER_MAX if before_ms is None else before_ms
        return json_answer(await self._contacts.past_sessions(asking, contact, before_ms))

    async def _transcript(self, request: Request) -> Response:
        asking, contact = await self._asked(request)
        session = str(request.path_params["session"])
        before_seq = _number(request, "before_seq")
        return json_answer(await self._contacts.transcript(asking, contact, session, before_seq))

    async def _blacklist(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        caller.check("blacklist.read")
        asking = Asking(caller.agent, caller.runtime)
        return json_answer(await self._contacts.blacklist(asking, _number(request, "before_ms")))

    async def _list_products(self, request: Request) -> Response:
        caller = await self._callers.find(request)
        return json_answer(await self._products.of(caller.runtime, _shop(request)))

    async def _keep_product(self, request: Request) -> Response:
        caller, product = await self._product(request)
        wanted = await read_json(request, ProductChange)
        return json_answer(
            await self._products.keep(caller.runtime, _shop(request), product, wanted)
        )

    async def _remove_product(self, request: Request) -> Response:
        caller, product = await self._product(request)
        return json_answer(await self._products.remove(caller.runtime, _shop(request), product))

    async def _asked(self, request: Request) -> tuple[Asking, str]:
        caller = await self._callers.find(request)
        return Asking(caller.agent, caller.runtime), str(request.path_params["contact"])

    async def _product(self, request: Request) -> tuple[Caller, str]:
        caller = await self._callers.find(request)
        caller.check("products.set")
        product = str(request.path_params["product"])
        if len(product) > limits.ID_MAX or "\0" in product:
            raise CommandRejected(ErrorCode.BAD_REQUEST, "A product's id is too long.")
        return caller, product


def _shop(request: Request) -> str:
    return str(request.path_params["shop"])


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < len(str(_NUMBER_MAX))):
        raise CommandRejected(ErrorCode.BAD_REQUEST, f"`{name}` must be a number.")
    return int(text)
