"""I1–I17."""

from routing.state import DeskState


def check(desk: DeskState) -> None:
    """To come."""
