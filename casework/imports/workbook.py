"""Read an Excel workbook with calamine, sheet by sheet, with the row numbers a person sees in Excel."""

import io
from concurrent.futures import ThreadPoolExecutor

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


def rows_of(workbook: CalamineWorkbook, sheets: list[str], name: str, *, opening):
    """Yield the rows of every sheet; while the rows of one are used, a thread unpacks the next.

    Rows are (row number, cells); calamine drops leading empty rows, so the number starts where the sheet does.

    Args:
        workbook: the opened workbook.
        sheets: their names, in order.
        name: the file's name, for messages.
        opening: called with each sheet's name before it is unpacked.

    Raises:
        Refused: when a sheet cannot be read.
    """
    # calamine lets other threads run while it unpacks. Not a `with`: a refusal must not wait for the sheet after it.
    unpacking = ThreadPoolExecutor(1)

    def ahead(sheet):
        opening(sheet)
        return unpacking.submit(workbook.get_sheet_by_name, sheet)

    following = ahead(sheets[0]) if sheets else None
    for sheet, after in zip(sheets, [*sheets[1:], None], strict=True):
        try:
            found = following.result()
            following = ahead(after) if after is not None else None
            rows = enumerate(found.iter_rows(), found.start[0] + 1) if found.start else iter(())
        except (CalamineError, ValueError, OSError) as error:
            raise Refused(f"The sheet “{sheet}” of {name} cannot be read. Export it again.") from error
        yield rows
