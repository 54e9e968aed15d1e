"""Which Chromium the browser tests drive."""

import os
import shutil


def find_browser() -> str | None:
    """Return the path of Debian's Chromium, or of another one that CHROMIUM names; None when there is none."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-headless-shell", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    return None
