"""Verbs of a round's sample: draw it, swap a child out, and show that it was fair."""

import zlib
from datetime import datetime
from secrets import token_hex

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits.models import Activity, Drawn, Round, Sample, Stratum
from audits.rounds import states
from audits.rounds.beginning import drop_audit, has_begun
from audits.rounds.frame import frame
from audits.rounds.services import LONGEST_REASON
from casework.access import at_or_below
from casework.actions.services import said
from casework.models import Child, User
from casework.services import NotAllowed
from improvement.lib import sampling
from improvement.lib.sampling import Candidate


@transaction.atomic
def draw_sample(
    *, round: Round, by: User, at: datetime, strata: list[str], key: str, because: str = "", seed: str = ""
) -> Sample:
    """Return a new sample for a round, with an open activity for each child; the same `key` returns the same.

    Nobody chooses the seed; only the synthetic department gives one, to be the same each time.

    Who was audited in the last twelve months is left out of the list. Drawing again needs a
    reason, and the earlier draw stays to be seen. Raises NotAllowed where something is allocated already, or the list
    is too short.
    """
    again = Sample.objects.filter(key=key).first()
    if again is not None:
        return again
    Round.objects.select_for_update().get(pk=round.pk)
    if round.state != states.PLANNED or Activity.objects.filter(round=round, state__in=["given", "done"]).exists():
        raise NotAllowed("Work is allocated already. Swap single children instead, each with a reason.")
    with pghistory.context(user=by.pk, why="sample drawn"):
        _set_aside(round, because, by, at)
        return _draw(round, strata, key, seed or token_hex(16), by, at)


def _set_aside(round, because, by, at):
    earlier = Sample.objects.filter(round=round, set_aside_at__isnull=True)
    if earlier.exists():
        reason = said(because, "A sample is drawn already. Say why it must be drawn again.", longest=LONGEST_REASON)
        earlier.update(set_aside_at=at, set_aside_by=by, set_aside_because=reason)
        Activity.objects.filter(round=round, state=states.OPEN).update(state=states.DROPPED)


def _draw(round, strata, key, seed, by, at):
    """Draw from the list as it is today, and keep all that is needed to repeat it."""
    on = localdate(at)
    held = frame(team_ids=at_or_below([round.team_id], on=on), on=on)
    everybody = [each.candidate for each in held.values()]
    list_ = [each for each in everybody if not sampling.left_out(each, on=on)]
    wanted = round.target_audits + round.target_observations + round.target_families
    if wanted > len(list_):
        raise NotAllowed(
            f"The list has {len(list_):,} children and the targets add up to {wanted:,}. Lower the targets, or plan "
            "the round for a wider team."
        )
    found = sampling.draw(list_, wanted=wanted, seed=seed, by=strata)
    sample = Sample.objects.create(
        round=round,
        seed=seed,
        algorithm=found.algorithm,
        list_hash=found.list_hash,
        listed=zlib.compress(sampling.list_lines(list_).encode()),
        list_size=len(list_),
        left_out=len(everybody) - len(list_),
        by=list(found.by),
        wanted=wanted,
        as_on=on,
        key=key,
        drawn_at=at,
        drawn_by=by,
    )
    _keep_drawn(sample, found, held)
    return sample


def _keep_drawn(sample, found, held):
    """Keep the strata, the children drawn, and an open activity for each."""
    round = sample.round
    names = {
        each.name: Stratum(sample=sample, name=list(each.name), size=each.size, wanted=each.wanted)
        for each in found.strata
    }
    Stratum.objects.bulk_create(names.values())
    # Which child is audited, observed or spoken with is chance too: the order of the seed over the whole sample.
    order = sampling.in_order([held[reference].candidate for reference in found.references], seed=sample.seed)
    drawn = [
        Drawn(
            sample=sample,
            stratum=names[sampling.stratum_of(each, found.by)],
            child_id=held[each.reference].child_id,
            place=place,
        )
        for place, each in enumerate(order, 1)
    ]
    Drawn.objects.bulk_create(drawn)
    kinds = ["audit"] * round.target_audits + ["observation"] * round.target_observations
    kinds += ["family"] * round.target_families
    Activity.objects.bulk_create(
        _activity(round, kind, row, held[each.reference]) for kind, row, each in zip(kinds, drawn, order, strict=True)
    )


def _activity(round, kind, drawn, held):
    return Activity(
        round=round,
        kind=kind,
        drawn=drawn,
        child_id=held.child_id,
        worker_id=held.worker_id,
        team_id=held.team_id,
        due_on=round.last_on,
    )


@transaction.atomic
def swap(*, drawn: Drawn, because: str, by: User, at: datetime) -> Drawn:
    """Swap a child out of a sample for the next in line of the same stratum; return who came in.

    Nobody chooses the replacement. Raises NotAllowed without a reason, for what is begun, done or swapped already, and
    where the stratum has nobody left.
    """
    because = said(because, "Say why this child is swapped out.", longest=LONGEST_REASON)
    sample = Sample.objects.select_for_update().select_related("round").get(pk=drawn.sample_id)
    if Activity.objects.filter(drawn=drawn, state=states.DONE).exists():
        raise NotAllowed("What was to be done for this child is done already.")
    taken = set(Child.objects.filter(pk__in=sample.drawn.values("child_id")).values_list("reference", flat=True))
    on = localdate(at)
    held = frame(team_ids=at_or_below([sample.round.team_id], on=on), on=on)
    # Whose work has closed since cannot be brought in.
    still = [each for each in candidates_of(sample) if each.reference in held]
    stratum = tuple(drawn.stratum.name)
    found = sampling.next_in_line(still, seed=sample.seed, by=sample.by, stratum=stratum, taken=taken)
    if found is None:
        raise NotAllowed(f"Nobody is left to draw in {drawn.stratum}. Exempt this child instead.")
    with pghistory.context(user=by.pk, why="child swapped out"):
        rows = Drawn.objects.filter(pk=drawn.pk, swapped_at__isnull=True)
        if not rows.update(swapped_at=at, swapped_by=by, swapped_because=because):
            raise NotAllowed("Somebody has swapped this child out meanwhile.")
        into = Drawn.objects.create(
            sample=sample,
            stratum=drawn.stratum,
            child_id=held[found.reference].child_id,
            place=drawn.place,
            replaces=drawn,
        )
        old = Activity.objects.filter(drawn=drawn, state__in=[states.OPEN, states.GIVEN])
        kinds = []
        for activity in old.select_related("audit__worker"):
            if has_begun(activity):
                raise NotAllowed("Somebody has begun to look at this child's work. Exempt it instead, with a reason.")
            kinds.append(activity.kind)
            Activity.objects.filter(pk=activity.pk).update(state=states.DROPPED)
            drop_audit(activity=activity, because=because, by=by, at=at)
        Activity.objects.bulk_create(_activity(sample.round, kind, into, held[found.reference]) for kind in kinds)
    return into


def candidates_of(sample: Sample) -> list[Candidate]:
    """Return the list a sample was drawn from, as it was."""
    lines = zlib.decompress(bytes(sample.listed)).decode().splitlines()
    return [Candidate(*line.split("\t")) for line in lines]


def list_text(sample: Sample) -> str:
    """Return the list a sample was drawn from as the text that its hash is of."""
    return zlib.decompress(bytes(sample.listed)).decode()


def repeated(sample: Sample) -> bool:
    """Return whether drawing again from the list kept, with the seed kept, gives the very children that were drawn."""
    list_ = candidates_of(sample)
    again = sampling.draw(list_, wanted=sample.wanted, seed=sample.seed, by=sample.by)
    first = set(sample.drawn.filter(replaces__isnull=True).values_list("child__reference", flat=True))
    return (again.list_hash, set(again.references)) == (sample.list_hash, first)
