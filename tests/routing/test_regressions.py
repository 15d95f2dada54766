"""What the random runs once found, each as the shortest story that shows it."""

from presence.states import PresenceState
from routing.commands import ConnectAgent, PostBuyerMessage, SendInvitation, SetPresence
from routing.desk import Desk
from routing.events import BuyerMessageStored, CommandRefused, Refusal
from routing.rows import ContactFacts, ContactRow, InvitationMode, Phase
from routing.settings import AgentConfig, DeskConfig, DeskSettings, ShopConfig


def facts(contact: str, shop: str = "shop") -> ContactFacts:
    return ContactFacts(ContactRow(contact, shop))


def test_contact_is_known_to_the_command_whose_step_lets_go_of_it() -> None:
    settings = DeskSettings(buyer_grace_ms=1_000)
    agents = (AgentConfig("m", main=True),)
    desk = Desk.new(DeskConfig(settings, (ShopConfig("shop"),), agents), 0)
    desk.handle(ConnectAgent("m"), 0)
    desk.handle(PostBuyerMessage("b", "1", facts("b")), 0)
    desk.handle(PostBuyerMessage("c", "2", facts("c")), 0)
    desk.handle(SetPresence("m", PresenceState.AWAY), 500)
    desk.handle(SetPresence("m", PresenceState.ONLINE), 500)
    desk.handle(PostBuyerMessage("b", "3", facts("b")), 500)
    assert desk.holds("b")
    invitation = SendInvitation("m", "3", "m", InvitationMode.JOIN)
    refused = desk.handle(invitation, 1_500)[-1]
    assert isinstance(refused, CommandRefused)
    assert refused.code is Refusal.NOT_OPEN
    assert not desk.holds("b")


def test_message_is_stored_when_its_own_step_lets_go_of_its_contact() -> None:
    settings = DeskSettings(buyer_grace_ms=1_000)
    agents = (AgentConfig("m", main=True),)
    desk = Desk.new(DeskConfig(settings, (ShopConfig("shop"),), agents), 0)
    desk.handle(ConnectAgent("m"), 0)
    desk.handle(PostBuyerMessage("b", "1", facts("b")), 0)
    events = desk.handle(PostBuyerMessage("b", "2"), 1_000)
    assert BuyerMessageStored("b", "1") in events
    assert desk.holds("b")


def test_group_is_open_to_everyone_from_the_first_deadline_of_its_millisecond() -> None:
    settings = DeskSettings(buyer_grace_ms=1_000, group_wait_ms=1_000)
    shops = (ShopConfig("shop"), ShopConfig("care", group="care"))
    agents = (
        AgentConfig("m", main=True, windows_max=1, reception_max=1, groups=frozenset({"care"})),
        AgentConfig("x", windows_max=1, reception_max=1, groups=frozenset({"sales"})),
    )
    desk = Desk.new(DeskConfig(settings, shops, agents), 0)
    desk.handle(ConnectAgent("m"), 0)
    desk.handle(ConnectAgent("x"), 0)
    desk.handle(PostBuyerMessage("b", "1", facts("b"), address="x"), 0)
    connected = ContactFacts(ContactRow("c", "shop", connected=True))
    desk.handle(PostBuyerMessage("c", "2", connected, address="m"), 0)
    waiting = ContactFacts(ContactRow("d", "care", connected=True))
    desk.handle(PostBuyerMessage("d", "3", waiting), 500)
    desk.tick(1_000)
    session = desk.session("3")
    assert session is not None
    assert session.phase is Phase.OPEN
    assert desk.rows().desk.full_groups == (("care", 0), ("sales", 0))
