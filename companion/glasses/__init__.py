"""The link to the glasses: scan, connect, upload, show."""
