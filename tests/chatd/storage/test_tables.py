from typing import Any

import pytest

from chatd.storage import known_records, known_tables, left_tables, records, tables
from chatd.storage.batch import Writes
from chatd.storage.statements import IN_ORDER

PAIRS = [
    (tables.merchants, records.MerchantRecord),
    (tables.shops, records.ShopRecord),
    (tables.agents, records.AgentRecord),
    (tables.private_contacts, records.PrivateContactRecord),
    (tables.settings, records.SettingRecord),
    (tables.setting_changes, records.SettingChangeRecord),
    (tables.desks, records.DeskRecord),
    (tables.desk_configs, records.DeskConfigRecord),
    (tables.agent_states, records.AgentStateRecord),
    (tables.contacts, records.ContactRecord),
    (tables.sessions, records.SessionRecord),
    (tables.touches, records.TouchRecord),
    (tables.participants, records.ParticipantRecord),
    (tables.invitations, records.InvitationRecord),
    (tables.journal, records.JournalRecord),
    (tables.messages, records.MessageRecord),
    (tables.reads, records.ReadRecord),
    (tables.summaries, records.SummaryRecord),
    (tables.ratings, records.RatingRecord),
    (left_tables.handled, records.HandledRecord),
    (left_tables.mails, records.MailRecord),
    (tables.blocks, records.BlockRecord),
    (tables.refresh_tokens, records.RefreshRecord),
    (known_tables.phrases, known_records.PhraseRecord),
    (known_tables.phrase_pins, known_records.PhrasePinRecord),
    (known_tables.products, known_records.ProductRecord),
    (known_tables.visits, known_records.VisitRecord),
    (known_tables.contact_notes, known_records.ContactNoteRecord),
]


@pytest.mark.parametrize(("table", "record"), PAIRS, ids=lambda one: getattr(one, "name", ""))
def test_record_has_the_tables_columns_in_its_order(table: Any, record: Any) -> None:
    assert list(record._fields) == [column.name for column in table.columns]


def test_every_list_of_writes_has_its_statement() -> None:
    named = {name for name, _ in IN_ORDER}
    assert named == set(Writes.__dataclass_fields__) - {"merchant", "slot"}
