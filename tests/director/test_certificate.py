"""One certificate a machine: kept, private, and made anew when it no longer does."""

from __future__ import annotations

import datetime as dt
import os
import stat
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from companion.director.certificate import FILE, LASTS, certificate_for
from companion.director.errors import DirectorError

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
NAMES = ["192.168.1.5", "localhost"]


def read(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / FILE).read_bytes())


def test_it_names_the_machine_and_lasts_no_longer_than_browsers_take(tmp_path: Path) -> None:
    made = certificate_for(tmp_path, NAMES, NOW)
    held = read(tmp_path)
    names = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [ip_address(NAMES[0])]
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert held.not_valid_after_utc - held.not_valid_before_utc == LASTS
    assert not held.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert len(made.fingerprint.split(":")) == 32
    made.context()


def test_it_is_kept(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, NAMES, NOW)
    assert certificate_for(tmp_path, NAMES[:1], NOW + dt.timedelta(days=300)) == first


@pytest.mark.parametrize(
    ("names", "later"), [(["10.0.0.1"], 0), (NAMES, 390), (NAMES, 4000), (NAMES, -2)]
)
def test_it_is_made_anew_for_another_address_and_before_its_end(
    tmp_path: Path, names: list[str], later: int
) -> None:
    first = certificate_for(tmp_path, NAMES, NOW)
    again = certificate_for(tmp_path, names, NOW + dt.timedelta(days=later))
    assert again.fingerprint != first.fingerprint


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, NAMES, NOW)
    whole = (tmp_path / FILE).read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 60):
        (tmp_path / FILE).write_bytes(whole[:cut])
        again = certificate_for(tmp_path, NAMES, NOW)
        again.context()
        assert again.fingerprint != first.fingerprint


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in another way")
def test_nobody_else_reads_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    certificate_for(folder, NAMES, NOW)
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_a_disk_that_takes_nothing_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DirectorError, match=r"Free the disk or mend its rights\."):
        certificate_for(tmp_path / "file", NAMES, NOW)
