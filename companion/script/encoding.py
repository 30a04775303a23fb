"""Bytes -> text."""

from __future__ import annotations


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    return data.decode("utf-8-sig"), []
