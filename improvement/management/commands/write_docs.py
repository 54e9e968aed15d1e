"""manage.py write_docs [--check]: the pages of docs/ that are written from the code."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

# Where each page goes, and the function that returns its text.
PAGES = (
    ("docs/api.md", "improvement.indicators.api.schema.api_page"),
    ("docs/indicators.md", "improvement.indicators.docs.indicators_page"),
    ("docs/permissions.md", "casework.docs.permissions_page"),
    ("docs/sentences.md", "improvement.indicators.sentence_table.sentences_page"),
    ("docs/small-numbers.md", "improvement.indicators.small_numbers.small_numbers_page"),
    ("docs/states.md", "improvement.boards.docs.states_page"),
)


class Command(BaseCommand):
    help = "Write the pages of docs/ that come from the code; with --check, only say which are out of date."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")

    def handle(self, *, check, **options):
        stale = [path for path, function in PAGES if self.differs(path, function, write=not check)]
        if check and stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run `manage.py write_docs`.")
        self.stdout.write(f"{len(stale)} of {len(PAGES)} pages written." if not check else "All pages are up to date.")

    def differs(self, path, function, *, write) -> bool:
        page, text = Path(settings.BASE_DIR) / path, import_string(function)()
        if page.exists() and page.read_text("utf-8") == text:
            return False
        if write:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, "utf-8")
        return True
