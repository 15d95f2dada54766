"""R1–R6: where a buyer's message goes before anybody is balanced."""

from routing.commands import BlockContact, PostBuyerMessage, SetPrivate, UnblockContact
from routing.events import Refusal
from routing.settings import HOUR_MS, AgentConfig, DeskSettings
from tests.routing.stage import BUSY, OFFLINE, ONLINE, SUSPENDED, Stage, agents_of


def test_r1_a_blocked_contact_is_refused_until_unblocked() -> None:
    stage = Stage()
    stage.online("x")
    session = stage.write("b")
    stage.do(BlockContact("b"))
    assert stage.where(session) == "closed: blocked"
    blocked = PostBuyerMessage("b", "new", stage.facts("b"))
    assert stage.refused(blocked) is Refusal.BLOCKED
    stage.do(UnblockContact("b", stage.facts("b")))
    assert stage.where(stage.write("b")) == "x"


def test_r1_blocking_closes_every_live_session_and_leaves_the_mailbox() -> None:
    stage = Stage()
    mailbox = stage.write("b")
    stage.online("x", "y")
    stage.state("y", SUSPENDED)
    stage.private("b")
    first, second = stage.write("b", to="x"), stage.write("b", to="y")
    stage.do(BlockContact("b"))
    assert stage.where(first) == stage.where(second) == "closed: blocked"
    assert stage.where(mailbox) == "mailbox"
    assert not stage.desk.holds("b")


def test_a_contact_nobody_knows_is_a_bad_request() -> None:
    assert Stage().refused(PostBuyerMessage("b", "s")) is Refusal.BAD_REQUEST


def test_r2_goes_on_with_mains_session_when_there_is_one() -> None:
    stage = Stage()
    stage.online("m", "x")
    stage.private("p")
    with_main = stage.write("p", to="m")
    stage.write("p", to="x")
    stage.state("m", BUSY)
    assert stage.write("p", to="m") == with_main


def test_r2_naming_a_live_session_goes_on_there() -> None:
    stage = Stage()
    stage.online("m", "x")
    stage.private("p")
    with_x = stage.write("p", to="x")
    assert stage.write("p", to="m", session=with_x) == with_x


def _queued_private() -> tuple[Stage, str]:
    """A session that waits, of a contact who is private since."""
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.write("full")
    queued = stage.write("p")
    stage.private("p")
    assert stage.where(queued) == "queue 1"
    return stage, queued


def test_r2_a_queued_session_stays_queued_when_main_is_gone_and_is_joined_when_it_comes() -> None:
    stage, queued = _queued_private()
    arrived_ms = stage.session(queued).arrived_ms
    stage.at(5)
    mailbox = stage.write("p", to="m")
    assert stage.where(queued) == "queue 1"
    assert stage.where(mailbox) == "mailbox"
    stage.online("m")
    assert stage.where(queued) == "m"
    assert stage.where(mailbox) == f"merged into {queued}"
    assert stage.session(queued).arrived_ms == arrived_ms


def test_r2_pulls_the_cached_session_of_a_sub_along() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x")
    stage.write("full")
    cached = stage.write("p")
    stage.private("p")
    stage.online("m")
    assert stage.where(cached) == "cache of x"
    assert stage.write("p", to="m") == cached
    assert stage.where(cached) == "m"


def test_r2_binds_into_the_cache_of_a_lost_main() -> None:
    stage = Stage()
    stage.online("m", "x")
    stage.drop("m")
    stage.private("p")
    assert stage.where(stage.write("p")) == "cache of m"


def test_r2_binds_beyond_the_reception_maximum() -> None:
    stage = Stage(w=1, r=1)
    stage.online("m")
    for contact in ("p1", "p2", "p3"):
        stage.private(contact)
        stage.write(contact)
    assert len(stage.desk.sessions_of("m")) == 3


def test_r3_a_named_live_session_wins_over_the_address() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x = stage.write("b", to="x")
    assert stage.write("b", to="y", session=with_x) == with_x


def test_r3_naming_any_other_session_addresses_the_shop() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x = stage.write("b", to="x")
    of_another = stage.write("other", to="y")
    assert stage.write("b", to="y", session=of_another) == with_x
    stage.close("x", with_x)
    assert stage.where(stage.write("b", to="y", session=with_x)) == "x"


def test_r3_the_shop_goes_on_with_the_session_last_touched() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x, with_y = stage.write("b", to="x"), stage.write("b", to="y")
    assert stage.write("b") == with_y
    stage.at(1)
    stage.reply("x", with_x)
    assert stage.write("b") == with_x


def test_r5_an_account_gets_a_second_session_of_the_contact() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x, with_y = stage.write("b", to="x"), stage.write("b", to="y")
    assert (stage.where(with_x), stage.where(with_y)) == ("x", "y")


def test_r5_an_account_who_takes_nobody_leaves_it_to_the_live_session() -> None:
    stage = Stage()
    stage.online("x", "y")
    with_x = stage.write("b", to="x")
    stage.state("y", BUSY)
    assert stage.write("b", to="y") == with_x


def test_r5_an_unknown_account_is_the_shop() -> None:
    stage = Stage()
    stage.online("x")
    assert stage.where(stage.write("b", to="nobody")) == "x"


def test_r5_a_supervisor_who_receives_nobody_diverts() -> None:
    stage = Stage((*agents_of("mx"), AgentConfig("s", receives=False)))
    stage.online("s", "x")
    assert stage.where(stage.write("b", to="s")) == "x"


def test_r5_ignores_the_reception_maximum() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.write("full")
    assert stage.where(stage.write("b", to="x")) == "cache of x"


def test_r5_binds_into_the_cache_of_a_lost_account() -> None:
    stage = Stage()
    stage.online("x", "y")
    stage.drop("x")
    assert stage.where(stage.write("b", to="x")) == "cache of x"


def test_binding_pulls_along_what_waits_in_the_queue() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.write("full")
    queued = stage.write("b")
    arrived = stage.session(queued)
    assert stage.write("b", to="x") == queued
    assert stage.where(queued) == "cache of x"
    after = stage.session(queued)
    assert (after.arrived_ms, after.sequence) == (arrived.arrived_ms, arrived.sequence)


def test_binding_pulls_along_what_waits_in_a_colleagues_cache() -> None:
    stage = Stage(w=1, r=3)
    stage.online("x")
    stage.write("full")
    cached = stage.write("b")
    stage.online("y")
    assert stage.where(cached) == "cache of x"
    assert stage.write("b", to="y") == cached
    assert stage.where(cached) == "y"


def test_r6_needs_a_reply_within_the_period() -> None:
    stage = Stage(settings=DeskSettings(recent_contact_ms=HOUR_MS))
    stage.online("x")
    stage.recent("b", "x")
    stage.state("x", SUSPENDED)
    stage.online("y")
    stage.at(3599.999)
    fresh = stage.write("b")
    assert stage.where(fresh) == "x"
    stage.close("x", fresh)
    stage.at(3600)
    assert stage.where(stage.write("b")) == "y"


def test_r6_is_not_moved_by_serving_without_a_reply() -> None:
    stage = Stage()
    stage.online("x", "y")
    stage.recent("b", "x")
    session = stage.start("y", "b")
    stage.close("y", session)
    assert stage.where(stage.write("b")) == "x"


def test_r6_a_lost_recent_contact_keeps_its_buyer() -> None:
    stage = Stage()
    stage.online("x", "y")
    stage.recent("b", "x")
    stage.drop("x")
    session = stage.write("b")
    assert stage.where(session) == "cache of x"
    stage.state("x", ONLINE)
    assert stage.where(session) == "x"


def test_r6_goes_beyond_the_reception_maximum_before_any_colleague() -> None:
    stage = Stage(w=1, r=1)
    stage.online("x")
    stage.recent("b", "x")
    stage.write("full", to="x")
    stage.online("y")
    assert stage.where(stage.write("b")) == "cache of x"


def test_a_private_contacts_mailbox_session_is_revived_only_towards_main() -> None:
    stage = Stage()
    stage.private("p")
    mailbox = stage.write("p")
    stage.online("x")
    with_x = stage.write("p", to="x")
    assert with_x != mailbox
    assert stage.where(mailbox) == "mailbox"
    stage.close("x", with_x)
    stage.online("m")
    assert stage.write("p") == mailbox
    assert stage.where(mailbox) == "m"


def test_a_contact_released_from_main_is_like_any_other() -> None:
    stage = Stage()
    stage.private("p")
    stage.do(SetPrivate("p", private=False, facts=stage.facts("p")))
    stage.online("x")
    assert stage.where(stage.write("p")) == "x"


def test_a_mailbox_session_arrives_anew_when_its_buyer_writes_again() -> None:
    stage = Stage(w=1, r=1)
    mailbox = stage.write("b")
    stage.state("x", BUSY)
    stage.at(5)
    before = stage.session(mailbox)
    assert stage.write("n")
    assert stage.write("b") == mailbox
    assert stage.where(mailbox) == "queue 2"
    assert stage.session(mailbox).arrived_ms == before.arrived_ms + 5_000
    assert stage.session(mailbox).unanswered_since_ms == before.unanswered_since_ms


def test_a_message_that_stays_in_the_mailbox_changes_no_arrival() -> None:
    stage = Stage()
    mailbox = stage.write("b")
    before = stage.session(mailbox)
    stage.state("x", OFFLINE)
    stage.at(5)
    assert stage.write("b") == mailbox
    after = stage.session(mailbox)
    assert (after.arrived_ms, after.sequence) == (before.arrived_ms, before.sequence)
    assert after.last_touched_ms == before.last_touched_ms + 5_000
