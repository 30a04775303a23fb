"""Books and updates on their way to the glasses, over any number of links. Pure."""

from __future__ import annotations

from companion.glasses.commands import Command, Commands
from companion.glasses.events import Event, Progress, Status, Uploaded, UploadFailed
from companion.glasses.transfer import Transfer, ranges
from firmware.souffleur import book as book_format
from firmware.souffleur import wire

MAX_TRIES = 2  # of content that did not arrive right


class Upload:
    """At most one transfer; a newer one takes the place of one that is not finished."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._transfer: Transfer | None = None
        self._tries = 0
        self.repeats = 0  # packets of all uploads that were sent again
        self._commit_first = False  # found whole: not the book of the show before COMMIT
        self._committed: bytes | None = None  # the newest book; an edited one starts like it
        self._idle = False  # nothing is on its way to the glasses but what comes from here
        self._opening: Command | None = None  # an order behind which the bytes may go at once
        self._hasty = False  # COMMIT may go behind the last byte, before that is acknowledged

    def book(self, book: bytes) -> bytes:
        """Bring a book; returns its id. Raises book.BookError."""
        return self._take(Transfer(book, self._committed))

    def update(self, image: bytes) -> bytes:
        """Bring an image of the glasses' software; returns its id."""
        return self._take(Transfer(image, update=True))

    def _take(self, transfer: Transfer) -> bytes:
        self._transfer = transfer
        self._commit_first = False
        self._tries = 0
        self._commands.drop(wire.BEGIN, wire.UPDATE, wire.COMMIT)
        return transfer.id

    def lines_ready(self, book: bytes) -> int | None:
        """Lines of the book with this id that can be shown; None for all of them."""
        if self._transfer and self._transfer.id == book:
            return 0 if self._commit_first else self._transfer.lines
        return None

    # What happens on the link

    def agree(self, status: Status, now: float) -> list[Event]:
        """A session begins: go on where the glasses are."""
        self._idle = status.incoming is None
        if not self._transfer:
            return []
        if status.incoming == self._transfer.id:
            return self._resume(self._transfer, status.held, now)
        self.begin()
        return []

    def unlinked(self) -> None:
        """The connection is gone."""
        self._commands.drop(wire.BEGIN, wire.UPDATE, wire.COMMIT)
        self._idle = False
        self._opening = None
        if self._transfer:
            self._transfer.pause()

    def tick(self, now: float) -> None:
        """Time goes on."""
        if self._transfer:
            self._transfer.tick(now)

    def chunk(self, max_packet: int, live: bool, now: float) -> bytes | None:
        """The next CHUNK message if the window has room for it."""
        transfer = self._transfer
        if transfer is None:
            return None
        if self._opening and self._opening.sent_at is not None:
            self._opening = None
            transfer.presume(now)
        before = transfer.repeats
        message = transfer.chunk(max_packet, live, now)
        self.repeats += transfer.repeats - before
        if message is not None and self._hasty and transfer.sent:
            self._order_commit(transfer)
        return message

    def begin(self) -> None:
        """Open what is to be brought, or open it again."""
        transfer = self._transfer
        if not transfer:
            return
        transfer.pause()
        self._commands.drop(wire.BEGIN, wire.UPDATE, wire.COMMIT)
        idle, self._idle = self._idle, False
        self._opening = None
        self._hasty = True
        size = len(transfer.book)
        if transfer.update:
            self._commands.order(Command(wire.UPDATE, "update", (transfer.id, size)))
            return
        header = transfer.book[: book_format.HEADER_SIZE]
        fields = (transfer.id, size, transfer.base_id, transfer.same, header)
        opening = Command(wire.BEGIN, "book", fields)
        self._commands.order(opening)
        if idle and transfer.base_id == wire.NO_BOOK:
            # Should the order get lost, the bytes cannot be taken for those of another book.
            self._opening = opening

    def _order_commit(self, transfer: Transfer) -> None:
        self._hasty = False
        self._commands.order(Command(wire.COMMIT, "commit", (transfer.id,)))

    # What the glasses say

    def acknowledged(
        self, book: bytes, held: int, seen: int, missing: bytes, now: float
    ) -> list[Event]:
        """Take an ACK; one that cannot be read is as good as lost."""
        transfer = self._transfer
        if not transfer or book != transfer.id[:4]:
            return []
        try:
            gaps = ranges(missing)
        except wire.WireError:
            return []
        if not transfer.acknowledged(held, seen, gaps, now):
            return []
        return self._progress(transfer)

    def refused(self, code: int) -> list[Event]:
        """The glasses refused a chunk."""
        transfer = self._transfer
        if not transfer or not transfer.started:
            return []
        if transfer.presumed and code == wire.ERR_NO_BOOK:
            transfer.pause()  # the order to open it got lost, and is repeated
            return []
        if code != wire.ERR_NO_BOOK:
            return self._fail(transfer, code)
        self.begin()
        return []

    def answered(self, command: Command, code: int, value: int, now: float) -> list[Event]:
        """Take the RESULT of a BEGIN, UPDATE or COMMIT."""
        transfer = self._transfer
        if not transfer or command.fields[0] != transfer.id:
            return []  # of an upload that was replaced meanwhile
        if command.kind == wire.COMMIT:
            return self._commit(transfer, code)
        return self._resume(transfer, value, now) if code == wire.OK else self._fail(transfer, code)

    def _resume(self, transfer: Transfer, held: int, now: float) -> list[Event]:
        transfer.resume(held, now)
        self._hasty = True
        self._commit_first = transfer.complete
        return self._progress(transfer)

    def _progress(self, transfer: Transfer) -> list[Event]:
        if transfer.complete and not self._commands.holds(wire.COMMIT):
            self._order_commit(transfer)
        return [Progress(transfer.held, len(transfer.book), transfer.lines)]

    def _commit(self, transfer: Transfer, code: int) -> list[Event]:
        if code == wire.OK:
            self._transfer = None
            self._idle = True
            if not transfer.update:
                self._committed = transfer.book
            size = len(transfer.book)
            last = [] if transfer.complete else [Progress(size, size, transfer.line_count)]
            return [*last, Uploaded(transfer.id)]
        if code == wire.ERR_NOT_READY and transfer.started:  # bytes before COMMIT got lost
            return self._progress(transfer) if transfer.complete else []
        self._tries += 1
        if self._tries >= MAX_TRIES:
            return self._fail(transfer, code)
        transfer.base_id, transfer.same = wire.NO_BOOK, 0
        self.begin()
        return []

    def _fail(self, transfer: Transfer, code: int) -> list[Event]:
        self._transfer = None
        self._commands.drop(wire.BEGIN, wire.UPDATE, wire.COMMIT)
        return [UploadFailed(transfer.id, code)]
