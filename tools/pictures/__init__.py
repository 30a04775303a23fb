"""The README's pictures, made by the software itself: `python -m tools.pictures`."""
