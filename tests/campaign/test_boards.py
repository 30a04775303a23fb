"""A share of the power cuts on whole virtual boards; `python -m tools.campaign` runs them all."""

from tools.campaign import kills


def test_boards_whose_power_fails_start_and_lose_no_script():
    counts = kills.boards(2, 4)
    assert counts["cuts"] == 8 and counts["uploading"] > 0
