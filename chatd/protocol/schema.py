"""JSON Schema out of the structs, for people and tools that do not read Python."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, get_args

import msgspec
from msgspec.structs import FieldInfo

from chatd.protocol import answers, events, http, known, phrases, settings
from chatd.protocol.bodies import BODY_OF
from chatd.protocol.commands import AgentCommand, AgentHello, BuyerCommand, BuyerHello, Command
from chatd.protocol.views import MessageView

JsonSchema = dict[str, Any]

BUYER_COMMANDS: Final[tuple[type[Command], ...]] = (BuyerHello, *get_args(BuyerCommand))
AGENT_COMMANDS: Final[tuple[type[Command], ...]] = (AgentHello, *get_args(AgentCommand))
ANSWERS: Final[tuple[type[msgspec.Struct], ...]] = (
    answers.Ok,
    *dict.fromkeys(answers.ANSWER_OF.values()),
    answers.ErrorAnswer,
)
BUYER_EVENTS: Final[tuple[type[msgspec.Struct], ...]] = get_args(events.BuyerEvent)
AGENT_EVENTS: Final[tuple[type[msgspec.Struct], ...]] = get_args(events.AgentEvent)
HTTP_BODIES: Final[tuple[type[msgspec.Struct], ...]] = (
    http.LoginRequest,
    http.TokenAnswer,
    http.OidcOffer,
    http.OidcRequest,
    http.OidcAnswer,
    http.RecentContacts,
    http.UploadRequest,
    http.UploadAnswer,
    http.HttpError,
    http.HealthAnswer,
    http.LeftMessagesView,
    settings.QuestionsView,
    settings.QuestionsChange,
    settings.ConsentView,
    settings.ConsentChange,
    settings.AnswersView,
    settings.OwnAnswersChange,
    settings.ForcedAnswersChange,
    settings.SettingChangesView,
    settings.SummaryTypesView,
    settings.SummaryTypesChange,
    settings.AvatarSetting,
    settings.AvatarChange,
    phrases.PhrasesView,
    phrases.NewPhrase,
    phrases.PhraseChange,
    phrases.BookOrder,
    phrases.PhraseImport,
    phrases.ImportAnswer,
    phrases.ImportRefused,
    phrases.PhrasePins,
    known.ContactDetails,
    known.NoteChange,
    known.PastSessions,
    known.Transcript,
    known.OrdersView,
    known.ProductsView,
    known.ProductChange,
    known.BlacklistView,
)

GROUPS: Final[Mapping[str, tuple[type[msgspec.Struct], ...]]] = {
    "BuyerCommand": BUYER_COMMANDS,
    "AgentCommand": AGENT_COMMANDS,
    "Answer": ANSWERS,
    "BuyerEvent": BUYER_EVENTS,
    "AgentEvent": AGENT_EVENTS,
}
"""The unions a client meets, by the name they have in the schema and in TypeScript."""


def wire_structs() -> tuple[type[msgspec.Struct], ...]:
    """Every struct that stands on the wire by itself, each once, in a fixed order."""
    grouped = [struct for group in GROUPS.values() for struct in group]
    return tuple(dict.fromkeys((*grouped, *BODY_OF.values(), *HTTP_BODIES)))


def json_schema() -> JsonSchema:
    """The whole protocol as one JSON Schema document, 2020-12, with one definition a struct."""
    structs: tuple[type[msgspec.Struct], ...] = (*wire_structs(), MessageView)
    _, definitions = msgspec.json.schema_components(structs, ref_template="#/$defs/{name}")
    for definition in definitions.values():
        definition["description"] = inspect.cleandoc(definition.get("description", ""))
    for struct in structs:
        if "body" in struct.__struct_fields__:
            _tie_body_to_kind(definitions[struct.__name__], msgspec.structs.fields(struct))
    for name, group in GROUPS.items():
        definitions[name] = {"anyOf": [_reference(struct.__name__) for struct in group]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "chat.v1",
        "anyOf": [_reference(name) for name in GROUPS],
        "$defs": dict(sorted(definitions.items())),
    }


def _reference(name: str) -> JsonSchema:
    return {"$ref": f"#/$defs/{name}"}


def _tie_body_to_kind(definition: JsonSchema, fields: Iterable[FieldInfo]) -> None:
    """Say what the structs check by hand: the shape of `body` follows from `kind`."""
    kinds: type[StrEnum] = next(field.type for field in fields if field.name == "kind")
    definition["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind.value}}},
            "then": {"properties": {"body": _reference(BODY_OF[kind].__name__)}},
        }
        for kind in kinds
    ]
