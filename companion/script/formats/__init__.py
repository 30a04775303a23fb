"""One reader for each kind of file: bytes or text in, Document out."""
