"""What can go wrong with a device on a cable; each class has the exit code of the command."""

from __future__ import annotations

from companion.errors import SouffleurError

FINE, TOLD, USAGE, WRONG_BOARD, NOTHING_FOUND, VERIFY_FAILED, SOME_FAILED, UNFIT = range(8)
INTERRUPTED = 130


class DeviceError(SouffleurError):
    """Something is wrong with a device, its port or a file for it."""

    exit_code = TOLD


class UsageError(DeviceError):
    """The command was called so that it cannot be done."""

    exit_code = USAGE


class WrongBoardError(DeviceError):
    """The board found is not the board meant, or too small: nothing was written."""

    exit_code = WRONG_BOARD


class NothingFoundError(DeviceError):
    """No device is on a port, or the one that was there is gone."""

    exit_code = NOTHING_FOUND


class VerifyError(DeviceError):
    """What was written reads back as something else."""

    exit_code = VERIFY_FAILED


class UnfitError(DeviceError):
    """All is written, and the self-test found a part of the device that is bad."""

    exit_code = UNFIT


class CableError(DeviceError):
    """The connection broke while something was under way."""


class SilentError(DeviceError):
    """The port is there, and no answer comes."""


class PortBusyError(DeviceError):
    """Another program has the port."""


class PortDeniedError(DeviceError):
    """This user may not open the port."""


class FileError(DeviceError):
    """An image, a bundle, a backup or the list of releases cannot be used."""
