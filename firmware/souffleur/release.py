"""Which release of the glasses' software this is; the companion carries the same number."""

VERSION = "0.1.0"
