"""What can be wrong with a board, its cable and its port. Change it while the board runs."""

from dataclasses import dataclass


@dataclass
class Faults:
    """Bytes are from the host, counted anew each time that a program opens the port.

    mute: no data either way, as with a cable for charging. dies_after: bytes after which the
    cable is dead. vanishes_after: bytes after which the port vanishes and comes back under a new
    name, once. bad_md5: so many of the next checksums are wrong. noisy_above: baud above which
    data arrive wrong. stays: a reset over USB leads into the boot loader again.
    """

    mute: bool = False
    dies_after: int | None = None
    vanishes_after: int | None = None
    bad_md5: int = 0
    noisy_above: int | None = None
    stays: bool = False
