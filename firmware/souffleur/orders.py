"""What the companion orders, carried out by the port. Pure; CPython and MicroPython."""

from . import book, wire
from .book import const
from .intake import Intake, Refused

_STEPS = const(4)  # of half a kilobyte, of an order that takes long, before others have their turn
_LONG = (wire.BEGIN, wire.UPDATE, wire.COMMIT)
_FULL = const(28)  # ENOSPC
_OTHER_FILES = _LONG + (wire.USE, wire.ERASE)  # these end a long order that goes on


def _code(error):
    """What the companion is told of a fault of flash or memory."""
    full = isinstance(error, OSError) and error.errno == _FULL
    return wire.ERR_NO_SPACE if full else wire.ERR_FAILED


class Orders:
    """Obeys opened messages and keeps what is to be said about them.

    counter: of the last SHOW obeyed. status_due: the companion is owed a STATUS.
    """

    def __init__(self, port):
        self._port = port
        self._intake = None
        self._work = None  # (request, generator) of an order that takes long
        self._lost = False  # what is incoming went on without us: its COMMIT has to wait
        self.counter = 0
        self._handlers = {
            wire.PING: self._ping,
            wire.BEGIN: self._begin,
            wire.CHUNK: self._chunk,
            wire.CHUNK_ASK: self._chunk_ask,
            wire.COMMIT: self._commit,
            wire.USE: self._use,
            wire.SHOW: self._show,
            wire.VIEW: self._view,
            wire.MESSAGE: self._message,
            wire.CONFIGURE: self._configure,
            wire.STATE: self._state,
            wire.TIME: self._time,
            wire.BUZZ: self._buzz,
            wire.UPDATE: self._update,
            wire.RESTART: self._restart,
            wire.ERASE: self._erase,
        }
        self.start()

    def start(self):
        """Of an earlier session nothing more is due."""
        self._stop()
        self._answer = None  # a packed message that answers a command
        self._error = None
        self._ack_due = False
        self._topic = None
        self._text = None  # what ASK tells, frozen
        self.status_due = False

    def unlinked(self):
        """The connection is gone. Counter and incoming book stay."""
        self.start()
        if self._intake:
            self._intake.forget_early()

    def refuse(self, code, kind):
        """Owe the companion an ERROR; what goes wrong first tells most."""
        if not self._error:
            self._error = code, kind

    def due(self):
        """The next message to say, the most urgent first, or None."""
        if self._ack_due:
            self._ack_due = False
            return self._intake.ack()
        if self._answer:
            message = self._answer
            self._answer = None
            return message
        if self._error:
            message = wire.pack(wire.ERROR, *self._error)
            self._error = None
            return message
        return None

    def incoming(self):
        """(id, bytes held) of the book or update on its way."""
        intake = self._intake
        return (intake.book_id, intake.held) if intake else (wire.NO_BOOK, 0)

    def obey(self, fields):
        """Carry out one message as wire.unpack() gives it."""
        kind = fields[0]
        if kind == wire.ASK:
            self._ask(*fields[1:])
            return
        handler = self._handlers.get(kind)
        if not handler:
            self.refuse(wire.ERR_UNKNOWN, kind)
            return
        command = kind in wire.COMMANDS
        if kind in _OTHER_FILES:
            if kind in _LONG and self._work and self._work[0] == fields[1]:
                return  # said again because the answer takes its time
            self._stop()
        value = 0
        try:
            value = handler(*fields[2 if command else 1 :]) or 0
            code = wire.OK
        except Refused as refusal:
            code = refusal.code
        except (OSError, MemoryError) as error:
            code = _code(error)
        if code == wire.OK and kind in _LONG:
            self._work = fields[1], value
            self.work()
        elif command:
            self._result(fields[1], code, value)
        elif code != wire.OK:
            self.refuse(code, kind)

    def _result(self, request, code, value):
        self._text = None
        self._answer = wire.pack(wire.RESULT, request, code, value)

    def work(self):
        """Carry on with an order that takes long, for a moment; whether there is one."""
        if not self._work:
            return False
        request, steps = self._work
        value = None
        code = wire.OK
        try:
            for _ in range(_STEPS):
                value = next(steps)
                if value is not None:
                    break
        except Refused as refusal:
            code = refusal.code
        except (OSError, MemoryError) as error:
            code = _code(error)
        if value is not None or code != wire.OK:
            self._stop()
            self._result(request, code, value or 0)
        return True

    def _stop(self):
        """The long order ends here, done or not."""
        work = self._work
        self._work = None
        if work:
            work[1].close()

    def _ping(self):
        self.status_due = True

    # Books and updates

    def _forget_intake(self):
        self._intake = None
        self._ack_due = False

    def _begin(self, book_id, size, base_id, same, header):
        self._forget_intake()
        self._lost = False
        if book_id == wire.NO_BOOK or size < book.HEADER_SIZE:
            raise Refused(wire.ERR_BAD_BOOK)
        try:
            book.parse_header(header)
        except book.BookError:
            raise Refused(wire.ERR_BAD_BOOK)
        base = None if base_id == wire.NO_BOOK else base_id
        return self._opening(book_id, size, self._port.begin(book_id, size, base, same, header))

    def _opening(self, name, size, work):
        try:
            for held in work:
                if held is not None:
                    self._intake = Intake(name, size, held)
                yield held
        finally:
            work.close()

    def _update(self, image_id, size):
        self._forget_intake()
        self._lost = False
        if image_id == wire.NO_BOOK or not size:
            raise Refused(wire.ERR_MALFORMED)
        return self._opening(image_id, size, self._port.update(image_id, size))

    def _chunk(self, offset, data):
        if not self._intake:
            raise Refused(wire.ERR_NO_BOOK)
        try:
            if self._intake.take(offset, data, self._port):
                self._ack_due = True
        except OSError:
            self._forget_intake()
            raise
        except MemoryError:
            self._forget_intake()  # the companion begins again; the port knows what it has
            self._lost = True
            raise Refused(wire.ERR_NO_BOOK)

    def _chunk_ask(self, offset, data):
        self._chunk(offset, data)
        self._ack_due = True

    def _commit(self, book_id):
        if self._lost:
            raise Refused(wire.ERR_NOT_READY)
        if self._intake and self._intake.book_id == book_id:
            if self._intake.held < self._intake.size:
                raise Refused(wire.ERR_NOT_READY)
        return self._committing(book_id, self._port.commit(book_id))

    def _committing(self, book_id, work):
        """Until it is done a chunk that comes once more is one of those that are held."""
        try:
            for right in work:
                if right is None:
                    yield None
                    continue
                if self._intake and self._intake.book_id == book_id:
                    self._forget_intake()
                if not right:
                    raise Refused(wire.ERR_BAD_BOOK)
                yield 0
        finally:
            work.close()

    def _use(self, book_id):
        if not self._port.use(book_id):
            raise Refused(wire.ERR_NO_BOOK)

    def _erase(self, book_id):
        everything = book_id == wire.NO_BOOK
        if self._intake and (everything or self._intake.book_id == book_id):
            self._forget_intake()
        self._port.erase(None if everything else book_id)

    # The picture

    def _show(self, counter, book_id, line, token):
        self.status_due = True
        if counter <= self.counter:
            return
        ready = self._port.lines_ready(book_id)
        if line >= ready:
            raise Refused(wire.ERR_NOT_READY if ready else wire.ERR_NO_BOOK)
        self._port.show(book_id, line, token)
        self.counter = counter

    def _view(self, view):
        if view > wire.VIEW_IDENTIFY:
            raise Refused(wire.ERR_MALFORMED)
        self._port.view(view)

    def _message(self, width, height, data):
        if not data:
            self._port.message(0, 0, None)
            return
        tall = height > wire.MAX_MESSAGE_HEIGHT
        if not width or not height or tall or len(data) > wire.MAX_MESSAGE:
            raise Refused(wire.ERR_MALFORMED)
        self._port.message(width, height, data)

    # The show

    def _state(self, state):
        self.status_due = True
        if state > wire.STATE_MANUAL:
            raise Refused(wire.ERR_MALFORMED)
        self._port.state(state)

    def _time(self, day, elapsed, goal):
        if day >= wire.DAY:
            raise Refused(wire.ERR_MALFORMED)
        self._port.time(day, None if elapsed == wire.TIME_NONE else elapsed, goal)

    def _buzz(self, pattern):
        if not wire.BUZZ_TICK <= pattern <= wire.BUZZ_LONG:
            raise Refused(wire.ERR_MALFORMED)
        self._port.buzz(pattern)

    # The glasses themselves

    def _configure(self, text):
        try:
            text = str(text, "utf-8")
        except ValueError:
            raise Refused(wire.ERR_MALFORMED)
        key, _, value = text.partition("=")
        self._port.configure(key, value)

    def _restart(self):
        self._port.restart()

    def _ask(self, request, topic, offset):
        try:
            if not offset:
                self._text = None  # give the memory back first
                self._text = self._port.ask(topic)
                self._topic = topic
            if self._text is None or topic != self._topic or offset > len(self._text):
                raise Refused(wire.ERR_NOT_READY)
            piece = self._text[offset : offset + wire.MAX_TELL]
            self._answer = wire.pack(wire.TELL, request, len(self._text), offset, tail=piece)
            if offset + len(piece) == len(self._text):
                self._text = None  # told whole
        except Refused as refusal:
            self._answer = wire.pack(wire.RESULT, request, refusal.code, 0)
        except (OSError, MemoryError):
            self._answer = wire.pack(wire.RESULT, request, wire.ERR_FAILED, 0)
