"""The power may fail at any write to flash: script, place and settings are the old or the new.

The programs of tools/campaign/device check every promise at every power-on, and end with the
one that was broken.
"""

import shutil

import pytest

from tools.campaign import flash, programs

FIRMWARE = programs.FIRMWARE


def test_a_thousand_power_cuts_at_random_writes():
    counts = flash.random_cuts()
    assert counts["cuts"] >= 1000
    assert counts["old"] > 50 and counts["new"] > 50  # cuts amid changes, both ways


def test_every_operation_cut_at_every_one_of_its_writes():
    counts = flash.every_write()
    assert [found["operation"] for found in counts] == [*flash.OPERATIONS, *flash.UPDATES]
    assert all(found["cuts"] >= 2 * found["writes"] > 0 for found in counts)


def test_a_process_killed_within_a_write_of_its_image(tmp_path):
    assert flash.killed(tmp_path)["cuts"] >= 50


@pytest.mark.parametrize(("file", "right", "wrong", "said"), [
    ("settings.py", "os.rename(path", "os.remove(path); os.rename(path", "OSError"),
    ("vault.py", '(".l", ".g", ".part")', '(".part", ".l", ".g")', "left behind"),
])  # fmt: skip
def test_the_campaign_finds_firmware_that_is_not_safe(
    file, right, wrong, said, tmp_path, monkeypatch
):
    unsafe = tmp_path / "firmware"
    shutil.copytree(FIRMWARE, unsafe)
    source = (unsafe / "souffleur" / file).read_text()
    assert right in source
    (unsafe / "souffleur" / file).write_text(source.replace(right, wrong))
    path = programs.ENVIRONMENT["MICROPYPATH"].replace(str(FIRMWARE), str(unsafe))
    monkeypatch.setattr(programs, "ENVIRONMENT", {"MICROPYPATH": path})
    with pytest.raises(programs.CampaignError, match=said):
        flash.random_cuts(2, 100)
