"""The style sheet of a document, with our typeface in it, so that the document needs nothing from anywhere."""

import base64
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

FONTS = {
    400: "fonts/atkinson-hyperlegible-next-latin-400-normal.woff2",
    700: "fonts/atkinson-hyperlegible-next-latin-700-normal.woff2",
}


@cache
def styles(sheet: str) -> SafeString:
    """Return one of our style sheets ("css/pack.css"), the typeface's two weights before it."""
    faces = []
    for weight, name in FONTS.items():
        font = base64.b64encode(Path(finders.find(name)).read_bytes()).decode()
        source = f'url("data:font/woff2;base64,{font}")'
        faces.append(
            f'@font-face {{ font-family: "Atkinson Hyperlegible Next"; font-weight: {weight}; src: {source} }}'
        )
    return mark_safe("\n".join([*faces, Path(finders.find(sheet)).read_text(encoding="utf-8")]))  # noqa: S308 - our own
