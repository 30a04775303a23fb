"""Any byte string gives an error reply or silence, and a sound companion is served after it."""

from tools.campaign import frames


def test_a_million_made_up_frames():
    counts = frames.fuzz()
    assert counts["frames"] >= 1_000_000
    for manner in ("chance", "changed", "framed", "plain", "forged", "sealed", "orders"):
        assert counts[manner] > 50_000
    assert counts["visits"] >= 900
