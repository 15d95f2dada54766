from queueing.held import HeldSessions


def test_a_held_session_is_ready_when_its_buyer_is_connected() -> None:
    held = HeldSessions()
    held.put("b", private=False, connected=True)
    held.put("a", private=False, connected=True)
    held.put("c", private=False, connected=False)
    assert held.next_ready() == "a"
    assert held.next_ready_private() is None
    assert len(held) == 3


def test_a_private_contact_waits_for_main_apart() -> None:
    held = HeldSessions()
    held.put("a", private=True, connected=True)
    assert held.next_ready() is None
    assert held.next_ready_private() == "a"


def test_what_changes_about_the_buyer_moves_the_session() -> None:
    held = HeldSessions()
    held.put("a", private=True, connected=True)
    held.put("a", private=False, connected=True)
    assert (held.next_ready(), held.next_ready_private()) == ("a", None)
    held.put("a", private=False, connected=False)
    assert held.next_ready() is None
    assert len(held) == 1


def test_a_hold_that_is_over_is_forgotten() -> None:
    held = HeldSessions()
    held.put("a", private=False, connected=True)
    held.remove("a")
    held.remove("never held")
    assert held.next_ready() is None
    assert len(held) == 0
