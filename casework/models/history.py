"""How every change people make is kept."""

import pghistory


def tracked(model):
    """Class decorator: keep each insert, update and delete of `model` in an append-only event table."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)(
        model
    )
