"""What is frozen stays frozen, whoever writes: the database refuses."""

import pgtrigger

REFUSE = "USING ERRCODE = 'check_violation'"


def frozen(name: str, *, when: str, because: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses every change of a row while `when` (SQL over `touched`, the row's ids) holds.

    Args:
        name: the trigger's name.
        when: an SQL condition that may use NEW and OLD; either is NULL where there is none.
        because: what the refusal says.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF {when} THEN
                RAISE EXCEPTION '{because}' {REFUSE};
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,
    )
