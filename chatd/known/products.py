"""Products that agents send with one press: the provision file's, pinned ones, recent ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.known import ProductChange, ProductsView, ProductView
from chatd.storage.known_records import ProductRecord

if TYPE_CHECKING:
    from chatd.clock import Clock
    from chatd.desks.merchants import Shop
    from chatd.desks.registry import Desks
    from chatd.desks.runtime import DeskRuntime


class Products:
    """The products of shops.

    Args:
        desks: Where they are stored.
        clock: Says when one was kept.
    """

    def __init__(self, desks: Desks, clock: Clock) -> None:
        self._desks = desks
        self._clock = clock

    async def of(self, runtime: DeskRuntime, shop: str) -> ProductsView:
        """A shop's products: configured, pinned, then those sent last."""
        configured = (await _shop(runtime, shop)).products
        named = {one.id for one in configured}
        stored = await self._desks.known.products(runtime.merchant, shop)
        return ProductsView(
            (
                *(
                    ProductView(one.id, one.title, one.url, one.price, one.image, configured=True)
                    for one in configured
                ),
                *(_view(one) for one in stored if one.product not in named),
            )
        )

    async def keep(
        self, runtime: DeskRuntime, shop: str, product: str, wanted: ProductChange
    ) -> ProductsView:
        """Keep a product for everybody, pinned or not."""
        await _shop(runtime, shop)
        record = ProductRecord(
            merchant=runtime.merchant,
            shop=shop,
            product=product,
            title=wanted.title,
            url=wanted.url,
            price=wanted.price,
            image=wanted.image,
            pinned=wanted.pinned,
            sent_ms=self._clock.now_ms(),
        )
        await self._desks.known.keep_product(record)
        return await self.of(runtime, shop)

    async def remove(self, runtime: DeskRuntime, shop: str, product: str) -> ProductsView:
        """Forget a product.

        Raises:
            CommandRejected: `not_found`: there is none, or the provision file's.
        """
        await _shop(runtime, shop)
        if not await self._desks.known.remove_product(runtime.merchant, shop, product):
            raise CommandRejected(ErrorCode.NOT_FOUND)
        return await self.of(runtime, shop)


async def _shop(runtime: DeskRuntime, shop: str) -> Shop:
    """A shop the merchant has, or had. Raises `CommandRejected`: `not_found`."""
    known = (await runtime.wait_open()).parts.live.config.shops.get(shop)
    if known is None:
        raise CommandRejected(ErrorCode.NOT_FOUND)
    return known


def _view(record: ProductRecord) -> ProductView:
    return ProductView(
        id=record.product,
        title=record.title,
        url=record.url,
        price=record.price,
        image=record.image,
        pinned=bool(record.pinned),
    )
