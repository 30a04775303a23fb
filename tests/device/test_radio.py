"""The radio's event handler: what it cannot take it drops, and it goes on."""

from . import board as bench

SCRIPT = """
import asyncio, bluetooth, struct
bluetooth._Ble._pump = bluetooth._Ble._weigh = lambda self: iter(())
asyncio.create_task = lambda task: None
from souffleur.radio import PACKET, Radio
class Settings:
    name = "Glasses"
radio = Radio(Settings)
ble = bluetooth.BLE()
ble._frame("C", struct.pack("<HB", 64, 1) + b"abcdef")
radio._events.popleft()
def written(data):
    ble._frame("W", struct.pack("<HH", 64, radio._rx) + data)
def packets():
    return [event[2] for event in radio._events if event[0] == PACKET]
"""


def test_a_full_heap_costs_a_packet_and_not_the_link(tmp_path):
    bench.run(tmp_path, SCRIPT + """
read = ble.gatts_read
def full(handle):
    raise MemoryError
ble.gatts_read = full
written(b"one")
ble.gatts_read = read
written(b"two")
assert packets() == [b"two"] and radio.dropped == 1
""")


def test_whatever_fails_in_the_handler_it_is_called_again(tmp_path):
    bench.run(tmp_path, SCRIPT + """
read = ble.gatts_read
def broken(handle):
    raise OSError(5)
ble.gatts_read = broken
written(b"one")
ble.gatts_read = read
written(b"two")
assert packets() == [b"two"] and radio.dropped == 1
""")


def test_an_interrupt_from_the_keyboard_ends_the_program_and_not_the_handler(tmp_path):
    bench.run(tmp_path, SCRIPT + """
read = ble.gatts_read
def interrupted(handle):
    raise KeyboardInterrupt
ble.gatts_read = interrupted
written(b"one")
ble.gatts_read = read
written(b"two")
assert packets() == [b"two"]
async def take():
    await radio.event()
    await radio.event()
try:
    asyncio.run(take())
    raise AssertionError
except KeyboardInterrupt:
    pass
""")


def test_another_name_is_told_with_the_next_advertisement(tmp_path):
    bench.run(tmp_path, SCRIPT + """
import wire_to_host
told = []
wire_to_host.send = lambda operation, payload=b"": told.append((operation, payload))
Settings.name = "Stage left"
radio.advertise()
assert [operation for operation, payload in told if b"Stage left" in payload] == ["A"]
""")


def test_more_packets_than_the_queue_holds_are_dropped_and_counted(tmp_path):
    bench.run(tmp_path, SCRIPT + """
for number in range(20):
    written(bytes([number]))
assert packets() == [bytes([number]) for number in range(16)] and radio.dropped == 4
""")
