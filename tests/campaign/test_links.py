"""A link cut at any packet: both sides agree at once, the book arrives whole, the picture is right.

Every line and glyph that the firmware reads is compared with what was sent, and after every cut
the picture with one drawn afresh.
"""

from tools.campaign import links
from tools.campaign.device.scripts import Script


def test_two_thousand_links_cut_during_uploads_and_shows():
    counts = links.cuts()
    assert counts["cuts"] >= 2000
    assert counts["uploading"] > 500 and counts["books"] > 200
    assert counts["faults"] > 2000 and counts["touches"] > 500
    assert counts["handshake_trips"] <= 2  # HELLO, first sealed record
    assert counts["place_trips"] <= 1


def test_a_script_that_the_glasses_hold_is_shown_at_once(monkeypatch):
    """Found by the campaign: its SHOW came before its COMMIT and was refused."""
    monkeypatch.setattr(links, "SIZES", (244,))
    show = links.Show(1)
    try:
        for number in (0, 1):
            book = Script(*links.SCRIPTS[number])
            show.script, show.uploaded = book, False
            show.client.upload(book.data)
            show._link()
            while not show.uploaded:
                show._step()
            show._cut()
        book = Script(*links.SCRIPTS[0])
        show.client.upload(book.data)
        show._link()
        show.client.show(book.id, 3, 9)
        for _ in range(8):  # round trips: the handshake, the questions, BEGIN, COMMIT, SHOW
            show._step()
        assert show.far.ask("place") == [book.id.hex(), 3, 9]
    finally:
        show.far.close()
