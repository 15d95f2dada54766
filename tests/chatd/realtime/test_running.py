import asyncio

from chatd.realtime.running import run_now


async def test_coroutine_begins_at_once() -> None:
    said = []

    async def work() -> None:
        said.append("begun")

    run_now(work())
    assert said == ["begun"]


async def test_coroutine_goes_on_when_what_it_awaits_is_done() -> None:
    said: list[object] = []
    first, second = (asyncio.get_running_loop().create_future() for _ in range(2))

    async def work() -> None:
        said.append(await first)
        try:
            await second
        except ValueError as error:
            said.append(str(error))

    run_now(work())
    first.set_result(1)
    assert said == []
    await asyncio.sleep(0)
    assert said == [1]
    second.set_exception(ValueError("no"))
    await asyncio.sleep(0)
    assert said == [1, "no"]


async def test_coroutine_gives_way_when_it_sleeps_for_a_turn() -> None:
    said = []

    async def work() -> None:
        await asyncio.sleep(0)
        said.append("later")

    run_now(work())
    assert said == []
    await asyncio.sleep(0)
    assert said == ["later"]
