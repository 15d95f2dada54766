"""What a database may answer besides rows."""

from __future__ import annotations

from chatd.errors import ChatdError, Unavailable


class OwnershipLost(Unavailable):
    """Somebody else has committed in a slot: what is in memory of its desks is no longer true."""

    def __init__(self, slot: int) -> None:
        self.slot = slot
        super().__init__(f"slot {slot} has another owner")


class DuplicateCid(Unavailable):
    """A message id was stored before. It is looked up first, so this says memory was wrong."""

    def __init__(self) -> None:
        super().__init__("a message id was stored before")


class SettingChanged(ChatdError):
    """Somebody else has changed a setting since it was read."""

    def __init__(self) -> None:
        super().__init__("the setting was changed meanwhile")


class ShopsTaken(ChatdError):
    """Shops that were to be provisioned belong to another merchant. `shops`: their ids."""

    def __init__(self, shops: list[str]) -> None:
        self.shops = shops
        super().__init__(f"of another merchant: {', '.join(shops)}")
