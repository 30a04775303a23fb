"""What a show asks of the firmware: `python -m tools.bench.firmware`."""
