"""What is set over HTTP, by whom, and who has it at once: a whole server without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chatd.app import provision
from chatd.config import load_config
from chatd.protocol.events import BuyerSettingsChanged
from chatd.provision import parse_provision
from tests.chatd.api.whole_site import WholeSite, open_site
from tests.chatd.desks.world import turn
from tests.serving import ACME, settings_of

QUESTIONS = "settings/questions/acme"
CONSENT = "settings/consent/acme"
OWN = "settings/answers/own"
EVERYBODY = "settings/answers/everybody"
CHANGES = "settings/changes"
TENT = {"question": "Do you ship abroad?", "answer": "Yes, everywhere."}
WELCOME = {"on": True, "text": "Hello, I am here."}
OFF = {"on": False, "text": ""}
ANSWERS = {
    "welcome": WELCOME,
    "cached": OFF,
    "busy": {"after_s": 30, **OFF},
    "silent": {"after_s": 600, "on": True, "text": "Are you still there?"},
}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[WholeSite]:
    async with open_site(tmp_path) as opened:
        yield opened


async def test_questions_reach_an_open_widget_at_once(site: WholeSite) -> None:
    buyer = await site.visitor()
    assert buyer.snapshot.settings.questions == ()
    view = await site.done("boss", "PUT", QUESTIONS, version=0, questions=[TENT])
    assert (view["version"], view["questions"], view["changed_by"]) == (1, [TENT], "boss")
    await turn()
    told = buyer.last(BuyerSettingsChanged).settings.questions
    assert [(one.question, one.answer) for one in told] == [tuple(TENT.values())]
    later = await site.visitor()
    assert later.snapshot.settings.questions == told
    assert (await site.get("x", QUESTIONS))["questions"] == [TENT]


async def test_settings_outlive_a_restart_and_a_new_file(site: WholeSite, tmp_path: Path) -> None:
    await site.done("boss", "PUT", QUESTIONS, version=0, questions=[TENT])
    await site.done("x", "PUT", OWN, version=0, answers=ANSWERS)
    async with open_site(tmp_path) as again:
        await provision(load_config(settings_of(tmp_path)), parse_provision(ACME + "\n"))
        assert (await again.get("x", QUESTIONS))["questions"] == [TENT]
        assert (await again.get("x", "settings/answers"))["own"]["answers"] == ANSWERS


async def test_who_saw_an_older_version_is_told_so(site: WholeSite) -> None:
    await site.done("boss", "PUT", QUESTIONS, version=0, questions=[TENT])
    other = [{"question": "Mine?", "answer": "No."}]
    stale = await site.refused("main", "PUT", QUESTIONS, version=0, questions=other)
    assert stale == (409, "stale_view")
    assert (await site.get("main", QUESTIONS))["questions"] == [TENT]


async def test_only_supervisors_set_what_is_everybodys(site: WholeSite) -> None:
    forbidden = (403, "not_allowed")
    assert await site.refused("x", "PUT", QUESTIONS, version=0, questions=[]) == forbidden
    forced = {"version": 0, "forced": True, "answers": ANSWERS}
    assert await site.refused("x", "PUT", EVERYBODY, **forced) == forbidden
    assert await site.refused("x", "GET", CHANGES) == forbidden
    assert (await site.http.get("/api/settings/answers")).status_code == 401


async def test_own_answers_are_ones_own(site: WholeSite) -> None:
    first = await site.get("x", "settings/answers")
    assert first["own"]["version"] == 0
    assert not first["own"]["answers"]["welcome"]["on"]
    await site.done("x", "PUT", OWN, version=0, answers=ANSWERS)
    await site.done("boss", "PUT", EVERYBODY, version=0, forced=True, answers=ANSWERS)
    mine, boss = await site.get("x", "settings/answers"), await site.get("boss", "settings/answers")
    assert (mine["own"]["answers"], boss["own"]["version"]) == (ANSWERS, 0)
    assert mine["everybody"] == boss["everybody"]
    assert mine["everybody"]["forced"]


@pytest.mark.parametrize(
    "answers",
    [
        {**ANSWERS, "welcome": {"on": True, "text": "  "}},
        {**ANSWERS, "welcome": {"on": True, "text": "x" * 501}},
        {**ANSWERS, "busy": {"after_s": 4, "on": True, "text": "soon"}},
        {**ANSWERS, "other": OFF},
    ],
    ids=["empty", "too long", "too soon", "unknown"],
)
async def test_answers_that_cannot_be_are_refused(site: WholeSite, answers: Any) -> None:
    refused = await site.refused("x", "PUT", OWN, version=0, answers=answers)
    assert refused == (400, "bad_request")
    assert (await site.get("x", "settings/answers"))["own"]["version"] == 0


async def test_consent_reaches_an_open_widget_at_once(site: WholeSite) -> None:
    buyer = await site.visitor()
    assert buyer.snapshot.settings.consent is None
    first = await site.get("x", CONSENT)
    nothing = {"text": "", "url": ""}
    assert (first["version"], first["consent"]) == (0, {"zh": nothing, "en": nothing})
    wanted = {"zh": nothing, "en": {"text": "Kept a year.", "url": "https://acme.test/privacy"}}
    view = await site.done("boss", "PUT", CONSENT, version=0, consent=wanted)
    assert (view["version"], view["consent"], view["changed_by"]) == (1, wanted, "boss")
    await turn()
    told = buyer.last(BuyerSettingsChanged).settings.consent
    assert (told.en.text, told.en.url) == ("Kept a year.", "https://acme.test/privacy")
    forbidden = (403, "not_allowed")
    assert await site.refused("x", "PUT", CONSENT, version=1, consent=wanted) == forbidden
    script = {"zh": nothing, "en": {"text": "", "url": "javascript:alert(1)"}}
    assert (await site.refused("boss", "PUT", CONSENT, version=1, consent=script))[0] == 400


async def test_questions_that_cannot_be_are_refused(site: WholeSite) -> None:
    blank = [{"question": " ", "answer": "Yes."}]
    for questions in (blank, [TENT] * 21):
        refused = await site.refused("boss", "PUT", QUESTIONS, version=0, questions=questions)
        assert refused == (400, "bad_request")
    unknown = await site.refused(
        "boss", "PUT", "settings/questions/other", version=0, questions=[TENT]
    )
    assert unknown == (404, "not_found")


async def test_changes_say_who_set_what_when_and_what_it_was(site: WholeSite) -> None:
    await site.done("boss", "PUT", QUESTIONS, version=0, questions=[TENT])
    await site.done("main", "PUT", QUESTIONS, version=1, questions=[])
    listed = await site.get("boss", CHANGES)
    assert [(one["agent"], one.get("before"), one["after"]) for one in listed["changes"]] == [
        ("main", [TENT], []),
        ("boss", None, [TENT]),
    ]
    assert {(one["kind"], one["subject"]) for one in listed["changes"]} == {("questions", "acme")}
    assert not listed["more"]
    assert [
        one["change"] for one in (await site.get("boss", f"{CHANGES}?before=2"))["changes"]
    ] == [1]
    assert await site.refused("boss", "GET", f"{CHANGES}?before=x") == (400, "bad_request")
