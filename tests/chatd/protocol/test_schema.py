import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from chatd.errors import ErrorCode
from chatd.protocol import fields, limits, typescript
from chatd.protocol.bodies import BODY_OF
from chatd.protocol.fields import MessageKind, SentKind
from chatd.protocol.schema import (
    AGENT_COMMANDS,
    AGENT_EVENTS,
    BUYER_COMMANDS,
    BUYER_EVENTS,
    GROUPS,
    json_schema,
    wire_structs,
)
from chatd.provision import file as provision
from presence.states import PresenceState
from routing import rows
from routing.events import InvitationEnd, LeaveReason, Refusal


def references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def test_json_schema_defines_all_it_refers_to() -> None:
    schema = json.loads(json.dumps(json_schema()))
    defined = {f"#/$defs/{name}" for name in schema["$defs"]}
    assert set(references(schema)) <= defined
    assert {struct.__name__ for struct in wire_structs()} | GROUPS.keys() <= schema["$defs"].keys()


def test_json_schema_refuses_what_a_command_does_not_have() -> None:
    definitions = json_schema()["$defs"]
    for command in (*BUYER_COMMANDS, *AGENT_COMMANDS):
        assert definitions[command.__name__]["additionalProperties"] is False


def test_json_schema_ties_the_body_to_the_kind() -> None:
    rules = json_schema()["$defs"]["BuyerMessageSend"]["allOf"]
    assert [rule["if"]["properties"]["kind"]["const"] for rule in rules] == list(SentKind)
    assert rules[0]["then"]["properties"]["body"] == {"$ref": "#/$defs/TextBody"}


def test_every_kind_has_a_body() -> None:
    assert list(BODY_OF) == list(MessageKind)
    assert set(SentKind) < set(MessageKind)


def test_names_on_the_wire_are_unique_on_each_side() -> None:
    for group in (BUYER_COMMANDS, AGENT_COMMANDS, BUYER_EVENTS, AGENT_EVENTS):
        tags = [struct.__struct_config__.tag for struct in group]
        assert len(set(tags)) == len(tags)


def test_written_types_pass_the_check(tmp_path: Path) -> None:
    assert not typescript.check(tmp_path)
    path = typescript.write(tmp_path)
    assert typescript.check(tmp_path)
    path.write_text(path.read_text() + "// by hand\n")
    assert not typescript.check(tmp_path)


def test_types_are_written_the_same_each_time() -> None:
    assert typescript.render() == typescript.render()


def test_types_name_the_answer_of_each_command() -> None:
    written = typescript.render()
    assert "  'session.explain': Explanation\n" in written
    assert "  'session.close': Ok\n" in written


def test_types_mark_what_may_be_absent() -> None:
    written = typescript.render()
    view = written.partition("export interface BuyerSessionView {")[2].partition("}")[0]
    assert "  phase: Phase\n" in view
    assert "  position?: number\n" in view


def test_words_of_the_wire_are_those_of_the_desk() -> None:
    """The wire shares no type with the desk, so that either may move; the words must be one."""

    def words(enum: type[StrEnum]) -> set[str]:
        return {member.value for member in enum}

    assert words(fields.Phase) == words(rows.Phase)
    assert words(fields.CloseReason) == words(rows.CloseReason)
    assert words(fields.InvitationMode) == words(rows.InvitationMode)
    assert words(fields.InvitationEnd) == words(InvitationEnd)
    assert words(fields.PresenceState) == words(PresenceState)
    assert words(LeaveReason) <= words(fields.RemovalReason)
    assert words(Refusal) <= words(ErrorCode)


def test_provisioned_names_fit_the_wire() -> None:
    assert provision.ID_MAX == limits.ID_MAX
    assert provision.NAME_MAX == limits.NAME_MAX
    assert provision.TEXT_MAX == limits.TEXT_MAX
    assert provision.CATEGORY_MAX == limits.CATEGORY_MAX
    assert provision.WINDOWS_MAX == limits.WINDOWS_MAX
