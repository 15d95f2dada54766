"""Sizes that are part of the protocol: clients are generated from them, so they are not settings.

What an operator may change (rates, outbox, deadlines) is in `chatd.config` instead.
"""

from __future__ import annotations

from typing import Final

ID_MAX: Final = 64
"""Characters of any id: session, contact, shop, merchant, username, upload, the sub of a buyer."""

CID_MAX: Final = 64
"""Characters of a client's message id."""

COMMAND_ID_MAX: Final = 2**53 - 1
"""The largest command id, and the largest seq: what a JavaScript number holds exactly."""

NAME_MAX: Final = 80
EMAIL_MAX: Final = 254
TITLE_MAX: Final = 300
URL_MAX: Final = 2_000
TOKEN_MAX: Final = 4_096

TEXT_MAX: Final = 4_000
"""Characters of a message's text."""

PREVIEW_MAX: Final = 500
"""Characters of a typing preview."""

NOTE_MAX: Final = 1_000
"""Characters of a note, a comment or a reason."""

CATEGORY_MAX: Final = 25
"""Characters of a summary's category."""

SHORT_MAX: Final = 80
"""Characters of a price, a status and the like, which are shown and never computed with."""

CONSENT_MAX: Final = 300
"""What becomes of a buyer's words, as the widget says it."""

QUESTIONS_MAX: Final = 20
QUESTION_MAX: Final = 100
QUESTION_ANSWER_MAX: Final = 1_000
"""Frequent questions of a shop, and the characters of one and of its answer."""

AUTO_TEXT_MAX: Final = 500
"""Characters of an automatic answer."""

AUTO_AFTER_S_MIN: Final = 5
AUTO_AFTER_S_MAX: Final = 24 * 60 * 60

PHRASE_MAX: Final = 2_000
PHRASE_GROUP_MAX: Final = 40
PHRASES_SHARED_MAX: Final = 1_000
PHRASES_OWN_MAX: Final = 200
PHRASE_PINS_MAX: Final = 4
PHRASES_CSV_MAX: Final = 4_000_000
"""Characters of a phrase and of its group; phrases of a book; characters of a file of them."""

RECORD_FIELD_MAX: Final = 80
"""Characters of a contact's phone, and of their company."""

ORDERS_MAX: Final = 50
ORDER_ITEMS_MAX: Final = 50
SUMMARY_TYPES_MAX: Final = 50
"""Orders of a buyer, and lines of one; a merchant's summary types, and groups of them."""

WINDOWS_MAX: Final = 200
HISTORY_LIMIT_MAX: Final = 100
HISTORY_LIMIT_DEFAULT: Final = 50
RESUME_SESSIONS_MAX: Final = 1_000
RESUME_MESSAGES_MAX: Final = 50
"""Messages sent again for each (session, channel) of a resume; older ones are a gap."""

UPLOAD_BYTES_MAX: Final = 10 * 1024 * 1024
PIXELS_MAX: Final = 100_000
FILE_NAME_MAX: Final = 255
"""Characters of a file's name as its owner calls it; in messages it is shortened to `NAME_MAX`."""

QUEUE_ENTRIES_MAX: Final = 50
"""Entries that `queue.changed` carries; `waiting` counts all."""

SCORE_MIN: Final = 1
SCORE_MAX: Final = 5
