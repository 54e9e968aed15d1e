import base64
import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from page import validate_pdf

from improvement.lib import charts, pdf
from improvement.lib.months import months_to

FONT = Path("static/fonts/atkinson-hyperlegible-next-latin-400-normal.woff2")
PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Board pack</title>{head}</head>
<body><h1>Board pack</h1>{body}</body></html>"""


def page(body="<p>All is well.</p>", head=""):
    return PAGE.format(body=body, head=head)


def test_pack_is_pdf_ua(tmp_path):
    body = """<h2>Figures</h2><table><caption>Referrals</caption><thead><tr><th scope="col">Month</th>
    <th scope="col">Value</th></tr></thead><tbody><tr><th scope="row">October</th><td>26%</td></tr></tbody></table>
    <svg role="img" width="20" height="20"><title>A dot</title><circle cx="9" cy="9" r="4"/></svg>"""
    path = tmp_path / "pack.pdf"
    path.write_bytes(pdf.render_pdf(page(body)))
    result = validate_pdf(str(path), profile="ua1")
    assert result.is_compliant


def test_charts_and_signals_are_pdf_ua(tmp_path):
    months = months_to(date(2026, 10, 1), 24)
    values = [19, 18, 20, 19, 21, 18, 19, 20, 18, 19, 21, 20, 18, 19, 20, 18, 19, 26, 27, 26, 28, 27, 26, 29]
    drawn = charts.trend_chart(
        key="FD06", name="Re-referrals", unit="count", months=months, numerators=values, polarity="lower", target=20
    )
    body = f"<h2>{charts.signal_icon(drawn.variation)} {drawn.title}</h2>{charts.to_svg(drawn, 'print')}"
    path = tmp_path / "chart.pdf"
    path.write_bytes(pdf.render_pdf(page(body)))
    assert validate_pdf(str(path), profile="ua1").is_compliant


def test_assets_are_given_as_bytes():
    head = '<link rel="stylesheet" href="css/print.css">'
    css = b'@page { size: 100mm 50mm } body { background: url("/img/dot.svg") }'
    dot = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'
    made = pdf.render_pdf(page(head=head), assets={"css/print.css": css, "/img/dot.svg": dot})
    with pikepdf.open(BytesIO(made)) as file:
        assert float(file.pages[0].mediabox[2]) == pytest.approx(283.46, abs=0.1)


def test_data_addresses_work():
    assert pdf.render_pdf(page(head='<link rel="stylesheet" href="data:text/css,h1%7Bcolor:red%7D">'))


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="file:///etc/hostname">',
        '<img alt="x" src="FILE:///etc/hostname">',
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="//127.0.0.1:9/x.png">',
        '<img alt="x" src="ftp://127.0.0.1/x.png">',
        '<img alt="x" src="missing.png">',
        '<img alt="x" src="https://assets.invalid.example/print.css">',
        '<p style="background: url(file:///etc/hostname)">x</p>',
        '<style>@import url("http://127.0.0.1:9/x.css");</style>',
        "<style>@font-face { font-family: x; src: url(file:///etc/hostname) } p { font-family: x }</style><p>x</p>",
        '<object data="file:///etc/hostname"></object>',
        '<embed src="file:///etc/hostname">',
        '<a rel="attachment" href="file:///etc/hostname">x</a>',
        '<svg width="9" height="9"><title>x</title><image href="file:///etc/hostname" width="9" height="9"/></svg>',
    ],
)
def test_every_other_address_is_refused(body):
    with pytest.raises(pdf.PdfFailed, match="outside itself"):
        pdf.render_pdf(page(body))


def test_an_attachment_link_is_refused():
    with pytest.raises(pdf.PdfFailed, match=r"refused file:///etc/hostname"):
        pdf.render_pdf(page(head='<link rel="attachment" href="file:///etc/hostname">'))


def test_a_link_that_is_only_a_link_is_kept():
    assert pdf.render_pdf(page('<p><a href="https://www.gov.uk/">Guidance</a></p>'))


HOSTILE = page('<div style="display:flex">' * 16 + "x" + "</div>" * 16)


def test_timeout_stops_the_child():
    start, before = time.monotonic(), children()
    with pytest.raises(pdf.PdfFailed, match="longer than 2 seconds"):
        pdf.render_pdf(HOSTILE, timeout=2)
    assert time.monotonic() - start < 6
    assert children() == before


def test_nothing_is_left_behind_however_the_child_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    font = base64.b64encode(FONT.read_bytes()).decode()
    face = f"@font-face {{ font-family: x; src: url(data:font/woff2;base64,{font}) }} p {{ font-family: x }}"
    face = f"<style>{face}</style>"
    assert pdf.render_pdf(page(head=face))
    with pytest.raises(pdf.PdfFailed, match="longer than"):
        pdf.render_pdf(HOSTILE.replace("</head>", face + "</head>"), timeout=2)
    assert list(tmp_path.iterdir()) == []


def test_memory_is_bounded():
    table = "<table>" + "<tr><td>word</td></tr>" * 40_000 + "</table>"
    with pytest.raises(pdf.PdfFailed, match=r"memory|could not be made"):
        pdf.render_pdf(page(table), memory=220 * 1024 * 1024, timeout=60)


def test_child_dies_with_its_parent():
    parent = subprocess.Popen(
        [sys.executable, "-c", "import sys; from improvement.lib.pdf import render_pdf; render_pdf(sys.stdin.read())"],
        stdin=subprocess.PIPE,
        cwd=Path(pdf.__file__).parents[2],
        env=os.environ | {"BALCONY_LOCAL": "1"},
    )
    parent.stdin.write(HOSTILE.encode())
    parent.stdin.close()
    wait_for(lambda: children(parent.pid))
    child = children(parent.pid)[0]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_for(lambda: not alive(child))


def test_child_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    assert "SECRET_KEY" not in pdf._ENVIRONMENT
    assert "DATABASE_URL" not in pdf._ENVIRONMENT


def test_complaints_become_sentences():
    assert "memory" in pdf._sentence(-6, "Traceback\nMemoryError")
    assert "processor time" in pdf._sentence(-signal.SIGXCPU, "")
    assert pdf._sentence(5, "ValueError") == "The document could not be made. ValueError"


def children(parent=None):
    parent = parent or os.getpid()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def alive(pid):
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(test, seconds=10):
    deadline = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.05)
