from chatd.errors import CommandRejected, ErrorCode
from chatd.protocol.answers import ANSWER_OF, ErrorAnswer, Ok, error_answer
from chatd.protocol.codec import Encoding, encode
from chatd.protocol.schema import AGENT_COMMANDS, BUYER_COMMANDS
from tests.chatd.protocol.wire import read


def test_error_answer_carries_what_the_rejection_knows() -> None:
    rejected = CommandRejected(ErrorCode.RATE, "Too fast.", retry_after_ms=50)
    assert error_answer(9, rejected) == ErrorAnswer(
        re=9, code=ErrorCode.RATE, message="Too fast.", temporary=True, retry_after_ms=50
    )


def test_error_answer_says_the_codes_own_words_when_there_are_no_others() -> None:
    answer = error_answer(9, CommandRejected(ErrorCode.NOT_MEMBER))
    assert read(encode(answer, Encoding.JSON), Encoding.JSON) == {
        "t": "error",
        "re": 9,
        "code": "not_member",
        "message": "Only a member of the session may do that.",
        "temporary": False,
    }


def test_bare_ok_says_no_more_than_which_command() -> None:
    assert read(encode(Ok(re=3), Encoding.JSON), Encoding.JSON) == {"t": "ok", "re": 3}


def test_answers_belong_to_commands_of_the_wire() -> None:
    assert ANSWER_OF.keys() <= {*BUYER_COMMANDS, *AGENT_COMMANDS}
