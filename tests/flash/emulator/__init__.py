"""Boards that exist only in memory: enough of an ESP32 for the real esptool and mpremote."""
