"""The cable between the virtual board and its host: frames over a loopback socket.

A frame is: length of the payload (u16, little-endian), operation (one ASCII letter), payload.
Both sides send without waiting for answers, so the firmware is never held up by the host.
"""

import socket
import struct

_socket = socket.socket()
_HEAD = bytearray(3)


def connect(port):
    _socket.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
    _socket.setsockopt(6, 1, 1)  # TCP_NODELAY: without it a small frame waits 40 ms


def send(operation, payload=b""):
    struct.pack_into("<HB", _HEAD, 0, len(payload), ord(operation))
    if len(payload) > 600:
        _all(_HEAD)
        _all(payload)
    else:
        _all(bytes(_HEAD) + payload)


def _all(data):
    view = memoryview(data)
    while len(view):
        view = view[_socket.send(view) :]


def receive(count):
    """Exactly `count` bytes, waiting for them; None when the host has gone."""
    data = _socket.recv(count)
    while data and len(data) < count:
        more = _socket.recv(count - len(data))
        if not more:
            return None
        data += more
    return data or None


def waiting():
    """For asyncio's poller."""
    return _socket
