"""The explorer's script is the one that the locked Python package was made for."""

import re
from pathlib import Path

from plotly.offline import get_plotlyjs_version


def test_the_vendored_script_is_the_locked_version():
    head = Path("static/vendor/plotly/plotly-basic.min.js").read_text(encoding="utf-8")[:300]
    assert re.search(r"v(\d+\.\d+\.\d+)", head)[1] == get_plotlyjs_version()
