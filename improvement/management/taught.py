"""What the synthetic practice week teaches: findings under shared themes, two guides, two learnings."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.utils.timezone import localdate

from audits.findings.services import keep
from audits.guidance import services as library
from audits.models import Audit, Learning, Round, Standard
from audits.register import services as register
from audits.tools.queries import newest_standards
from casework.models import Theme, User

WORDS = tomllib.loads((Path(__file__).parent / "data" / "taught.toml").read_text(encoding="utf-8"))


def found(*, seed: str, grade: str, observed: bool) -> list[tuple[str, str, str, str]]:
    """Return what the story finds in an audit of a grade: kind, theme, standard, words; each theme once, by the seed.

    An observation finds only what can be seen in a room.
    """
    chance = Random(seed)  # noqa: S311 - a story, not a secret
    left, lines = [each for each in WORDS["theme"] if each["in_a_room"] or not observed], []
    for kind in WORDS["kinds"][grade]:
        theme = chance.choices(left, [each["often"][kind] for each in left])[0]
        left.remove(theme)
        lines.append((kind, theme["code"], theme["standard"], chance.choice(theme[kind])))
    return lines


def keep_findings(*, audit: Audit, seed: str, grade: str, at: datetime) -> None:
    """Keep what the story finds in an audit while it is being written."""
    lines = found(seed=seed, grade=grade, observed=audit.activity.kind == "observation")
    themes = {each.code: each for each in Theme.objects.filter(code__in=[line[1] for line in lines])}
    standards = {each.standard.code: each for each in newest_standards()}
    for number, (kind, theme, standard, words) in enumerate(lines):
        about = {"theme": themes[theme], "standard": standards[standard]}
        keep(
            audit=audit,
            kind=kind,
            words=words,
            **about,
            key=f"synthetic finding {audit.pk} {number}",
            by=audit.auditor,
            at=at,
        )


def teach(*, week: Round, key: str, by: User, at: datetime) -> None:
    """Write the guides a week asks for, read by some of who looked, and keep what was learned, with its actions."""
    people = [each.person for each in week.participants.select_related("person").order_by("pk")]
    themes = {each.code: each for each in Theme.objects.all()}
    standards = {each.code: each for each in Standard.objects.all()}
    on = localdate(at)
    for number, given in enumerate(WORDS["guide"]):
        about = {"topic": themes[given["topic"]], "standard": standards[given["standard"]], "title": given["title"]}
        kept = {"owner": by, "review_on": on + timedelta(days=365), "key": f"{key} guide {number}"}
        guide = library.write(**about, text=paragraphs(given["text"]), **kept, by=by, at=at)
        for person in people[: given["readers"]]:
            library.say_read(guidance=guide, by=person, at=at)
    for number, given in enumerate(WORDS["learning"]):
        about = {"theme": themes[given["theme"]], "standard": standards[given["standard"]]}
        about |= {"source": Learning.Source.ROUND, "source_words": week.name, "team": week.team}
        days = {"due_on": on + timedelta(days=90), "look_again_on": on + timedelta(days=180)}
        said = {name: given[name] for name in ("learned", "what", "measure")}
        owner = people[number + 5]
        register.keep(**said, **about, **days, owner=owner, key=f"{key} learning {number}", by=by, at=at)


def paragraphs(text: str) -> str:
    """Return words of a story without the line breaks of their file, paragraphs kept."""
    return "\n\n".join(" ".join(each.split()) for each in text.strip().split("\n\n"))
