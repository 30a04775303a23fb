"""The glasses speak the language that the wearer has chosen, at once and after power-on."""

import asyncio

import numpy as np

from .scene import linked, play, until


def test_words_follow_the_choice_and_outlive_the_power():
    async def scene(glasses):
        def words():
            """The middle of the page, between name and battery."""
            return np.asarray(glasses.image())[20:100].copy()

        await until(lambda: words().any())
        await asyncio.sleep(1)
        waiting = words()
        link = await linked(glasses)
        await asyncio.sleep(1.5)
        seen = {"zh": words()}
        assert not np.array_equal(seen["zh"], waiting), "another state, another word"
        for language in ("en", "th"):
            await link.configure("language", language)
            before = list(seen.values())
            await until(lambda before=before: all((words() != old).any() for old in before))
            await asyncio.sleep(0.5)
            seen[language] = words()
        await link.configure("language", "zh")
        await until(lambda: np.array_equal(words(), seen["zh"]))
        await link.close()
        await glasses.power_cut()
        await glasses.power_on()
        await until(lambda: np.array_equal(words(), waiting))

    play(scene, settings={"language": "zh"})
