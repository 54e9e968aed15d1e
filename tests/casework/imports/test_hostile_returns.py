"""Hostile files of the returns end as those of Annex A do: refused in plain words with nothing kept, or read."""

import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from casework.imports import process, services, staging
from casework.models import CarePeriod, Child, Import, ImportFile, ImportList, ImportProblem, Review
from tests.casework.imports.returns import a_return, census, episode
from tests.casework.imports.test_cin_census import child
from tests.casework.imports.test_faults import AT, KILLED
from tests.databases import database_url

pytestmark = pytest.mark.django_db
GOOD = a_return(episodes=[episode("1", "10/05/2023", "S")])[0][1]
XML = census(child())[0][1]
LOL = (
    b'<!DOCTYPE z [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = b'<!DOCTYPE z SYSTEM "http://127.0.0.1/x.dtd">'
DEEP = b"<Message>" + b"<a>" * 300_000

# name -> (file name, make it, words of the refusal; None when it is read with one child)
KINDS = {
    "903 headings alone": ("episodes.csv", lambda: GOOD.split(b"\r\n")[0], "read 0"),
    "903 wrong headings": ("episodes.csv", lambda: GOOD.replace(b"DECOM", b"STARTED"), "none of the lists"),
    "903 half a line": ("episodes.csv", lambda: GOOD[:-20], None),
    "903 half a heading": ("episodes.csv", lambda: GOOD[:30], "none of the lists"),
    "903 utf-16": ("episodes.csv", lambda: GOOD.decode().encode("utf-16"), None),
    "903 mark": ("episodes.csv", lambda: b"\xef\xbb\xbf" + GOOD, None),
    "903 semicolons": ("episodes.csv", lambda: GOOD.replace(b",", b";"), None),
    "903 odd letters": ("episodes.csv", lambda: GOOD + b"2,\xe9,S,,,,,,,,,,\r\n", None),
    "903 nul": ("episodes.csv", lambda: GOOD.replace(b"C2", b"C\x002"), None),
    "903 huge field": ("episodes.csv", lambda: GOOD + b"x" * 10_000_000, "32,767"),
    "903 quotes": ("episodes.csv", lambda: GOOD + b'"' + b"a\n" * 50_000, "quotation mark"),
    "census cut short": ("c.xml", lambda: XML[:-40], "cut short"),
    "census of nothing": ("c.xml", lambda: b"<Message></Message>", "no children"),
    "census of another kind": ("c.xml", lambda: b"<Message><School/></Message>", "no children"),
    "xml of another kind": ("c.xml", lambda: b'<?xml version="1.0"?><CSWWWorker/>', "XML of another kind"),
    "census with an entity bomb": ("c.xml", lambda: LOL + XML, "definitions"),
    "census with an entity of a file": ("c.xml", lambda: OUTSIDE + XML, "definitions"),
    "census with a document type": ("c.xml", lambda: PARAMETER + XML, "definitions"),
    "census nested without end": ("c.xml", lambda: DEEP, "nested deeper"),
    "census of one endless value": ("c.xml", lambda: b"<Message>" + b"x" * 15_000_000, "32,767"),
    "census of many attributes": (
        "c.xml",
        lambda: b"<Message><Child " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>",
        "cut short",
    ),
    "census in windows letters": (
        "c.xml",
        lambda: b'<?xml version="1.0" encoding="windows-1252"?>' + XML.replace(b"WBRI", b"\xe9"),
        None,
    ),
    "census in wrong letters": ("c.xml", lambda: XML.replace(b"WBRI", b"\xe9\xff"), "cannot be read at line"),
    "census in no encoding": ("c.xml", lambda: b'<?xml version="1.0" encoding="klingon"?>' + XML, "encoding"),
    "census in utf-16": ("c.xml", lambda: XML.decode().encode("utf-16"), None),
    "census with a mark": ("c.xml", lambda: b"\xef\xbb\xbf" + XML, None),
    "census named csv": ("episodes.csv", lambda: XML, None),
    "census with odd letters": ("c.xml", lambda: XML.replace(b"WBRI", b"&#x202e;WBRI"), None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_file_ends_well(kind):
    name, make, words = KINDS[kind]
    content = make()
    start = time.monotonic()
    delivery = services.receive_files(files=[(name, content)], by=None, at=timezone.now(), key=kind)
    delivery = services.read_and_check(delivery_id=delivery.pk, at=timezone.now())
    assert time.monotonic() - start < 20
    assert not ImportFile.objects.exclude(content=None).exists()
    if words in (None, "read 0"):
        assert delivery.state == Import.State.CHECKED, delivery.reason
        services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
        assert Child.objects.count() == (words is None)
        return
    assert delivery.state == Import.State.REFUSED
    assert words in delivery.reason
    assert "Traceback" not in delivery.reason
    assert not ImportList.objects.exists()
    assert not ImportProblem.objects.exists()
    with connection.cursor() as cursor:
        for number in staging.lists():
            cursor.execute(f"SELECT count(*) FROM {staging.table(number)}")
            assert cursor.fetchone() == (0,)


def test_a_census_as_large_as_may_be_is_read_within_bounds():
    """Twenty megabytes of children, as no county has, come out whole."""
    one = child()
    count = (19 * 2**20) // len(one)
    children = "".join(one.replace("C1", f"C{n:06d}") for n in range(count))
    delivery = services.receive_files(
        files=census(children), by=None, at=timezone.now(), key="large", as_on=date(2024, 3, 31)
    )
    delivery = services.read_and_check(delivery_id=delivery.pk, at=timezone.now())
    assert delivery.state == "checked", delivery.reason
    assert delivery.lists.get(number=41).rows_in == count > 10_000
    assert delivery.lists.get(number=46).rows_in == 2 * count


def test_more_than_twenty_megabytes_is_refused_before_it_is_kept():
    with pytest.raises(services.CannotImport, match="20 MB"):
        services.receive_files(files=[("c.xml", XML + b" " * 20 * 2**20)], by=None, at=timezone.now(), key="k")
    assert not Import.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["read", "apply"])
def test_a_worker_killed_in_the_middle_of_a_return_leaves_nothing_and_another_goes_on(step):
    files = a_return(episodes=[episode("1", "10/05/2023", "S")], reviews=["1,10/05/2010,10/05/2023,PN1"])
    delivery = services.receive_files(files=files, by=None, at=AT, key="k")
    if step == "apply":
        services.read_and_check(delivery_id=delivery.pk, at=AT)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "improvement.settings", "DATABASE_URL": database_url()}
    code = KILLED.format(step=step, pk=delivery.pk)
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, cwd=process.ROOT)
    assert worker.stdout.readline().strip() == b"in the middle"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert not any(model.objects.exists() for model in (CarePeriod, Review, Child))
    again = {"read": services.read_and_check, "apply": services.apply_import}[step]
    for _ in range(50):
        delivery = again(delivery_id=delivery.pk, at=AT, **({} if step == "read" else {"by": None}))
        if delivery.state == {"read": "checked", "apply": "applied"}[step]:
            break
        time.sleep(0.1)
    assert Review.objects.count() == (step == "apply")
