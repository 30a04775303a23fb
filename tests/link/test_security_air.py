"""Of what is said in a show nothing can be found on the air."""

from __future__ import annotations

import struct

import pytest

from companion.glasses.transfer import book_id
from firmware.souffleur import book as book_format
from firmware.souffleur import seal, wire
from tests.link.puppet import SECRET, Noise, Puppet
from tests.link.world import World, make_book

BOOK = make_book(30, seed=90210)  # no other noise here begins so
WINDOW = 6  # bytes; shorter pieces of anything meet by chance


def windows(text: bytes) -> set[bytes]:
    """The telling pieces of a text: those of few different bytes are nobody's."""
    pieces = {text[at : at + WINDOW] for at in range(len(text) - WINDOW + 1)}
    return {piece for piece in pieces if len(set(piece)) >= 4}


class Eavesdropper:
    """Everything that both sides sent, as it was on the air."""

    def __init__(self, world: World) -> None:
        self.packets: list[bytes] = []
        carry = world._air

        def heard(to_glasses: bool, packets: list[bytes]) -> list[bytes]:
            self.packets += packets
            return carry(to_glasses, packets)

        world._air = heard  # type: ignore[method-assign]

    def knows(self, text: bytes) -> set[bytes]:
        """The pieces of a text that were on the air."""
        wanted = windows(text)
        assert wanted
        air = set()
        for packet in self.packets:
            air |= windows(packet)
        return wanted & air


SPEECH = "今晚，我们宣布合并。 Tonight we announce the merger. คืนนี้เราประกาศการควบรวมกิจการ".encode()
TOKEN = 0x00D4E5F6


def a_whole_show(seed: int) -> tuple[Eavesdropper, dict[str, bytes]]:
    """Upload, show, a message from staff, settings, questions, an update, erasing."""
    filler = Noise(7000 + seed)
    speech = struct.pack("<BH", book_format.GLYPH, len(SPEECH)) + SPEECH
    book = BOOK + speech
    image = filler(3000)
    note = filler(200)
    setting = b"name=Ms Nguyen Thi Minh"
    world = World(Puppet(), seed=seed)
    ear = Eavesdropper(world)
    client = world.client
    client.upload(book)
    assert world.run(20, lambda: book_id(book) in world.puppet.port.books)
    for line in range(30):
        client.show(book_id(book), line, TOKEN + line)
        client.state(wire.STATE_FOLLOWING)
        world.run(0.2)
    client.message(40, 40, note)
    client.configure(*setting.decode().split("="))
    client.ask(wire.ABOUT_SETTINGS)
    client.ask(wire.ABOUT_JOURNAL)
    client.update(image)
    world.run(20)
    port = world.puppet.port
    assert port.note == (40, 40, note)
    assert port.settings["name"] == "Ms Nguyen Thi Minh"
    assert port.updates
    assert port.at == (29, TOKEN + 29)
    return ear, {
        "script": book, "words": SPEECH, "message": note, "setting": setting,
        "journal": port.journal.encode(), "update": image, "book": book_id(book),
        "place": book_id(book) + struct.pack("<II", 29, TOKEN + 29), "secret": SECRET,
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_of_what_is_said_is_on_the_air(seed: int) -> None:
    ear, private = a_whole_show(seed)
    assert len(ear.packets) > 100
    for what, text in private.items():
        assert (what, ear.knows(text)) == (what, set())


def test_the_same_ear_hears_it_all_where_nothing_is_sealed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without this the test above could pass for the wrong reason."""
    monkeypatch.setattr(seal, "ctr", lambda cipher, first, data: bytes(data))
    ear, private = a_whole_show(1)
    for what in private.keys() - {"secret"}:
        assert ear.knows(private[what]), what
