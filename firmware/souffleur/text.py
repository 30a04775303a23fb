"""Breaking the device's own short messages into lines. Pure."""


def wrap(text, columns):
    """Break at spaces into parts of at most `columns` characters."""
    parts = []
    for paragraph in text.split("\n"):
        part = ""
        for word in paragraph.split(" "):
            while len(word) > columns:
                if part:
                    parts.append(part)
                    part = ""
                parts.append(word[:columns])
                word = word[columns:]
            if part and len(part) + 1 + len(word) > columns:
                parts.append(part)
                part = word
            else:
                part = part + " " + word if part else word
        parts.append(part)
    return parts
