"""Read an Excel workbook with calamine, sheet by sheet, with the row numbers a person sees in Excel."""

import io

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from casework.imports.bounds import Refused


def open_workbook(data: bytes, name: str) -> CalamineWorkbook:
    """Return the opened workbook.

    Raises:
        Refused: when calamine cannot make sense of it.
    """
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, ValueError, OSError) as error:
        raise Refused(f"{name} cannot be opened as a workbook. Export it again.") from error


def sheets_of(workbook: CalamineWorkbook) -> list[tuple[str, bool]]:
    """Return (name, hidden) of every sheet, the visible ones first, so that a hidden copy never comes before."""
    sheets = [(each.name, each.visible != SheetVisibleEnum.Visible) for each in workbook.sheets_metadata]
    return sorted(sheets, key=lambda sheet: sheet[1])


def rows_of(workbook: CalamineWorkbook, sheet: str, name: str):
    """Yield (row number, cells); calamine drops leading empty rows, so the number starts where the sheet does.

    Raises:
        Refused: when the sheet cannot be read.
    """
    try:
        found = workbook.get_sheet_by_name(sheet)
        if found.start is None:
            return
        yield from enumerate(found.iter_rows(), found.start[0] + 1)
    except (CalamineError, ValueError, OSError) as error:
        raise Refused(f"The sheet “{sheet}” of {name} cannot be read. Export it again.") from error
