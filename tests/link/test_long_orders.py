"""What takes the glasses seconds is done in pieces: link, picture and touch go on meanwhile."""

from __future__ import annotations

from companion.glasses.events import Gesture, Silent, Status, Uploaded
from companion.glasses.transfer import book_id
from firmware.souffleur import wire
from tests.link.puppet import Puppet
from tests.link.world import STEP, World, make_book

OLD, NEW = make_book(40), make_book(60, seed=2)
PIECES = 4 * 600  # nine seconds of work in the world of these tests


def slow(book: bytes = NEW) -> World:
    """The old book is on the glass; of the new one the glasses have all and check it."""
    world = World(Puppet())
    world.client.upload(OLD)
    assert world.run(10, lambda: Uploaded(book_id(OLD)) in world.events)
    world.puppet.port.pieces = PIECES
    world.client.upload(book)
    assert world.run(10, lambda: world.puppet.port.commits == 2)
    world.events.clear()
    return world


def test_a_show_goes_on_while_a_long_book_is_checked() -> None:
    world = slow()
    port = world.puppet.port
    world.client.show(book_id(OLD), 7, 35)
    world.run(10 * STEP)
    assert port.at == (7, 35)
    world.puppet.gesture(wire.NEXT, int(world.now * 1000))
    world.run(10 * STEP)
    assert Gesture("next") in world.events
    assert port.current == book_id(OLD)
    assert world.run(12, lambda: Uploaded(book_id(NEW)) in world.events)
    assert any(isinstance(event, Status) for event in world.events)
    assert not any(isinstance(event, Silent) for event in world.events)
    assert port.commits == 2  # though COMMIT was said again and again
    assert port.current == book_id(NEW)


def test_a_link_lost_while_a_book_is_checked_checks_it_anew() -> None:
    world = slow()
    world.run(2.0)
    world.unlink()
    assert world.run(20, lambda: Uploaded(book_id(NEW)) in world.events)
    assert world.puppet.port.commits == 3


def test_another_upload_ends_the_check_of_the_one_before() -> None:
    world = slow()
    world.run(1.0)
    third = make_book(20, seed=3)
    world.client.upload(third)
    assert world.run(20, lambda: Uploaded(book_id(third)) in world.events)
    assert world.puppet.port.current == book_id(third)
    assert Uploaded(book_id(NEW)) not in world.events


def test_what_is_the_same_in_an_edited_book_is_copied_in_pieces() -> None:
    world = slow()
    assert world.run(12, lambda: Uploaded(book_id(NEW)) in world.events)
    world.puppet.port.copied = 0
    edited = NEW[:-6] + bytes(6)
    world.client.upload(edited)
    world.client.show(book_id(NEW), 9, 45)
    world.run(10 * STEP)
    assert world.puppet.port.at == (9, 45) and not world.puppet.port.copied
    world.run(12, lambda: world.puppet.port.copied > 0)
    assert world.puppet.port.copied == len(NEW) - 6
    assert not any(isinstance(event, Silent) for event in world.events)
