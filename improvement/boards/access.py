"""Which boards and packs a person may open: anything else answers as what does not exist."""

from django.http import Http404

from casework import access
from improvement.boards.models import Board, Pack


def board_or_404(user, pk: int) -> Board:
    """Return the board. Raises Http404 where this person's roles do not reach its team."""
    return _one(Board.objects.visible_to(user).select_related("team"), pk)


def preparable_board_or_404(user, pk: int) -> Board:
    """Return the board whose packs this person prepares. Raises Http404."""
    return _one(Board.objects.prepared_by(user).select_related("team"), pk)


def changeable_board_or_404(user, pk: int) -> Board:
    """Return the board that this person may set up. Raises Http404."""
    reached = access.team_ids_for(user, "boards:setup", codes="W")
    return _one(Board.objects.filter(team_id__in=reached).select_related("team"), pk)


def pack_or_404(user, pk: int) -> Pack:
    """Return the pack without its document: any where this person prepares packs, else one ready for them.

    Raises Http404 for any other, a restricted one for who does not see figures in full among them.
    """
    return _one(Pack.objects.visible_to(user).light().select_related("board__team", "asked_by"), pk)


def preparable_pack_or_404(user, pk: int) -> Pack:
    """Return a pack of a board whose packs this person prepares. Raises Http404."""
    return _one(Pack.objects.filter(board__in=Board.objects.prepared_by(user)).light().select_related("board"), pk)


def issued_pack_or_404(user, pk: int, url_name: str) -> Pack:
    """Return a ready pack that this person may take away from the page `url_name`. Raises Http404."""
    reached = access.team_ids_for(user, url_name, codes="X")
    packs = Pack.objects.ready_for(user).filter(board__team_id__in=reached).defer("pdf")
    return _one(packs.select_related("board__team"), pk)


def _one(rows, pk):
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
