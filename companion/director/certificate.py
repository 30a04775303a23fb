"""The page's certificate: made on this machine, for this machine, signed by itself.

No authority signs for an address on a local network, so browsers warn once; the README of this
room tells what that means and how to do without the warning.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import os
import ssl
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from companion.director.errors import DirectorError

FILE = "director.pem"
LASTS = dt.timedelta(days=397)  # what Apple's and other browsers take at most of any certificate
RENEWED = dt.timedelta(days=30)  # before its end
EARLIER = dt.timedelta(days=1)  # for phones whose clock is late


@dataclass(frozen=True)
class Certificate:
    """A key with its certificate. path: the file with both. fingerprint: SHA-256, as browsers
    write it: pairs of hexadecimal figures with colons between."""

    path: Path
    fingerprint: str

    def context(self) -> ssl.SSLContext:
        """For a server: TLS 1.2 and up, nothing else changed from Python's own choice."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.path)
        return context


def certificate_for(folder: Path, names: Iterable[str], now: dt.datetime) -> Certificate:
    """This machine's certificate, made anew if it has none that lasts and holds all `names`.

    folder: where it is kept. names: host names and addresses. Raises DirectorError.
    """
    path = folder / FILE
    wanted = list(dict.fromkeys(names))
    made = _kept(path, wanted, now)
    if made is None:
        made, pem = _make(wanted, now)
        try:
            _write(path, pem)
        except OSError as error:
            raise DirectorError(
                f"Cannot write {path}: {error}. Free the disk or mend its rights."
            ) from error
    digest = hashlib.sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest().upper()
    return Certificate(path, ":".join(digest[i : i + 2] for i in range(0, len(digest), 2)))


def _kept(path: Path, names: list[str], now: dt.datetime) -> x509.Certificate | None:
    """The certificate in the file, if it will do; a damaged file will not."""
    try:
        data = path.read_bytes()
        made = x509.load_pem_x509_certificate(data)
        key = serialization.load_pem_private_key(data, None)
        held = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound):
        return None
    whole = made.public_key() == key.public_key()
    lasts = made.not_valid_before_utc <= now < made.not_valid_after_utc - RENEWED
    return made if whole and lasts and all(_name(name) in held for name in names) else None


def _make(names: list[str], now: dt.datetime) -> tuple[x509.Certificate, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Souffleur on this computer")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now - EARLIER + LASTS)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), False)
        # No authority: were a phone to trust it, its key could sign for no other site.
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made, secret + made.public_bytes(serialization.Encoding.PEM)


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, and for nobody else to read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".director-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
