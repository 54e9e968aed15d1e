"""Walks the source and says which house rules it breaks. `test_architecture.py` uses it, and tests it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent

GROUND = ("improvement.lib", "casework")
MIDDLE = (*GROUND, "audits", "feedback")
# Who may import whom: a room, and what of ours it may reach besides itself. The longest name that fits counts.
MAY_IMPORT = {
    "improvement.lib": (),
    "improvement.local": (),
    "casework": ("improvement.lib",),
    "audits": GROUND,
    "feedback": GROUND,
    "improvement.indicators": MIDDLE,
    "improvement.selfassessment": (*MIDDLE, "improvement.indicators"),
    "improvement.plan": (*MIDDLE, "improvement.indicators"),
    "improvement.boards": (*MIDDLE, "improvement.indicators", "improvement.selfassessment", "improvement.plan"),
}
OURS = ("improvement", "casework", "audits", "feedback")
# Wiring may import anything, and no room may import it: settings, urls, celery, context, middleware, commands ...
WIRING = "improvement"
# Within a room: a kind of file, and the kinds it must not import.
MUST_NOT_IMPORT = {
    "models": {"services", "queries", "views", "forms", "tasks", "urls"},
    "states": {"services", "queries", "views", "forms", "tasks", "urls"},
    "queries": {"views", "forms", "tasks", "urls"},
    "services": {"views", "urls"},
    "forms": {"views", "tasks", "urls"},
    "tasks": {"views", "forms", "urls"},
}
MAY_IMPORT_VIEWS = {"urls", "views"}
# Services, queries and models are told the time (`on=`, `at=`); these kinds read it.
MAY_READ_CLOCK = {"views", "tasks", "management", "access", "forms", "context", "middleware", "templatetags"}
CLOCK = {("timezone", "now"), ("date", "today"), ("datetime", "now"), ("datetime", "today")}
# With an argument these only turn a time into the day it is here.
CLOCK_UNLESS_GIVEN = {("timezone", "localdate"), ("timezone", "localtime")}
KINDS = {*MUST_NOT_IMPORT, *MAY_READ_CLOCK, "urls"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")
MOST_LINES = 600
# In a journey: what may begin another page, what waits for one, and what reads the page as it is at that instant.
BEGINS_A_PAGE = {"click", "press"}
WAITS = {"expect", "axe", "signed_in", "goto", "reload", "go_back", "wait_for"}
WAITS |= {"wait_for_load_state", "wait_for_selector", "wait_for_url"}
READS_AT_ONCE = {"all_inner_texts", "content", "count", "inner_text", "input_value", "is_checked", "is_visible"}


def tracked(*endings: str) -> list[Path]:
    """Return the paths, relative to the repository, of files git has or would take, optionally by how they end."""
    command = ["git", "-C", str(HOME), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    files = [Path(name) for name in names if name and (HOME / name).is_file()]
    return [path for path in files if not endings or path.suffix in endings]


def sources() -> dict[str, str]:
    """Return our own Python modules: dotted name -> source. Migrations are left out: Django writes them."""
    found = {}
    for path in tracked(".py"):
        if path.parts[0] in OURS and "migrations" not in path.parts:
            parts = path.with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = (HOME / path).read_text()
    return found


@cache
def _nodes(source: str) -> tuple[ast.AST, ...]:
    # Each planted fault walks all sources again; they are parsed once.
    return tuple(ast.walk(ast.parse(source)))


def room(module: str) -> str:
    """Return the room a module is in, or the wiring."""
    inside = [name for name in MAY_IMPORT if module == name or module.startswith(f"{name}.")]
    return max(inside, key=len, default=WIRING)


def kind(module: str) -> str:
    """Return what sort of file a module is: `casework.views.people` and `casework.imports.views` are `views`.

    A part of a room that is a package of its own keeps the same names inside; `casework` itself is of no sort.
    """
    parts = module.removeprefix(room(module)).lstrip(".").split(".")
    return next((part for part in parts if part in KINDS), parts[0])


def imports(module: str, source: str, modules: set[str]) -> set[tuple[int, str]]:
    """Return (line, module of ours) for every import in `source`, those inside functions too."""
    package = module if any(name.startswith(f"{module}.") for name in modules) else module.rpartition(".")[0]
    found = set()
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            found |= {(node.lineno, alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = {f"{base}.{alias.name}" for alias in node.names}
            known = names & modules
            found |= {(node.lineno, name) for name in known}
            if known != names:
                found.add((node.lineno, base))
    return {(line, name) for line, name in found if name.split(".")[0] in OURS}


def import_faults(modules: dict[str, str]) -> list[str]:
    """Return one sentence for each import that goes up, sideways, into the wiring, or from the wrong kind of file."""
    faults = []
    names = set(modules)
    for module, source in sorted(modules.items()):
        here = room(module)
        for line, target in sorted(imports(module, source, names)):
            there = room(target)
            at = f"{module}:{line} imports {target}: "
            if here != WIRING and there not in (here, *MAY_IMPORT.get(here, ())):
                faults.append(f"{at}{here} may import {', '.join(MAY_IMPORT[here]) or 'nothing else of ours'}")
            if kind(target) in MUST_NOT_IMPORT.get(kind(module), ()) and here != WIRING:
                faults.append(f"{at}{kind(module)} must not know {kind(target)}")
            if kind(target) == "views" and kind(module) not in MAY_IMPORT_VIEWS:
                faults.append(f"{at}views are imported by urls only")
            if there == "improvement.local" and here != there:
                faults.append(f"{at}only the demo and the tests use it")
    return faults


def clock_faults(modules: dict[str, str]) -> list[str]:
    """Return one sentence for each place that reads the clock and should be told the time."""
    faults = []
    for module, source in sorted(modules.items()):
        if room(module) in (WIRING, "improvement.local") or kind(module) in MAY_READ_CLOCK:
            continue
        for node in _nodes(source):
            told = isinstance(node, ast.Call) and (node.args or node.keywords)
            read = node.func if isinstance(node, ast.Call) and not told else node
            if isinstance(read, ast.Attribute) and isinstance(read.value, ast.Name):
                name = (read.value.id, read.attr)
                if (name in CLOCK and read is node) or (name in CLOCK_UNLESS_GIVEN and read is not node):
                    faults.append(f"{module}:{node.lineno} reads the clock ({'.'.join(name)}); take on= or at=")
    return faults


def view_faults(modules: dict[str, str]) -> list[str]:
    """Return one sentence for each `.objects` in a view: views start from `visible_to`, a service or a query."""
    faults = []
    for module, source in sorted(modules.items()):
        if kind(module) == "views":
            for node in _nodes(source):
                if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
                    faults.append(f"{module}:{node.lineno} uses .{node.attr}; start from visible_to() or a query")
    return faults


def signal_faults(modules: dict[str, str]) -> list[str]:
    """Return one sentence for each use of Django's signals: who does what must be readable where it happens."""
    faults = []
    for module, source in sorted(modules.items()):
        if module.rpartition(".")[2] == "signals":
            faults.append(f"{module}: no signals")
        for node in _nodes(source):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            faults += [f"{module}:{node.lineno} imports {name}: no signals" for name in named if name in SIGNALS]
    return faults


def length_faults(lengths: dict[str, int]) -> list[str]:
    """Return one sentence for each file that must be split."""
    return [
        f"{name} has {lines} lines; split it at {MOST_LINES}" for name, lines in lengths.items() if lines >= MOST_LINES
    ]


def journeys() -> dict[str, str]:
    """Return the browser journeys: path -> source."""
    inside = [path for path in tracked(".py") if path.parts[:2] == ("tests", "journeys")]
    return {str(path): (HOME / path).read_text() for path in inside}


def journey_faults(sources: dict[str, str]) -> list[str]:
    """Return one sentence for each page that is read after a click and before anything waited for it."""
    faults = []
    for path, source in sorted(sources.items()):
        for test in [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]:
            clicked = False
            for step in _steps(test.body):
                names = {_called(node) for node in ast.walk(step)}
                if names & WAITS:
                    clicked = False
                if clicked and names & {*READS_AT_ONCE, "page.url"}:
                    faults.append(f"{path}:{step.lineno} reads a page that a click began; use expect() or wait_for()")
                clicked = clicked or bool(names & BEGINS_A_PAGE)
    return faults


def _steps(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if inner := getattr(statement, "body", None):
            yield from _steps(inner)
        else:
            yield statement


def _called(node: ast.AST) -> str:
    """Return the name of what is called, or "page.url" where that is read; "" for anything else and for a model."""
    if isinstance(node, ast.Attribute) and ast.unparse(node) == "page.url":
        return "page.url"
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return "" if ".objects." in ast.unparse(node.func) else node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""
