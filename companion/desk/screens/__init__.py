"""One module a screen; see routes."""
