"""What the commands of this room accept on the command line."""

import argparse
import re
from datetime import date


def month(text: str) -> date:
    """Return the month written as 2026-10. Raises ArgumentTypeError saying how to write it."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month; write the year and the month, like 2026-10")
    return date(int(found[1]), int(found[2]), 1)
