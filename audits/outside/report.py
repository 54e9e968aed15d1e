"""The report of a review from outside: what was asked, what was found, and what is done about it."""

from datetime import datetime

from audits.models import OutsideReview
from audits.outside.queries import found_in
from audits.reports.shape import Part, Report, Table
from improvement.lib.months import day_label
from improvement.lib.sentences import count_in_words

NOTHING = "Nothing was written here."
HEADERS = ("What", "Who", "By when", "How it stands")


def review_report(review: OutsideReview, *, at: datetime) -> Report:
    """Return a review as page, PDF and workbook have it; three queries. No child and no audit is named."""
    found = found_in(review)
    headings = [Part(label, tuple(each.finding.words for each in under) or (NOTHING,)) for label, under in found]
    lines = tuple(_line(action) for _, under in found for each in under for action in each.actions)
    tables = (Table("Actions", HEADERS, lines),) if lines else ()
    done = Part("What is done about it", () if lines else ("Nothing is agreed yet.",), tables)
    return Report(
        title=f"{review.get_kind_display()} by {review.authority}",
        place=review.team.name,
        period=f"{day_label(review.start_on)} to {day_label(review.last_on)}",
        made_at=at,
        parts=(_asked(review), *headings, done),
        hides=False,
    )


def _asked(review):
    n = review.shared.filter(taken_back_at__isnull=True).count()
    read = f"{count_in_words(n).capitalize()} audit{'' if n == 1 else 's'} {'was' if n == 1 else 'were'} shared."
    how = f"{review.get_state_display()} on {day_label(review.ended_at.date())}."
    return Part("What was asked", (review.purpose, read, how))


def _line(action):
    return action.what, action.owner.name, day_label(action.due_on), action.get_state_display()
