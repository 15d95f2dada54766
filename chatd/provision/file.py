"""What a provision file says, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from chatd.addresses import mailbox
from chatd.errors import ProvisionError
from chatd.hours import DAYS, MINUTES_A_DAY, OpenSpan, WorkingHours
from chatd.provision.oidc import ProvisionedOidc, match_agents, read_oidc, take_oidc_name
from chatd.provision.toml import Problems, Table, WrongValue, flag, load, one_of, text, whole
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig

ID_MAX: Final = 64
NAME_MAX: Final = 80
TEXT_MAX: Final = 4_000
TITLE_MAX: Final = 300
URL_MAX: Final = 2_000
CATEGORY_MAX: Final = 25
CATEGORIES_MAX: Final = 50
ROWS_MAX: Final = 1_000
WINDOWS_MAX: Final = 200
RECEPTION_MAX: Final = 100_000
PASSWORD_CHARACTERS_MIN: Final = 8
IDENTITY_KEY_BYTES_MIN: Final = 32
YEAR_MS: Final = 366 * 24 * 3_600_000
_DEFAULTS: Final = AgentConfig(agent="")
RETENTION_DAYS_MAX: Final = 36_500
_UNLIMITED: Final = "unlimited"
_ID: Final = re.compile(r"[\w.@+-]+")
_SPAN: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class ProvisionedShop:
    """A shop: what the desk needs, and what the widget and its frame do.

    Args:
        origins: Pages that may frame the widget, as scheme://host[:port].
        identity_secret: Key of the shop's identity tokens; None: every buyer is a visitor.
        welcome: Shown before the first message; "" is none.
        preview_shown: Agents see what a buyer is typing.
        mail_from: Who its e-mails are from, and where answers go; "": as the merchant says.
        erp_url: Where the shop's own system is asked for a buyer's orders; "" is nowhere.
        erp_secret: Key of the signature it is asked with.
    """

    config: ShopConfig
    name: str
    origins: tuple[str, ...]
    identity_secret: str | None
    welcome: str
    preview_shown: bool
    mail_from: str = ""
    mail_reply_to: str = ""
    erp_url: str = ""
    erp_secret: str = ""


@dataclass(frozen=True, slots=True)
class ProvisionedProduct:
    """A product that every agent of a shop can send with one press. `price` is as written."""

    shop: str
    id: str
    title: str
    url: str
    price: str
    image: str


@dataclass(frozen=True, slots=True)
class ProvisionedAgent:
    """An agent: what the desk needs, and the account. `role` is owner, supervisor or agent.

    `oidc` is what the merchant's OpenID provider calls them, "" if it does not.
    """

    config: AgentConfig
    name: str
    role: str
    password: str
    oidc: str = ""


@dataclass(frozen=True, slots=True)
class PrivateContact:
    """A contact bound to the main account: a shop, and the `sub` of the shop's identity."""

    shop: str
    buyer: str


@dataclass(frozen=True, slots=True)
class ProvisionFile:
    """One merchant, whole. Writing it twice is writing it once.

    `desk.agents` are in the file's order, which is R8's provision order.
    """

    merchant: str
    name: str
    desk: DeskConfig
    shops: tuple[ProvisionedShop, ...]
    agents: tuple[ProvisionedAgent, ...]
    private_contacts: tuple[PrivateContact, ...]
    categories: tuple[str, ...]
    working_hours: WorkingHours | None
    summary_required: bool = False
    retention: tuple[int | None, int | None, int | None] = (None, None, None)
    """Days that messages, contacts and the journal are kept; None: for ever."""
    mail_from: str = ""
    mail_reply_to: str = ""
    products: tuple[ProvisionedProduct, ...] = ()
    oidc: ProvisionedOidc | None = None


def parse_provision(
    source: str, *, password_characters_min: int = PASSWORD_CHARACTERS_MIN
) -> ProvisionFile:
    """Read a provision file.

    Args:
        source: The TOML text.
        password_characters_min: The demo's passwords are shorter, on purpose.

    Raises:
        ProvisionError: With every mistake in the file.
    """
    problems = Problems(source)
    root = Table(load(source), (), problems)
    settings_table = root.table("settings")
    file = _read_file(root, settings_table, password_characters_min)
    settings_table.finish()
    root.finish()
    _check_whole(file, problems)
    if problems.found:
        raise ProvisionError(problems.found)
    return file


def _read_file(root: Table, settings_table: Table, password_characters_min: int) -> ProvisionFile:
    shops = tuple(_read_shop(table) for table in root.tables("shops"))
    agents = tuple(_read_agent(table, password_characters_min) for table in root.tables("agents"))
    return ProvisionFile(
        merchant=root.take("merchant", _identifier, "", required=True),
        name=root.take("name", text(NAME_MAX), "", required=True),
        desk=DeskConfig(
            settings=_read_settings(settings_table),
            shops=tuple(shop.config for shop in shops),
            agents=tuple(agent.config for agent in agents),
        ),
        shops=shops,
        agents=agents,
        private_contacts=tuple(_read_private(table) for table in root.tables("private_contacts")),
        categories=settings_table.take_all("categories", text(CATEGORY_MAX), CATEGORIES_MAX),
        working_hours=_read_hours(root) if root.has("working_hours") else None,
        summary_required=settings_table.take("summary_required", flag, default=False),
        retention=_read_retention(root),
        mail_from=settings_table.take("mail_from", _mailbox, ""),
        mail_reply_to=settings_table.take("mail_reply_to", _mailbox, ""),
        products=tuple(_read_product(table) for table in root.tables("products")),
        oidc=read_oidc(root),
    )


def _read_settings(table: Table) -> DeskSettings:
    settings = DeskSettings()
    span = whole(1, YEAR_MS)
    return replace(
        settings,
        recent_contact_ms=table.take("recent_contact_ms", span, settings.recent_contact_ms),
        disconnect_grace_ms=table.take("disconnect_grace_ms", span, settings.disconnect_grace_ms),
        buyer_grace_ms=table.take("buyer_grace_ms", span, settings.buyer_grace_ms),
        group_wait_ms=table.take("group_wait_ms", span, settings.group_wait_ms),
        queue_hold_ms=table.take("queue_hold_ms", span, settings.queue_hold_ms),
        invitation_ttl_ms=table.take("invitation_ttl_ms", span, settings.invitation_ttl_ms),
        no_answer_ms=table.take("no_answer_ms", whole(0, YEAR_MS), settings.no_answer_ms),
        no_answer_hops_max=table.take(
            "no_answer_hops_max", whole(1, 100), settings.no_answer_hops_max
        ),
        queue_max=table.take("queue_max", _queue_max, settings.queue_max),
        boost_ms=table.take("boost_ms", _boosts, settings.boost_ms),
    )


def _read_shop(table: Table) -> ProvisionedShop:
    config = ShopConfig(
        shop=table.take("id", _identifier, "", required=True),
        group=table.take("group", text(ID_MAX, shortest=0), ""),
        priority=table.take("priority", whole(0, 2), 0),
    )
    shop = ProvisionedShop(
        config=config,
        name=table.take("name", text(NAME_MAX), "", required=True),
        origins=table.take_all("origins", _origin, ROWS_MAX),
        identity_secret=table.take("identity_secret", _identity_key, None),
        welcome=table.take("welcome", text(TEXT_MAX, shortest=0), ""),
        preview_shown=table.take("preview_shown", flag, default=True),
        mail_from=table.take("mail_from", _mailbox, ""),
        mail_reply_to=table.take("mail_reply_to", _mailbox, ""),
        erp_url=table.take("erp_url", _erp_url, ""),
        erp_secret=table.take("erp_secret", _identity_key, None) or "",
    )
    if bool(shop.erp_url) is not bool(shop.erp_secret):
        table.report("erp_url", "needs `erp_secret`, and the other way round")
    table.finish()
    return shop


def _read_agent(table: Table, password_characters_min: int) -> ProvisionedAgent:
    role = table.take("role", one_of("owner", "supervisor", "agent"), "agent")
    main = table.take("main", flag, default=False)
    config = AgentConfig(
        agent=table.take("username", _identifier, "", required=True),
        main=main,
        receives=table.take("receives", flag, default=role != "supervisor"),
        windows_max=table.take("windows_max", whole(1, WINDOWS_MAX), _DEFAULTS.windows_max),
        reception_max=table.take("reception_max", _reception_max, _DEFAULTS.reception_max),
        weight=table.take("weight", whole(1, 1_000), _DEFAULTS.weight),
        tier=table.take("tier", whole(0, 1_000), 1 if main else 0),
        groups=frozenset(table.take_all("groups", text(ID_MAX), ROWS_MAX)),
    )
    agent = ProvisionedAgent(
        config=config,
        name=table.take("name", text(NAME_MAX), "", required=True),
        role=role,
        password=table.take(
            "password", text(TEXT_MAX, shortest=password_characters_min), "", required=True
        ),
        oidc=take_oidc_name(table),
    )
    if config.reception_max is not None and config.windows_max > config.reception_max:
        key = "windows_max" if table.has("windows_max") else "reception_max"
        table.report(key, f"{config.windows_max} windows are more than {config.reception_max}")
    table.finish()
    return agent


def _read_private(table: Table) -> PrivateContact:
    contact = PrivateContact(
        shop=table.take("shop", _identifier, "", required=True),
        buyer=table.take("buyer", text(ID_MAX), "", required=True),
    )
    table.finish()
    return contact


def _read_product(table: Table) -> ProvisionedProduct:
    product = ProvisionedProduct(
        shop=table.take("shop", _identifier, "", required=True),
        id=table.take("id", text(ID_MAX), "", required=True),
        title=table.take("title", text(TITLE_MAX), "", required=True),
        url=table.take("url", _web_address, "", required=True),
        price=table.take("price", text(NAME_MAX, shortest=0), ""),
        image=table.take("image", _web_address, ""),
    )
    table.finish()
    return product


def _read_hours(root: Table) -> WorkingHours:
    table = root.table("working_hours")
    spans = [
        OpenSpan(number, start, end)
        for number, day in enumerate(DAYS)
        for start, end in table.take_all(day, _span, 48)
    ]
    hours = WorkingHours(table.take("timezone", _timezone, "UTC", required=True), tuple(spans))
    table.finish()
    return hours


def _read_retention(root: Table) -> tuple[int | None, int | None, int | None]:
    table = root.table("retention")
    messages, contacts, journal = (
        table.take(name, whole(1, RETENTION_DAYS_MAX), None)
        for name in ("messages_days", "contacts_days", "journal_days")
    )
    table.finish()
    return messages, contacts, journal


def _check_whole(file: ProvisionFile, problems: Problems) -> None:
    """What no table can see by itself."""
    _check_different("shops", "id", [shop.config.shop for shop in file.shops], problems)
    _check_different("agents", "username", [agent.config.agent for agent in file.agents], problems)
    if not file.shops:
        problems.add_missing((), "shops")
    mains = [at for at, agent in enumerate(file.agents) if agent.config.main]
    if not mains:
        problems.add(("agents", 0), "one agent must have `main = true`")
    for at in mains[1:]:
        problems.add(("agents", at, "main"), "is true for another agent already")
    _check_references(file, problems)


def _check_references(file: ProvisionFile, problems: Problems) -> None:
    groups = {group for agent in file.agents for group in agent.config.groups}
    for at, shop in enumerate(file.shops):
        if shop.config.group and shop.config.group not in groups:
            problems.add(("shops", at, "group"), "has no agent in it")
    shops = {shop.config.shop for shop in file.shops}
    for at, contact in enumerate(file.private_contacts):
        if contact.shop and contact.shop not in shops:
            problems.add(("private_contacts", at, "shop"), "is none of this file's shops")
    for at, product in enumerate(file.products):
        if product.shop and product.shop not in shops:
            problems.add(("products", at, "shop"), "is none of this file's shops")
    names = [(agent.config.agent, agent.oidc) for agent in file.agents]
    match_agents(file.oidc, names, problems)


def _check_different(table: str, key: str, names: Iterable[str], problems: Problems) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name and name in seen:
            problems.add((table, at, key), f"{name!r} is there twice")
        seen.add(name)


def _identifier(value: Any) -> str:
    name = text(ID_MAX)(value)
    if not _ID.fullmatch(name):
        raise WrongValue("must consist of letters, digits and . @ + - _")
    return name


def _queue_max(value: Any) -> int | None:
    return whole(1, 1_000_000)(value)


def _reception_max(value: Any) -> int | None:
    if value == _UNLIMITED:
        return None
    try:
        return whole(1, RECEPTION_MAX)(value)
    except ValueError as error:
        raise WrongValue(f'{error}, or "{_UNLIMITED}"') from error


def _boosts(value: Any) -> tuple[int, int, int]:
    if not isinstance(value, list) or len(value) != 3:
        raise WrongValue("must be three numbers, for the priorities 0, 1 and 2")
    low, middle, high = (whole(0, YEAR_MS)(boost) for boost in value)
    if not low <= middle <= high:
        raise WrongValue("must not fall from one priority to the next")
    return low, middle, high


def _origin(value: Any) -> str:
    written = text(TEXT_MAX)(value)
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or written != f"{parts.scheme}://{parts.netloc}":
        raise WrongValue("must name origins such as https://shop.example")
    if not parts.hostname or parts.username is not None or parts.port == 0:
        raise WrongValue("must name origins such as https://shop.example")
    return written


def _mailbox(value: Any) -> str:
    written = text(TEXT_MAX)(value)
    try:
        mailbox(written)
    except ValueError as error:
        raise WrongValue("must be an e-mail address such as Shop <help@shop.example>") from error
    return written


def _web_address(value: Any) -> str:
    written = text(URL_MAX)(value)
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", written):
        raise WrongValue("must be an address such as https://shop.example/tent")
    return written


def _erp_url(value: Any) -> str:
    """https, or this host, which the server asks only where its operator allows it."""
    written = _web_address(value)
    parts = urlsplit(written)
    is_here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.username is not None or (parts.scheme != "https" and not is_here):
        raise WrongValue("must be an address such as https://erp.example/orders")
    return written


def _identity_key(value: Any) -> str | None:
    key = text(TEXT_MAX)(value)
    if len(key.encode()) < IDENTITY_KEY_BYTES_MIN:
        raise WrongValue(f"must have at least {IDENTITY_KEY_BYTES_MIN} bytes")
    return key


def _timezone(value: Any) -> str:
    name = text(ID_MAX)(value)
    if name not in available_timezones():
        raise WrongValue("must be an IANA time zone such as Asia/Shanghai")
    return name


def _span(value: Any) -> tuple[int, int]:
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise WrongValue('must be times such as "09:00-17:30"')
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) >= 60 or not start < end <= MINUTES_A_DAY:
        raise WrongValue('must be times such as "09:00-17:30", in order, within one day')
    return start, end
