"""What the radio's event handler takes from the heap: the packet and its place in a queue."""

from . import board as bench

SCRIPT = """
import asyncio, bluetooth, gc, micropython, struct
bluetooth._Ble._pump = bluetooth._Ble._weigh = lambda self: iter(())
asyncio.create_task = lambda task: None
from souffleur.radio import PACKET, Radio
class Settings:
    name = "Glasses"
radio = Radio(Settings)
ble = bluetooth.BLE()
ble._frame("C", struct.pack("<HB", 64, 1) + b"abcdef")
packet = bytes(244)
ble.gatts_read = lambda handle: packet
event = (64, radio._rx)
"""


def test_one_event_takes_one_small_tuple_besides_the_packet(tmp_path):
    bench.run(tmp_path, SCRIPT + """
radio._irq(3, event)
gc.collect()
gc.disable()
before = gc.mem_alloc()
for _ in range(8):
    radio._irq(3, event)
assert gc.mem_alloc() - before <= 8 * 64, gc.mem_alloc() - before
""")


def test_with_no_heap_at_all_the_packet_is_dropped_and_the_handler_goes_on(tmp_path):
    bench.run(tmp_path, SCRIPT + """
queued = len(radio._events)
micropython.heap_lock()
try:
    radio._irq(3, event)
    failed = False
except MemoryError:
    failed = True
micropython.heap_unlock()
assert not failed and len(radio._events) == queued and radio.dropped == 1
radio._irq(3, event)
assert len(radio._events) == queued + 1
""")
