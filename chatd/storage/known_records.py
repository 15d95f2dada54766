"""Rows of `known_tables`, as named tuples in their columns' order."""

from __future__ import annotations

from typing import NamedTuple


class PhraseRecord(NamedTuple):
    """A phrase. `owner` is an agent, or "" for everybody's; `position` counts from 0."""

    merchant: str
    owner: str
    phrase: str
    position: int
    group: str
    text: str


class PhrasePinRecord(NamedTuple):
    """A phrase on one of an agent's four keys; `place` counts from 0."""

    merchant: str
    agent: str
    place: int
    phrase: str


class ProductRecord(NamedTuple):
    """A product an agent has sent or pinned."""

    merchant: str
    shop: str
    product: str
    title: str
    url: str
    price: str | None
    image: str | None
    pinned: bool
    sent_ms: int


class VisitRecord(NamedTuple):
    """A page a contact looked at. `left_ms`: they left from there; None: they went on, or stay."""

    merchant: str
    contact: str
    at_ms: int
    left_ms: int | None
    url: str
    title: str
    referrer: str | None
    region: str | None
    product_json: str | None


class ContactNoteRecord(NamedTuple):
    """What agents wrote down about a contact. `version` counts its changes."""

    merchant: str
    contact: str
    version: int
    phone: str
    company: str
    note: str
    changed_ms: int
    changed_by: str


class BlockedRecord(NamedTuple):
    """A contact that is blocked now: by whom, when and why."""

    contact: str
    shop: str
    buyer: str | None
    name: str | None
    agent: str
    reason: str
    at_ms: int


class PastSessionRecord(NamedTuple):
    """A session of a contact, as the interaction record lists it."""

    session: str
    shop: str
    phase: str
    created_ms: int
    closed_ms: int | None
    category: str | None
    note: str | None
    messages: int
    agents: str
    """Usernames of everybody who ever took part, each after a line break."""
