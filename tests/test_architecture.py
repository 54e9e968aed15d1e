"""The house rules that a machine can check: who may import whom, who reads the clock, what no file may hold."""

import re

import pytest

from tests import architecture
from tests.architecture import HOME, tracked

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", r"deb\.deb" + "ian"))
)
MACHINE_PATHS = re.compile(r"(?<![\w.~}])/(?:work|root|home|Users)/\w")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".html",
    ".css",
    ".js",
    ".csv",
    ".json",
    ".lock",
    ".txt",
    ".svg",
    ".cfg",
    "",
}


@pytest.mark.parametrize("rule", ["import_faults", "clock_faults", "view_faults", "signal_faults"])
def test_source_keeps_the_house_rule(rule):
    assert getattr(architecture, rule)(architecture.sources()) == []


def test_no_journey_reads_a_page_before_it_is_there():
    assert architecture.journey_faults(architecture.journeys()) == []


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        ("link.click()\n    assert row.count() == 1", 1),
        ("link.click()\n    assert page.url == '/'", 1),
        ("with page.expect_download():\n        link.click()\n    assert row.is_visible()", 1),
        ("link.click()\n    expect(row).to_have_count(1)", 0),
        ("link.click()\n    heading.wait_for()\n    assert row.count() == 1", 0),
        ("link.click()\n    axe(page)\n    assert row.count() == 1", 0),
        ("link.click()\n    assert ReadLog.objects.filter(kind='page').count() == 1", 0),
        ("assert row.count() == 1\n    link.click()", 0),
    ],
)
def test_journey_that_does_not_wait_is_caught(lines, faults):
    journey = f"def test_it(page):\n    {lines}\n"
    assert len(architecture.journey_faults({"tests/journeys/test_it.py": journey})) == faults


def test_no_source_file_is_too_long():
    written = [
        path for path in tracked(".py", ".js", ".css") if "vendor" not in path.parts and "migrations" not in path.parts
    ]
    lengths = {str(path): (HOME / path).read_text().count("\n") for path in written}
    assert architecture.length_faults(lengths) == []


def test_no_file_names_a_package_registry_or_a_path_of_one_machine():
    faults = []
    for path in tracked():
        if path.suffix not in TEXT or "vendor" in path.parts:
            continue
        for number, line in enumerate((HOME / path).read_text(errors="replace").splitlines(), 1):
            if REGISTRIES.search(line) or MACHINE_PATHS.search(line):
                faults.append(f"{path}:{number}: {line.strip()[:100]}")
    assert faults == []


@pytest.mark.parametrize(
    ("module", "line", "word"),
    [
        ("improvement.lib.rates", "from casework.models import Team", "nothing else of ours"),
        ("casework.services", "from audits import services", "may import improvement.lib"),
        (
            "casework.services",
            "def f():\n    from improvement.indicators import services",
            "may import improvement.lib",
        ),
        ("audits.queries", "import feedback.models", "may import"),
        ("feedback.models", "from improvement import settings", "may import"),
        ("improvement.indicators.queries", "from improvement.boards.models import Pack", "may import"),
        ("improvement.plan.services", "from ..boards import models", "may import"),
        ("casework.models.team", "from casework import services", "models must not know services"),
        ("casework.models.team", "from .. import queries", "models must not know queries"),
        ("casework.queries", "from casework.views import people", "views are imported by urls only"),
        ("improvement.tasks", "from casework.views import people", "views are imported by urls only"),
        ("improvement.settings", "from improvement.local import demo", "only the demo and the tests"),
    ],
)
def test_planted_import_is_caught(module, line, word):
    faults = architecture.import_faults({**architecture.sources(), module: line})
    assert len([fault for fault in faults if fault.startswith(f"{module}:") and word in fault]) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("casework.services", "from improvement.lib import rates"),
        ("audits.services", "from casework.models import Team"),
        ("improvement.boards.pack", "from improvement.plan import queries"),
        ("improvement.urls", "from casework.views import people"),
        ("casework.urls", "from casework.views import people"),
    ],
)
def test_import_that_is_allowed_passes(module, line):
    faults = architecture.import_faults({**architecture.sources(), module: line})
    assert [fault for fault in faults if fault.startswith(f"{module}:")] == []


@pytest.mark.parametrize(
    ("rule", "module", "line"),
    [
        ("clock_faults", "casework.services", "at = timezone.now()"),
        ("clock_faults", "improvement.indicators.rollups", "on = date.today()"),
        ("clock_faults", "audits.services", "on = timezone.localdate()"),
        ("clock_faults", "casework.models.team", "at = DateTimeField(default=timezone.now)"),
        ("view_faults", "casework.views.people", "people = User.objects.all()"),
        ("signal_faults", "casework.apps", "from django.db.models.signals import post_save"),
        ("signal_faults", "audits.signals", ""),
    ],
)
def test_planted_fault_is_caught(rule, module, line):
    faults = getattr(architecture, rule)({module: line})
    assert len(faults) == 1
    assert faults[0].startswith(module)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("casework.views.people", "on = timezone.localdate()"),
        ("improvement.indicators.tasks", "at = timezone.now()"),
        ("improvement.indicators.services", "day = timezone.localdate(at)"),
    ],
)
def test_clock_may_be_read_at_the_edges(module, line):
    assert architecture.clock_faults({module: line}) == []


def test_long_file_is_caught():
    assert len(architecture.length_faults({"casework/services.py": 600, "casework/queries.py": 599})) == 1
