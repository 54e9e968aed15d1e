"""Codes that a telephone's camera reads, drawn on the server."""

import segno
from django.utils.safestring import SafeString


def qr_svg(text: str, title: str) -> SafeString:
    """Return a QR code as an SVG for a page. It keeps its white border, without which cameras fail on dark paper."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return SafeString(code.svg_inline(scale=5, border=4, dark="#000", light="#fff", title=title, svgclass="b-qr"))
