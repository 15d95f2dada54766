from chatd.errors import BadCommand, CommandRejected, ErrorCode


def test_every_code_has_words_of_its_own() -> None:
    messages = [code.default_message for code in ErrorCode]
    assert all(message.endswith(".") for message in messages)
    assert len(set(messages)) == len(messages)


def test_what_may_succeed_later_is_temporary() -> None:
    temporary = {code for code in ErrorCode if code.temporary}
    assert temporary == {ErrorCode.RATE, ErrorCode.BUSY, ErrorCode.UNAVAILABLE}


def test_rejection_says_the_codes_words_unless_told_otherwise() -> None:
    assert CommandRejected(ErrorCode.BLOCKED).message == "The contact is blocked."
    assert CommandRejected(ErrorCode.BLOCKED, "No.").message == "No."


def test_bad_command_is_a_rejection_with_its_id() -> None:
    error = BadCommand(4, ErrorCode.BAD_REQUEST)
    assert isinstance(error, CommandRejected)
    assert error.re == 4
