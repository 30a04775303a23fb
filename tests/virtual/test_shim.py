"""The virtual `bluetooth` has the habits of the ESP32's that bite."""

from tests.device import board as bench

HEAD = """
import bluetooth, struct
class Task: pass
ble = bluetooth.BLE()
def fails(code, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except OSError as error:
        assert error.errno == code, error
    else:
        raise AssertionError("no error")
fails(19, ble.gap_advertise, 100000, b"")
bluetooth._Ble._pump = bluetooth._Ble._weigh = lambda self: iter(())
import asyncio
asyncio.create_task = lambda task: None
ble.active(True)
events = []
ble.irq(lambda event, data: events.append((event, tuple(data))))
UUID, F = bluetooth.UUID, bluetooth
((rx, tx),) = ble.gatts_register_services(
    ((UUID(0x1801), ((UUID(0x2A05), F.FLAG_WRITE), (UUID(0x2A06), F.FLAG_NOTIFY))),))
def written(data):
    ble._frame("W", struct.pack("<HH", 64, rx) + data)
ble._frame("C", struct.pack("<HB", 64, 1) + b"abcdef")
"""


def check(folder, script):
    bench.run(folder, HEAD + script)


def test_a_long_write_is_cut_to_20_bytes_without_a_word(tmp_path):
    check(tmp_path, "written(bytes(30)); assert len(ble.gatts_read(rx)) == 20")


def test_a_larger_buffer_takes_more_and_appending_collects(tmp_path):
    check(tmp_path, """
ble.gatts_set_buffer(rx, 100, True)
written(b"a" * 60); written(b"b" * 60)
assert ble.gatts_read(rx) == b"a" * 60 + b"b" * 40
written(b"c"); assert ble.gatts_read(rx) == b"c"
""")


def test_gatts_write_grows_the_value_and_tells_its_length(tmp_path):
    check(tmp_path, """
assert ble.gatts_write(tx, bytes(50)) == 50
assert len(ble.gatts_read(tx)) == 50
""")


def test_notifications_run_out_of_buffers_and_come_back(tmp_path):
    check(tmp_path, """
for _ in range(12): ble.gatts_notify(64, tx, b"x")
fails(12, ble.gatts_notify, 64, tx, b"x")
ble._frame("n", b"\\x01")
ble.gatts_notify(64, tx, b"x")
""")


def test_errors_carry_the_codes_of_the_real_stack(tmp_path):
    check(tmp_path, """
fails(107, ble.gatts_notify, 9, tx, b"x")
fails(22, ble.gatts_write, 999, b"x")
fails(22, ble.gatts_set_buffer, 999, 10)
fails(22, ble.config, mtu=600)
fails(-18, ble.gap_advertise, 100000, bytes(32))
assert ble.gatts_read(999) == b""
assert ble.config("mtu") == 256
assert ble.gap_disconnect(9) is False
try: ble.config("nonsense")
except ValueError: pass
else: raise AssertionError
""")


def test_an_exception_in_the_handler_switches_it_off_for_good(tmp_path):
    check(tmp_path, """
calls = []
def handler(event, data):
    calls.append(event)
    raise RuntimeError
ble.irq(handler)
written(b"a"); written(b"b")
assert calls == [3], calls
""")


def test_a_peers_address_lies_in_a_buffer_that_is_used_again(tmp_path):
    check(tmp_path, """
kept = []
ble.irq(lambda event, data: kept.append(data[2]))
ble._frame("C", struct.pack("<HB", 65, 1) + b"abcdef")
ble._frame("C", struct.pack("<HB", 66, 1) + b"ABCDEF")
assert bytes(kept[0]) == b"ABCDEF"
""")


def test_notifying_the_stored_value_asks_for_it_first(tmp_path):
    check(tmp_path, """
ble.gatts_write(tx, b"stored")
ble.gatts_notify(64, tx)
assert events[-1] == (4, (65535, tx))
""")
