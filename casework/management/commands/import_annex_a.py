"""`manage.py import_annex_a FILE... [--as-on DAY] [--apply]`: the import of lists, by the name of the commonest."""

from casework.management.commands.import_lists import Command as ImportLists


class Command(ImportLists):
    """The same act: files are known by what they hold, not by the command."""

    help = "Check Annex A lists, as import_lists does, and with --apply take them in."
