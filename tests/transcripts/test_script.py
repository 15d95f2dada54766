import pytest

from tests.transcripts.script import (
    Bindings,
    ClientCloses,
    Connect,
    Include,
    Receive,
    Send,
    ServerCloses,
    transcripts,
    unfolded,
)

DOCUMENT = """\
Text.

```transcript one
# A comment.
x+
ada> {"t": "a",
     "id": 1}
ada! bye
```

```transcript two
& one
x< {"t": "b", "at_ms": "<ms>"}
x*2..3> {"id": "<n>", "cid": "c-<n>"}
x! 4400
```
"""


def test_lines_are_steps() -> None:
    scripts = transcripts(DOCUMENT)
    assert scripts["one"] == [
        Connect("x"),
        Send("ada", {"t": "a", "id": 1}, is_repeated=False),
        ClientCloses("ada"),
    ]
    assert scripts["two"] == [
        Include("one"),
        Receive("x", {"t": "b", "at_ms": "<ms>"}),
        Send("x", {"id": 2, "cid": "c-2"}, is_repeated=True),
        Send("x", {"id": 3, "cid": "c-3"}, is_repeated=True),
        ServerCloses("x", 4400),
    ]
    assert list(unfolded(scripts, "two"))[:3] == scripts["one"]


def test_line_that_is_none_is_noticed() -> None:
    with pytest.raises(AssertionError, match="no line"):
        transcripts("```transcript bad\nhello?\n```\n")


@pytest.mark.parametrize(
    ("expected", "received", "is_equal"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"a": 1.0}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1}, {}, False),
        ([1, 2], [1], False),
        ("<id>", "x", True),
        ("<id>", "", False),
        ("<id>", 5, False),
        ("<ms>", 0, True),
        ("<ms>", -1, False),
        ("<ms>", True, False),
        ("<ms>", "5", False),
        ({"a": "<id s>", "b": "<id s>"}, {"a": "x", "b": "x"}, True),
        ({"a": "<id s>", "b": "<id s>"}, {"a": "x", "b": "y"}, False),
        ({"a": "<id s>", "b": "<id t>"}, {"a": "x", "b": "y"}, True),
    ],
)
def test_frames_are_compared_field_for_field(
    expected: object, received: object, is_equal: bool
) -> None:
    assert (Bindings().differences(expected, received) == []) is is_equal


def test_differences_are_told_by_path() -> None:
    bindings = Bindings()
    bindings.bind("id", "s", "s-1")
    expected = {
        "id": "<id s>",
        "reason": {"load": [0, 1], "by": "x"},
        "<id s>": 1,
        "members": [],
    }
    received = {
        "id": "s-2",
        "reason": {"load": [1, 1]},
        "s-1": 1,
        "members": ["x"],
        "owner": "x",
    }
    assert bindings.differences(expected, received) == [
        'id: "s-2" != "s-1"',
        "reason.load[0]: 1 != 0",
        'reason.by: missing, "x" is due',
        'members: ["x"] != []',
        'owner: "x" is not due',
    ]


def test_first_use_of_a_name_binds_it() -> None:
    bindings = Bindings()
    assert bindings.differences({"session": "<id s>"}, {"session": "s-1"}) == []
    assert bindings.filled({"resume": {"<id s>": {"public": 1}}}) == {
        "resume": {"s-1": {"public": 1}}
    }
    assert bindings.differences({"session": "<id s>"}, {"session": "s-2"})


def test_frame_that_does_not_match_binds_nothing() -> None:
    bindings = Bindings()
    assert bindings.differences({"a": "<id s>", "b": 1}, {"a": "x", "b": 2})
    assert bindings.differences({"a": "<id s>"}, {"a": "y"}) == []


def test_name_that_was_never_bound_is_noticed() -> None:
    with pytest.raises(KeyError):
        Bindings().filled({"session": "<id s>"})
