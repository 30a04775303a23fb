"""The whole firmware but the radio's driver, on flash in memory and in simulated time.

Importing it takes the place of a board: the flash becomes the root, the host's files are under
/host. What main.py wires together is wired here without its tasks' waiting.
"""

# mypy: ignore-errors

import asyncio
import json
import sys

import vfs


class Time:
    """MicroPython's `time` module for everybody who imports it from now on."""

    now = 1000  # milliseconds

    def ticks_ms(self):
        return self.now & 0x3FFFFFFF

    def ticks_diff(self, one, other):
        return ((one - other + 0x20000000) & 0x3FFFFFFF) - 0x20000000

    def sleep_ms(self, ms):
        self.now += ms


class Cable:
    """Nobody looks at the panel's wires."""

    def send(self, operation, payload=b""):
        pass


time = Time()
sys.modules["time"] = time
sys.modules["wire_to_host"] = Cable()
at_once = asyncio.sleep_ms
asyncio.sleep_ms = lambda ms: at_once(0)

vfs.umount("/")
vfs.mount(vfs.VfsPosix("/"), "/host")
sys.path[:] = ["/host" + path if path[:1] == "/" else path for path in sys.path]

from life import provision
from ramflash import BLOCK, Flash
from scripts import Noise
from souffleur.battery import Battery
from souffleur.body import Body
from souffleur.glasses import Glasses as Port
from souffleur.haptics import Haptics
from souffleur.journal import Journal
from souffleur.panels import open_panel
from souffleur.session import Session
from souffleur.settings import Settings
from souffleur.stage import Stage
from souffleur.starts import POWER_ON, Start
from souffleur.vault import Vault
from souffleur.volume import Volume

TASK_TURNS = 12  # of the event loop in one step; enough for a whole picture


class Reset(Exception):
    """The firmware has reset the board."""


class Corrupt(Exception):
    """A line or a glyph was read that is not what was sent."""


def watch(scripts, arriving):
    """From now on every line and glyph that is read of these books is compared.

    arriving: also before the commit, where only a sound companion brings them.
    """
    known = {script.id.hex(): script for script in scripts}

    def watched(read, bodies):
        def compared(self, number):
            body = read(self, number)
            script = known.get(self._path.rsplit("/", 1)[1])
            checked = script and body is not None and (arriving or not self._writable)
            if checked and body != bodies(script)[number]:
                raise Corrupt("%s of %s" % (number, self._path))
            return body

        return compared

    Volume.line = watched(Volume.line, lambda script: script.lines)
    Volume.glyph = watched(Volume.glyph, lambda script: script.glyphs)


class Glasses:
    """board: a board file's text. blocks: of flash. Provisioned and switched on."""

    def __init__(self, board, blocks, seed):
        self._noise = Noise(seed)
        self._data = bytearray(b"\xff" * (blocks * BLOCK))
        self._flash = Flash(self._data)
        vfs.VfsLfs2.mkfs(self._flash)
        vfs.mount(vfs.VfsLfs2(self._flash), "/")
        provision("", board)
        self._board = board
        self._tasks = []
        self._start()

    def _start(self):
        settings = Settings()
        board = settings.forget_board()
        start = Start(POWER_ON, Journal().note)
        self.panel = panel = open_panel(board)
        self.settings = settings
        self.vault = Vault("/books")
        self.stage = Stage(panel, settings)
        body = Body(
            settings, panel, self.stage, Battery(None), Haptics(None, True), None, False
        )
        self.port = Port(settings, self.vault, self.stage, body, start, self._reset)
        self.session = Session(settings.identity, settings.secret, self.port, self._noise.bytes)
        self.port.renewed = self.session.rekey
        self._tasks = [asyncio.create_task(body.picture())]

    def _reset(self):
        raise Reset

    def reset(self):
        """Off and on again."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        self._turn()
        self.session.unlinked()
        vfs.umount("/")
        self._flash.dead = True  # files that nobody closed
        self._flash = Flash(self._data)
        vfs.mount(vfs.VfsLfs2(self._flash), "/")
        self._start()

    def pairing(self, tap):
        """The wearer opens pairing, or touches while it is open."""
        if self.port.pairing:
            self.port.pairing_touched(tap, time.ticks_ms())
        else:
            self.port.pair(time.ticks_ms())

    def tick(self, ms):
        """Time goes on and every task has its turn."""
        time.now += ms
        now = time.ticks_ms()
        self.session.tick(now)
        self.session.work()
        self.port.tick(now)
        self._turn()

    def _turn(self):
        async def turns():
            for _ in range(TASK_TURNS):
                await at_once(0)

        asyncio.run(turns())
        for task in self._tasks:
            if task.done():
                raise Reset("the picture's task has ended")

    def text_area(self):
        """The bytes of the frame that lines are drawn in."""
        _, height = self.stage.text_size
        return _upper(self.panel, height)

    def reference(self):
        """The same of a picture drawn from nothing of what should be there now."""
        panel = open_panel(json.loads(self._board))
        stage = Stage(panel, self.settings)
        book_id, line, token = self.vault.place()
        stage.show(self.vault.volume(book_id), line, token)
        stage.tell(0, True, None, False, False, None, None)
        asyncio.run(stage.paint())
        return _upper(panel, stage.text_size[1])


def _upper(panel, rows):
    frame = memoryview(panel.frame)
    return bytes(frame[: len(frame) * rows // panel.height])
