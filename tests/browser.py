"""Which Chromium the browser tests drive, and pictures of what they see."""

import os
import shutil
from pathlib import Path


def find_browser() -> str | None:
    """Return the path of Debian's Chromium, or of another one that CHROMIUM names; None when there is none."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-headless-shell", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    return None


def shot(page, name: str) -> None:
    """Keep a picture of a page, called after its width, in the folder that SHOTS names; without one, keep none."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
