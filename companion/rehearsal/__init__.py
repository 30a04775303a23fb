"""What a rehearsal shows: time and pace of each section, and where speech and script part."""

from companion.rehearsal.account import Account, Timing, account
from companion.rehearsal.findings import Finding, Kind
from companion.rehearsal.fixes import Change, Fix, Remedy, apply, fixes, moved
from companion.rehearsal.record import Item, Record, mended, record

__all__ = [
    "Account", "Change", "Finding", "Fix", "Item", "Kind", "Record", "Remedy", "Timing",
    "account", "apply", "fixes", "mended", "moved", "record",
]
