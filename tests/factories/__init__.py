"""Plain functions that make one row each, valid unless told otherwise; nothing here names a real person."""

from tests.factories.casework import (
    grant,
    make_action,
    make_child,
    make_fact,
    make_import,
    make_team,
    make_tree,
    make_user,
    make_worker,
)

__all__ = [
    "grant",
    "make_action",
    "make_child",
    "make_fact",
    "make_import",
    "make_team",
    "make_tree",
    "make_user",
    "make_worker",
]
