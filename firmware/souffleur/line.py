"""Follows the run operations of a line (see book.py) and tells where each glyph goes. Pure."""

from . import book


def walk(body, glyphs, box, place):
    """Call place(glyph, x, top, pen, advance, token, style) for every glyph of a line.

    body: the line's record, whatever it holds. glyphs: number -> (picture, left, top, advance,
    width), or None for a glyph that is not there, which is told with its advance = box.
    x, top: the glyph's left and top edge. advance is 0 for a mark.
    """
    first = body[1] | body[2] << 8 | body[3] << 16
    pen = _i16(body[4], body[5])
    style = book.STYLE_SPOKEN
    if body[0] & book.FLAG_HEADING:
        style = book.STYLE_HEADING
    elif body[0] & book.FLAG_DIRECTION:
        style = book.STYLE_DIRECTION
    token = first - 1
    following = first
    mark = None
    at = book.LINE_HEAD
    end = len(body)
    while at < end:
        op = body[at]
        size = _size(op)
        if not size or at + size > end:
            return  # not ours to understand: draw no more of this line
        a = body[at + 1] if size > 1 else 0
        b = body[at + 2] if size > 2 else 0
        at += size
        if op < book.OP_WIDE:
            number = op
        elif op < book.OP_MOVE:
            number = 192 + ((op - book.OP_WIDE) << 8 | a)
        elif op == book.OP_GLYPH:
            number = a | b << 8
        else:
            if op == book.OP_TOKEN:
                token = following
                following += 1
            elif op == book.OP_TOKEN_AT:
                token = first + a
                following = token + 1
            elif op == book.OP_MOVE:
                pen += _i8(a)
            elif op == book.OP_FAR:
                pen += _i16(a, b)
            elif op == book.OP_STYLE:
                style = a & 3
            else:
                mark = _i8(a), _i8(b)
            continue
        glyph = glyphs[number]
        if glyph is None:
            left, top, advance = 0, 0, box
        else:
            left, top, advance = glyph[1], glyph[2], glyph[3]
        if mark:
            place(glyph, pen + left + mark[0], top + mark[1], pen, 0, token, style)
            mark = None
        else:
            place(glyph, pen + left, top, pen, advance, token, style)
            pen += advance


def _size(op):
    """Bytes of an operation; 0 for an unknown one."""
    if op < book.OP_WIDE or op == book.OP_TOKEN:
        return 1
    if op < book.OP_MOVE or op in (book.OP_MOVE, book.OP_STYLE, book.OP_TOKEN_AT):
        return 2
    if op in (book.OP_MARK, book.OP_GLYPH, book.OP_FAR):
        return 3
    return 0


def _i8(byte):
    return byte - 256 if byte > 127 else byte


def _i16(low, high):
    value = low | high << 8
    return value - 65536 if value > 32767 else value
