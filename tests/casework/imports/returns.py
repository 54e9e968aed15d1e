"""Files of the SSDA903 return and of the census, made from a few rows."""

from django.utils import timezone

from casework.imports import services

HEADINGS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "uasc": "CHILD,SEX,DOB,DUC",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
}


def a_return(**rows):
    """Return (name, bytes) of each file: its rows as text, one a line."""
    return [(f"{name}.csv", "\r\n".join([HEADINGS[name], *lines, ""]).encode()) for name, lines in rows.items()]


def episode(child, start, new, *, end="", reason="", status="C2", need="N1", place="U6"):
    """Return a row of the episodes file."""
    return f"{child},{start},{new},{status},{need},{place},PR1,{end},{reason},,,,1234567"


def census(children, *, day="2024-03-31", head=""):
    """Return (name, bytes) of a census whose `children` are XML."""
    return [
        (
            "census.xml",
            f"{head}<Message><Header><CollectionDetails><Collection>CIN</Collection><ReferenceDate>{day}"
            f"</ReferenceDate></CollectionDetails></Header><Children>{children}</Children></Message>".encode(),
        )
    ]


def checked(files, **options):
    """Return the import of these files, read and checked."""
    key = f"{timezone.now()}"
    delivery = services.receive_files(files=files, by=None, at=timezone.now(), key=key, **options)
    return services.read_and_check(delivery_id=delivery.pk, at=timezone.now())


def applied(files, **options):
    """Return the import of these files, applied."""
    delivery = checked(files, **options)
    assert delivery.state == "checked", delivery.reason
    return services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
