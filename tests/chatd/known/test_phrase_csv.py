"""Phrases as a CSV file: what was written is read again, and what is wrong is named."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatd.known.phrase_csv import Row, read_csv, without_hint, write_csv
from chatd.protocol import limits
from chatd.protocol.phrases import ImportFault

_TEXT = st.text(
    st.one_of(
        st.sampled_from("\"',=+-@;\t\r\n 【】“”，。あ😀\ufeff'"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=30,
)
GROUPS = _TEXT.map(str.strip)
PHRASES = _TEXT.filter(lambda text: bool(without_hint(text).strip()))
ROWS = st.lists(st.builds(Row, GROUPS, PHRASES), max_size=8)


@given(ROWS)
@example([Row("group", "text"), Row("分组", "常用语")])
@example([Row("售前", "【尺码】第一行\r\n第二行\n“引号” \"double\", 'single'")])
@example([Row("", "=1+1"), Row("", "'=1+1"), Row("@", "''@x"), Row("", "\tx")])
def test_a_file_is_read_as_what_it_was_written_from(rows: list[Row]) -> None:
    parsed = read_csv(write_csv(rows))
    assert parsed.problems == ()
    assert list(parsed.rows) == rows


@given(st.text(max_size=200))
def test_any_text_is_read_or_its_rows_are_named(text: str) -> None:
    parsed = read_csv(text)
    assert len(parsed.rows) == len(parsed.lines)
    lines = text.count("\n") + text.count("\r") + 1
    for problem in parsed.problems:
        assert 1 <= problem.line <= lines


def test_a_spreadsheet_finds_a_mark_quotes_and_no_formula() -> None:
    written = write_csv([Row("售前", '=HYPERLINK("http://evil")'), Row("b", "two\nlines")])
    assert written.startswith("\ufeffgroup,text\r\n")
    cells = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert cells[1:] == [["售前", '\'=HYPERLINK("http://evil")'], ["b", "two\nlines"]]


def test_a_file_without_header_or_mark_and_with_empty_lines_is_read() -> None:
    parsed = read_csv("售前,【尺码】均码\n\n,\n售后,七天退换\n")
    assert parsed.rows == (Row("售前", "【尺码】均码"), Row("售后", "七天退换"))
    assert parsed.lines == (1, 4)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("only", ImportFault.COLUMNS),
        ("a,b,c", ImportFault.COLUMNS),
        ("a,【hint】 ", ImportFault.EMPTY),
        ("a,", ImportFault.EMPTY),
        (f"{'g' * (limits.PHRASE_GROUP_MAX + 1)},x", ImportFault.GROUP_TOO_LONG),
        (f"a,{'x' * (limits.PHRASE_MAX + 1)}", ImportFault.TEXT_TOO_LONG),
        ('a,"b"c', ImportFault.QUOTES),
        ('a,"never closed', ImportFault.QUOTES),
    ],
)
def test_a_bad_row_is_named_by_its_line(row: str, fault: ImportFault) -> None:
    parsed = read_csv(f'group,text\r\na,"two\r\nlines"\r\n{row}\r\n')
    assert [(one.line, one.fault) for one in parsed.problems] == [(4, fault)]


def test_every_bad_row_is_named() -> None:
    parsed = read_csv("a\nb,ok\nc,\n")
    assert [(one.line, one.fault.value) for one in parsed.problems] == [
        (1, "columns"),
        (3, "empty"),
    ]


@pytest.mark.parametrize(
    ("text", "inserted"),
    [
        ("【尺码】均码可穿", "均码可穿"),
        (" 【a】 \nb", "b"),
        ("no hint", "no hint"),
        ("later 【x】 stays", "later 【x】 stays"),
        ("【never closed", "【never closed"),
    ],
)
def test_a_hint_in_front_is_not_inserted(text: str, inserted: str) -> None:
    assert without_hint(text) == inserted
