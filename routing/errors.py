"""What can go wrong in a desk: the caller's fault is an event, ours is an exception.

`InvariantViolation` is our bug: the shell logs it, drops the desk and restores it from its rows.
`Refused` is the caller's fault; it never leaves `Desk.handle`, which answers `CommandRefused`.
"""

from routing.events import Refusal


class InvariantViolation(Exception):
    """A desk's state is not what the rules allow."""


class Refused(Exception):
    """A command may not be carried out; raised before anything is changed.

    Args:
        code: What the caller may act on.
        message: For developers.
    """

    def __init__(self, code: Refusal, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)
