"""What the glasses have besides the picture."""

from . import board as bench


def test_a_display_that_shines_by_its_pixels_is_sent_them_again(tmp_path):
    bench.run(tmp_path, """
import asyncio
from souffleur.body import Body
class Settings:
    brightness, dim, dim_after, sleep_after = 200, 0, 20, 0
class Panel:
    height = 8
    sent = []
    def brightness(self, level):
        return True
    async def refresh(self, top, bottom):
        self.sent.append((top, bottom))
body = Body(Settings, Panel(), None, None, None, None, False)
async def light():
    body.stir()
    try:
        await asyncio.wait_for(body.light(), 0.1)
    except asyncio.TimeoutError:
        pass
asyncio.run(light())
assert Panel.sent == [(0, 8)], Panel.sent
""")
