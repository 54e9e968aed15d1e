"""Read the files of a delivery into staging, and note what the reader says of them."""

from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from casework.imports import frames, process, staging
from casework.imports.bounds import Refused
from casework.imports.columns import FORM_WORDS, NOT_KEPT, form_of
from casework.imports.fold import fold
from casework.imports.problems import PROBLEMS
from casework.models import CodeMapping, ImportList, ImportProblem, Team

# What `CodeMapping.code` says when a person decided that a value means nothing here.
NOTHING = "-"


@dataclass
class Found:
    """What the files held."""

    lists: dict[int, ImportList] = field(default_factory=dict)
    problems: list[ImportProblem] = field(default_factory=list)
    # The day the file itself says it was taken, where it does.
    as_on: date | None = None


def known() -> dict:
    """Return what people have decided so far: code mappings, and team names to ids."""
    codes, mapped_teams = {}, {}
    for code_set, raw, code in CodeMapping.objects.values_list("code_set", "raw", "code"):
        if code_set == "team":
            mapped_teams[raw] = code
        else:
            codes.setdefault(code_set, {})[raw] = code
    ids, teams = {}, {}
    for pk, code, name in Team.objects.values_list("pk", "code", "name"):
        ids[code] = teams[fold(code)] = teams[fold(name)] = pk
    teams |= {raw: ids.get(code) for raw, code in mapped_teams.items() if code == NOTHING or code in ids}
    return {"codes": codes, "teams": teams}


def read_files(delivery, files) -> Found:
    """Stage every list of these files.

    Args:
        delivery: the `Import`.
        files: (name, bytes) of each.

    Raises:
        Refused: when a file cannot be read, none of them holds a list we know, or they are of several forms.
    """
    found, decided = Found(), known()
    with connection.cursor() as cursor:
        for name, content in files:
            _read_file(cursor, delivery, name, bytes(content), decided, found)
    if not found.lists.keys() - NOT_KEPT.keys():
        names = ", ".join(name for name, _ in files)
        raise Refused(
            f"{names} holds none of the lists we read. Upload Annex A (sheets or files named List 1 to List 11, with "
            "Annex A's headings in row 1 or 2), the CSV files of an SSDA903 return with its headings in row 1, or the "
            "XML file of a children in need census."
        )
    forms = sorted({form_of(number) for number in found.lists})
    if len(forms) > 1:
        words = " and ".join(FORM_WORDS[form] for form in forms)
        raise Refused(f"These files are of several kinds: {words}. Upload each kind by itself.")
    delivery.form = forms[0]
    return found


def _read_file(cursor, delivery, name, content, decided, found):
    copy = current = None
    messages = process.read(name=name, content=content, delivery=delivery.pk, known=decided, met=set(found.lists))
    try:
        for kind, message in messages:
            if kind == frames.LINES:
                copy.write(message)
            elif "begin" in message:
                number = message["begin"]
                current = found.lists[number] = ImportList(
                    delivery=delivery, number=number, sheet=message["sheet"], headings=message["headings"]
                )
                opened = staging.copy_into(cursor, number, message["fields"])
                copy = opened.__enter__()
            elif "end" in message:
                opened.__exit__(None, None, None)
                copy = None
                current.rows_in, current.rows_bad = message["rows"], message["bad"]
                current.rows_hidden = message["hidden"]
            elif "recognised" in message:
                number = message["recognised"]
                found.lists[number] = ImportList(
                    delivery=delivery, number=number, sheet=message["sheet"], note=NOT_KEPT[number]
                )
            elif "as_on" in message:
                found.as_on = date.fromisoformat(message["as_on"]) if message["as_on"] else None
            elif "problems" in message:
                found.problems += [problem(delivery, *each) for each in message["problems"]]
    except BaseException:
        if copy is not None:
            opened.__exit__(Refused, Refused("stopped"), None)
        raise


def problem(delivery, number, sheet, row, column, value, key, count=1, code_set="") -> ImportProblem:
    """Return a problem row for a key of `problems.PROBLEMS`."""
    kind, _, message, remedy = PROBLEMS[key]
    return ImportProblem(
        delivery=delivery,
        kind=kind,
        number=number,
        sheet=sheet[:200],
        row=row,
        column=column[:200],
        value=value[:120],
        code_set=code_set,
        message=message,
        remedy=remedy,
        count=count,
    )
