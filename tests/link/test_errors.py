"""Whatever goes wrong, a person gets one line that says what to do."""

from __future__ import annotations

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDeviceNotFoundError,
    BleakError,
)

from companion.errors import SouffleurError
from companion.glasses import errors
from firmware.souffleur import wire

CODES = [getattr(wire, name) for name in dir(wire) if name.startswith("ERR_")]
RADIO = [
    *(BleakBluetoothNotAvailableError("x", r) for r in BleakBluetoothNotAvailableReason),
    BleakDeviceNotFoundError("AA:BB"),
    BleakError("Service Discovery has not been performed yet"),
    TimeoutError(),
    EOFError(),
    ConnectionResetError(104, "Connection reset by peer"),
]


@pytest.mark.parametrize("error", [
    *(errors.refused(code) for code in CODES),
    *(errors.upload_refused(code) for code in CODES),
    *(errors.translated(error, "Anna") for error in RADIO),
    errors.not_found(""),
    errors.not_found("Anna"),
], ids=str)
def test_the_line_is_one_sentence_and_a_next_step(error: errors.LinkError) -> None:
    text = str(error)
    assert isinstance(error, SouffleurError)
    assert "\n" not in text
    assert text.endswith(".")
    assert any(mark in text for mark in (": ", "; ")), "what happened: what to do"
    assert "Bleak" not in text


@pytest.mark.parametrize(("reason", "kind", "words"), [
    ("POWERED_OFF", errors.BluetoothUnavailable, "turn it on"),
    ("NO_BLUETOOTH", errors.BluetoothUnavailable, "adapter"),
    ("DENIED_BY_USER", errors.BluetoothUnavailable, "privacy settings"),
])
def test_reasons_are_kept_apart(
    reason: str, kind: type[errors.LinkError], words: str
) -> None:
    error = BleakBluetoothNotAvailableError("x", BleakBluetoothNotAvailableReason[reason])
    translated = errors.translated(error, "")
    assert isinstance(translated, kind)
    assert words in str(translated)
    assert not translated.passing


def test_what_passes_is_tried_again() -> None:
    assert errors.translated(TimeoutError(), "").passing
    assert errors.translated(BleakDeviceNotFoundError("AA"), "").passing
    assert errors.refused(wire.ERR_BUSY).passing
    assert not errors.refused(wire.ERR_AUTH).passing
    assert not errors.refused(wire.ERR_VERSION).passing
