"""Annex A in: reader (a bounded child process) -> staging -> check -> apply.

`reader`, `workbook`, `delimited`, `bounds`, `cells`, `codes`, `columns` and `fold` run in the child: they import
nothing but the standard library and calamine. Everything else runs in the parent.
"""
