"""A merchant's configuration as the desks use it, from the records it is stored in and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Final

import msgspec

from chatd.desks.console_settings import ConsoleSettings, read_settings
from chatd.desks.contact_ids import contact_of_buyer
from chatd.hours import WorkingHours
from chatd.protocol.bodies import ProductBody
from chatd.protocol.fields import AgentRole
from chatd.protocol.settings import SummaryGroup
from chatd.provision import ProvisionedAgent, ProvisionedShop, ProvisionFile, claim_value
from chatd.storage.desks import Revisions, StoredMerchant
from chatd.storage.records import (
    AgentRecord,
    MerchantRecord,
    PrivateContactRecord,
    ShopRecord,
)
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig


class Retention(msgspec.Struct, frozen=True):
    """How many days things are kept; None: for ever.

    Args:
        messages_days: What was written in a session, after it closed.
        contacts_days: A contact's name and address, after their last session closed.
        journal_days: What a replay can begin before.
    """

    messages_days: int | None = None
    contacts_days: int | None = None
    journal_days: int | None = None


class OidcSettings(msgspec.Struct, frozen=True):
    """A merchant's OpenID provider, as `chatd.provision.ProvisionedOidc`."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    agents: dict[str, str]

    def agent(self, said: str) -> str | None:
        """Whom the claim names; None: no agent of this merchant."""
        return self.agents.get(claim_value(self.claim, said))


class MerchantSettings(msgspec.Struct, frozen=True):
    """What a merchant's `settings_json` holds."""

    desk: DeskSettings
    categories: tuple[str, ...] = ()
    working_hours: WorkingHours | None = None
    summary_required: bool = False
    retention: Retention = Retention()
    mail_from: str = ""
    mail_reply_to: str = ""
    oidc: OidcSettings | None = None


class ShopSettings(msgspec.Struct, frozen=True):
    """What a shop's `settings_json` holds."""

    welcome: str = ""
    preview_shown: bool = True
    mail_from: str = ""
    mail_reply_to: str = ""
    erp_url: str = ""
    erp_secret: str = ""
    products: tuple[ProductBody, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderEndpoint:
    """Where a shop's own system is asked for orders, and the key of our signature."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop of the merchant."""

    shop: str
    name: str
    group: str
    priority: int
    welcome: str
    preview_shown: bool
    sender: str
    reply_to: str
    orders: OrderEndpoint | None = None
    products: tuple[ProductBody, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent of the merchant, or one who was: `config` is None then."""

    agent: str
    name: str
    role: AgentRole
    config: AgentConfig | None

    @property
    def main(self) -> bool:
        """Whether it is the main account."""
        return self.config is not None and self.config.main


@dataclass(frozen=True, slots=True)
class PrivateContact:
    """A contact that is private because the file says so."""

    contact: str
    shop: str
    buyer: str


@dataclass(frozen=True, slots=True)
class Merchant:
    """A merchant as configured. `shops` and `agents` are by id, former ones included.

    `settings` are what people set in the console, the rest is the file's.
    """

    merchant: str
    name: str
    revision: int
    desk: DeskConfig
    shops: dict[str, Shop]
    agents: dict[str, Agent]
    private_contacts: tuple[PrivateContact, ...]
    categories: tuple[str, ...] = ()
    working_hours: WorkingHours | None = None
    summary_required: bool = False
    retention: Retention = field(default_factory=Retention)
    sender: str = ""
    reply_to: str = ""
    oidc: OidcSettings | None = field(default=None, repr=False)
    settings: ConsoleSettings = field(default_factory=ConsoleSettings)

    @property
    def revisions(self) -> Revisions:
        """How often it has changed, up to here."""
        return Revisions(self.revision, self.settings.last_change)

    def is_open(self, now_ms: Callable[[], int]) -> bool:
        """Whether working hours hold now (R16)."""
        return self.working_hours is None or self.working_hours.hold(now_ms())

    def next_edge_ms(self, now_ms: int) -> int | None:
        """When working hours next begin or end."""
        return None if self.working_hours is None else self.working_hours.next_edge_ms(now_ms)

    def mail_from(self, shop: Shop) -> str:
        """Who a shop's e-mails are from; "": as the operator says."""
        return shop.sender or self.sender

    def mail_reply_to(self, shop: Shop) -> str:
        """Where answers to a shop's e-mails go; "": to the sender."""
        return shop.reply_to or self.reply_to

    @property
    def summary_groups(self) -> tuple[SummaryGroup, ...]:
        """What summaries may say a session was about: what is set, else the file's."""
        if self.settings.summary_types is not None:
            return self.settings.summary_types
        return (SummaryGroup("", self.categories),) if self.categories else ()

    @property
    def summary_types(self) -> tuple[str, ...]:
        """The same without their heads; none: agents use their own words."""
        return tuple(one for group in self.summary_groups for one in group.types)

    def agent_name(self, agent: str) -> str:
        """What an agent is called; those nobody remembers, by their username."""
        known = self.agents.get(agent)
        return agent if known is None else known.name


_SETTINGS: Final = msgspec.json.Decoder(MerchantSettings)
_SHOP_SETTINGS: Final = msgspec.json.Decoder(ShopSettings)
_NAMES: Final = msgspec.json.Decoder(tuple[str, ...])


def read_names(blob: str) -> tuple[str, ...]:
    """A list of names from its column."""
    return _NAMES.decode(blob)


def read_merchant(stored: StoredMerchant) -> Merchant:
    """A merchant from its records."""
    settings = _SETTINGS.decode(stored.merchant.settings_json)
    agents = [_read_agent(record) for record in stored.agents]
    return Merchant(
        merchant=stored.merchant.merchant,
        name=stored.merchant.name,
        revision=stored.merchant.revision,
        desk=DeskConfig(
            settings=settings.desk,
            shops=tuple(
                ShopConfig(record.shop, record.group, record.priority)
                for record in stored.shops
                if record.enabled
            ),
            agents=tuple(agent.config for agent in agents if agent.config is not None),
        ),
        shops={record.shop: _read_shop(record) for record in stored.shops},
        agents={agent.agent: agent for agent in agents},
        private_contacts=tuple(
            PrivateContact(record.contact, record.shop, record.buyer)
            for record in stored.private_contacts
        ),
        categories=settings.categories,
        working_hours=settings.working_hours,
        summary_required=settings.summary_required,
        retention=settings.retention,
        sender=settings.mail_from,
        reply_to=settings.mail_reply_to,
        oidc=settings.oidc,
        settings=read_settings(stored.settings, stored.last_change),
    )


def _read_shop(record: ShopRecord) -> Shop:
    settings = _SHOP_SETTINGS.decode(record.settings_json)
    return Shop(
        shop=record.shop,
        name=record.name,
        group=record.group,
        priority=record.priority,
        welcome=settings.welcome,
        preview_shown=settings.preview_shown,
        sender=settings.mail_from,
        reply_to=settings.mail_reply_to,
        orders=OrderEndpoint(settings.erp_url, settings.erp_secret) if settings.erp_url else None,
        products=settings.products,
    )


def _read_agent(record: AgentRecord) -> Agent:
    config = AgentConfig(
        agent=record.agent,
        main=bool(record.main),
        receives=bool(record.receives),
        windows_max=record.windows_max,
        reception_max=record.reception_max,
        weight=record.weight,
        tier=record.tier,
        groups=frozenset(read_names(record.groups_json)),
    )
    role = AgentRole(record.role)
    return Agent(record.agent, record.name, role, config if record.enabled else None)


def stored_merchant(file: ProvisionFile, password_hashes: dict[str, str]) -> StoredMerchant:
    """A provision file as records. `password_hashes` are by username."""
    settings = MerchantSettings(
        desk=file.desk.settings,
        categories=file.categories,
        working_hours=file.working_hours,
        summary_required=file.summary_required,
        retention=Retention(*file.retention),
        mail_from=file.mail_from,
        mail_reply_to=file.mail_reply_to,
        oidc=None if file.oidc is None else OidcSettings(**asdict(file.oidc)),
    )
    return StoredMerchant(
        merchant=MerchantRecord(file.merchant, file.name, 0, _json(settings)),
        shops=tuple(_shop_record(file, position, shop) for position, shop in enumerate(file.shops)),
        agents=tuple(
            _agent_record(file.merchant, position, agent, password_hashes[agent.config.agent])
            for position, agent in enumerate(file.agents)
        ),
        private_contacts=tuple(
            PrivateContactRecord(
                file.merchant,
                contact_of_buyer(file.merchant, private.shop, private.buyer),
                private.shop,
                private.buyer,
            )
            for private in file.private_contacts
        ),
    )


def _shop_record(file: ProvisionFile, position: int, shop: ProvisionedShop) -> ShopRecord:
    settings = ShopSettings(
        shop.welcome,
        shop.preview_shown,
        shop.mail_from,
        shop.mail_reply_to,
        shop.erp_url,
        shop.erp_secret,
        tuple(
            ProductBody(one.id, one.title, one.url, one.price or None, one.image or None)
            for one in file.products
            if one.shop == shop.config.shop
        ),
    )
    return ShopRecord(
        shop=shop.config.shop,
        merchant=file.merchant,
        position=position,
        enabled=True,
        name=shop.name,
        origins_json=_json(shop.origins),
        identity_secret=shop.identity_secret,
        group=shop.config.group,
        priority=shop.config.priority,
        settings_json=_json(settings),
    )


def _agent_record(
    merchant: str, position: int, agent: ProvisionedAgent, password_hash: str
) -> AgentRecord:
    config = agent.config
    return AgentRecord(
        merchant=merchant,
        agent=config.agent,
        position=position,
        enabled=True,
        name=agent.name,
        role=agent.role,
        password_hash=password_hash,
        main=config.main,
        receives=config.receives,
        windows_max=config.windows_max,
        reception_max=config.reception_max,
        weight=config.weight,
        tier=config.tier,
        groups_json=_json(sorted(config.groups)),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
