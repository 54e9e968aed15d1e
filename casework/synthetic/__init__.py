"""Larchshire: a fictional county, whose case system writes an Annex A workbook a month.

Pure Python and XlsxWriter: nothing here reads or writes the database. What it makes goes in through the importer, as
any department's workbook would.
"""
