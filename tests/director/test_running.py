"""A phone drives a whole show on virtual glasses: orders and edits reach the glass."""

from __future__ import annotations

import asyncio
from pathlib import Path

from companion.director import Director, Performance
from companion.stage.view import Phase
from tests.stage.shows import Given, by_hand, play
from tools.director.visitor import HERE, visiting


def test_what_a_page_orders_is_done_by_the_glasses(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Given(by_hand(goal=120), patient=True) as given:
            running = given.running
            show: Performance = running
            director = Director(show, tmp_path)
            await director.start(HERE, port=0)
            async with visiting(director) as visitor:
                await visitor.come_in()
                async with visitor.live() as live:
                    await live.until(lambda live: live.facts.get("phase") == "preparing")
                    running.start()
                    await live.until(lambda live: live.facts["phase"] == "live", 30)
                    await live.until(lambda live: live.facts["linked"] and live.all["glass"])
                    assert await visitor.order("go", token=40) == {"before": 0}
                    await given.until(lambda: given.glasses.status.token == 40)
                    await live.until(lambda live: live.facts["place"] == 40)
                    await visitor.order("tell", text="Slower, please")
                    await given.until(lambda: given.glasses.status.message)
                    cue = next(c for c in running.script.cues if c.first_token > 40)
                    was = (await visitor.order("read", cue=cue.id))["text"]
                    edited = await visitor.order(
                        "edit", cue=cue.id, was=was, text="But nobody waits for us tonight."
                    )
                    assert edited == {} and running.place == 40
                    await live.until(lambda live: "But nobody" in str(live.all["script"]))
                    words = [token.text for token in running.script.tokens]
                    await visitor.order("go", token=words.index("nobody"))
                    await given.until(
                        lambda: given.glasses.status.book == running.plan.book.id
                        and given.glasses.status.token == words.index("nobody")
                    )
                    running.end()
                    await live.until(lambda live: live.all.get("gone") == "over", 10)
            assert running.phase is Phase.OVER
            async with asyncio.timeout(5):
                while director.address:
                    await asyncio.sleep(0.02)

    play(scene)
