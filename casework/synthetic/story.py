"""What changes when: one function for each thread of Larchshire's story."""

from casework.synthetic import clock
from casework.synthetic.county import County


def _back(county: County, day: int) -> int:
    return county.last - clock.month_index(day)


def _lean(county: County, team: str, spread: float) -> float:
    """A steady difference between teams, the same in every run of a seed."""
    codes = [node.code for node in county.nodes]
    return spread * (((codes.index(team) * 37) % 19) / 9 - 1)


def assessment_on_time(county: County, team: str, day: int) -> float:
    """Return the chance that an assessment started by `team` on `day` is done within 45 working days."""
    story = county.story["timeliness"]
    back = _back(county, day)
    if team == story["worse"] and back <= story["worse_from"]:
        return story["worse_to"]
    teams = [node.code for node in county.teams if node.service == "assessment"]
    turn = teams.index(team) if team in teams else len(teams)
    reached = back <= story["reached_from"] - story["one_team_every"] * turn
    level = story["after"] if reached and team not in (story["worse"], *story["never_reached"]) else story["before"]
    return min(0.96, level + _lean(county, team, 0.035))


def re_referral(county: County, day: int) -> float:
    """Return the chance that a referral concerns a family referred in the 12 months before."""
    story = county.story["re_referrals"]
    return story["worse_to"] if _back(county, day) <= story["worse_from"] else county.levels["re_referral"]


def protection_visits(county: County, team: str, district: str, day: int) -> tuple[float, float]:
    """Return the chance that the next child protection visit is on time, and the mean working days late if not."""
    plot = county.story["protection_visits"]
    if district == plot["district"] and _back(county, day) <= plot["worse_from"]:
        return plot["worse_to"], plot["worse_lateness"]
    return min(0.97, plot["on_time"] + _lean(county, team, 0.04)), plot["usual_lateness"]


def need_visits(county: County, team: str, day: int) -> tuple[float, float]:
    """Return the chance that the next visit to a child in need is on time, and the mean working days late if not."""
    plot = county.story["need_visits"]
    back = _back(county, day)
    if team == plot["worse"] and back <= plot["worse_from"]:
        return plot["worse_to"], plot["lateness"]
    if team in plot["better"] and back <= plot["better_from"]:
        return plot["better_to"], plot["lateness"]
    return min(0.96, plot["on_time"] + _lean(county, team, 0.05)), plot["lateness"]


def agency_fills(county: County, day: int, *, after_agency: bool) -> float:
    """Return the chance that a post which falls empty on `day` is filled by agency staff."""
    plot = county.story["workforce"]
    falls = _back(county, day) <= plot["agency_falls_from"]
    return plot["agency_after" if falls else "agency_before"][0 if after_agency else 1]


def unallocated(county: County, team: str) -> float:
    """Return the chance that a case waits for a worker when it comes to `team`."""
    story = county.story["unallocated"]
    return story["there"] if team == story["team"] else story["usual"]
