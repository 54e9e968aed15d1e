import json
import re
from dataclasses import replace
from datetime import date
from itertools import product
from time import process_time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.lib import charts
from improvement.lib.charts import palette
from improvement.lib.charts.svg import SIZES, round_values
from improvement.lib.months import months_to
from improvement.lib.spc import ASSURANCE_ICONS, VARIATION_ICONS, Rebase

SVG = "{http://www.w3.org/2000/svg}"
END = date(2026, 10, 1)
SHARES = [19, 19, 18, 18, 18, 19, 18, 19, 21, 18, 18, 19, 20, 18, 21, 17, 18, 22, 23, 23, 24, 24, 25, 26]


def chart(values=SHARES, **words):
    words = {
        "key": "FD06-larchshire",
        "name": "Re-referrals",
        "unit": "%",
        "polarity": "lower",
        "target": 20,
        "plural": True,
        "counted": "referrals",
        "as_at": date(2026, 11, 3),
    } | words
    return charts.trend_chart(
        months=months_to(END, len(values)),
        numerators=[None if value is None else value * 3 for value in values],
        denominators=[300] * len(values),
        **words,
    )


def hidden_chart(value=None, **words):
    """Return a chart whose September is hidden; with `value` its numbers are not, only what they make."""
    values = [*SHARES[:22], value, 26]
    return chart(values, symbols=[None] * 22 + ["c", None], **words)


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("size", SIZES)
def test_svg_is_one_element_with_its_alternative_first(size):
    drawn = ElementTree.fromstring(charts.to_svg(chart(), size))
    assert drawn.tag == f"{SVG}svg"
    assert drawn[0].tag == f"{SVG}title"
    assert drawn[0].text == chart().alt
    assert drawn.get("role") == "img"


@pytest.mark.parametrize("size", SIZES)
def test_svg_satisfies_a_strict_policy(size):
    svg = charts.to_svg(chart(rebases=[Rebase(date(2025, 9, 1), "a new team")]), size)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|\sid=|href=|url\(", svg)


def test_points_are_coloured_only_where_a_rule_fires():
    drawn = chart()
    fills = [path.get("fill") for path in ElementTree.fromstring(charts.to_svg(drawn)).iter(f"{SVG}path")]
    assert palette.SIGNALS["concern"] in fills
    assert palette.SIGNALS["improvement"] in fills
    assert palette.SIGNALS["none"] not in fills
    steady = charts.to_svg(chart([50, 48, 51, 49, 52, 50, 47, 51, 50, 49, 51, 48, 52, 50]))
    assert not any(colour in steady for colour in palette.SIGNALS.values() if colour != palette.MEAN)


def test_neutral_signals_are_purple_squares():
    svg = charts.to_svg(chart(polarity="neutral"))
    assert palette.SIGNALS["neutral"] in svg
    assert palette.SIGNALS["concern"] not in svg
    assert palette.SIGNALS["improvement"] not in svg


def test_last_value_and_target_are_written():
    assert texts(charts.to_svg(chart())) == ["26%"]
    assert {"26%", "target 20%"} <= set(texts(charts.to_svg(chart(), "large")))


def test_last_value_and_target_do_not_collide():
    drawn = ElementTree.fromstring(charts.to_svg(chart(target=26), "large"))
    places = {text.text: float(text.get("y")) for text in drawn.iter(f"{SVG}text")}
    assert abs(places["target 26%"] - places["26%"]) > 10


def test_few_points_have_no_limits_and_say_so():
    few = chart(SHARES[:9])
    assert few.too_few == "9 of 13 points"
    assert "9 of 13 points: too few for limits" in texts(charts.to_svg(few, "large"))
    assert "<rect" not in charts.to_svg(few, "large")


def test_no_points():
    none = chart([None] * 3)
    assert "No figures yet" in texts(charts.to_svg(none, "large"))
    assert charts.to_svg(none)
    assert charts.to_plotly(none)["data"][0]["y"] == [None] * 3
    empty = chart([])
    assert charts.to_svg(empty, "print")
    assert charts.to_rows(empty)[1] == []
    json.dumps(charts.to_plotly(empty))


def line_path(svg):
    paths = [path for path in ElementTree.fromstring(svg).iter(f"{SVG}path") if path.get("stroke") == palette.LINE]
    return paths[-1].get("d")


def test_a_gap_and_a_rebase_break_the_line():
    whole, gap = chart(), chart([*SHARES[:9], None, *SHARES[10:]])
    rebased = chart(rebases=[Rebase(date(2025, 9, 1), "a new team")])
    moves = [len(re.findall("M", line_path(charts.to_svg(drawn)))) for drawn in (whole, gap, rebased)]
    assert moves == [1, 2, 2]
    assert len(charts.to_plotly(rebased)["data"]) == 2
    assert charts.to_plotly(whole)["data"][0]["connectgaps"] is False


def test_a_lonely_point_is_still_seen():
    svg = charts.to_svg(chart([*SHARES[:9], None, 19, None, *SHARES[12:]]))
    assert palette.SIGNALS["none"] in svg


def test_a_rebase_prints_its_reason_name_and_date():
    rebased = chart(rebases=[Rebase(date(2025, 9, 1), "a new front door team.", by="M. Hale", on=date(2026, 1, 5))])
    assert rebased.notes == (
        "Limits set anew from September 2025, by M. Hale on 5 January 2026: a new front door team.",
    )
    assert "limits set anew Sep 25" in texts(charts.to_svg(rebased, "print"))
    assert chart(rebases=[Rebase(date(2025, 9, 1), "a new form")], notes=["Two teams merged."]).notes == (
        "Limits set anew from September 2025: a new form.",
        "Two teams merged.",
    )


def everything(drawn):
    found = json.dumps(charts.to_plotly(drawn)) + repr(drawn) + repr(charts.to_rows(drawn))
    return found + repr(charts.to_table(drawn)) + "".join(charts.to_svg(drawn, size) for size in SIZES)


def test_a_hidden_share_is_worked_out_in_no_rendering():
    assert "1.337" in everything(chart([*SHARES[:22], 1.3371, 26]))
    assert "1.337" not in everything(hidden_chart(1.3371))


def test_what_is_hidden_is_in_no_rendering():
    hidden = hidden_chart()
    assert charts.to_rows(hidden)[1][22][:4] == ["September 2026", "c", "c", 300]
    assert "September 2026: hidden because the numbers are small" in charts.to_plotly(hidden)["data"][0]["text"]


def test_renderings_agree():
    drawn = chart()
    headers, rows = charts.to_rows(drawn)
    plotly = charts.to_plotly(drawn)
    assert headers[:4] == ["Month", "Value (%)", "Numerator", "Out of (referrals)"]
    assert [row[1] for row in rows] == plotly["data"][0]["y"] == SHARES
    assert rows[-1] == [
        "October 2026",
        26,
        78,
        300,
        pytest.approx(sum(SHARES) / 24, abs=1e-4),
        pytest.approx(drawn.segments[0].lower, abs=1e-4),
        pytest.approx(drawn.segments[0].upper, abs=1e-4),
        "Concern: above the upper limit; one of two in three points near or beyond the upper limit; "
        "one of seven or more points in a row above the average",
    ]
    assert plotly["data"][0]["text"][-1] == "October 2026: 26% (78 of 300 referrals)"


def test_table_is_written_for_people():
    headers, rows = charts.to_table(hidden_chart())
    assert headers == ["Month", "Re-referrals", "Number", "Out of (referrals)", "What it shows"]
    assert rows[21] == ["August 2026", "24%", "72", "300", rows[21][4]]
    assert rows[21][4].startswith("Concern: ")
    assert rows[22] == ["September 2026", "c", "c", "300", "Hidden because the numbers are small"]


def test_counts_have_no_denominator_column():
    drawn = charts.trend_chart(
        key="FD01", name="Contacts", unit="count", months=months_to(END, 2), numerators=[4, 1200]
    )
    assert charts.to_rows(drawn)[0][:3] == ["Month", "Value (count)", "Average"]
    assert drawn.latest.shown == "1,200"


def test_plotly_is_plain_unambiguous_and_safe():
    plotly = charts.to_plotly(chart(counted="<b>referrals</b> & more"))
    assert json.loads(json.dumps(plotly)) == plotly
    assert plotly["layout"]["xaxis"]["type"] == "date"
    assert plotly["layout"]["xaxis"]["automargin"] and plotly["layout"]["yaxis"]["automargin"]
    assert len(set(plotly["data"][0]["x"])) == 24
    assert plotly["config"]["displayModeBar"] is False
    assert "&lt;b&gt;referrals" in plotly["data"][0]["text"][0]
    assert "template" not in plotly["layout"]


def test_plotly_labels_do_not_collide():
    by_text = {note["text"]: note for note in charts.to_plotly(chart(target=26))["layout"]["annotations"]}
    assert by_text["26%"].get("yshift") is None
    assert by_text["target 26%"]["yshift"]


def test_text_is_escaped_in_svg():
    svg = charts.to_svg(chart(name="<script>alert(1)</script>"))
    assert "<script>" not in svg
    ElementTree.fromstring(svg)


def test_small_multiples_share_a_scale():
    one, two = charts.on_one_scale([chart(), chart([value * 3 for value in SHARES])])
    assert one.scale == two.scale
    assert one.scale[0] < 17
    assert one.scale[1] > 78


def test_source_note():
    assert charts.source_note(chart()) == "Data as at 3 November 2026."
    assert charts.source_note(replace(chart(), as_at=None)) == ""


def test_unknown_size_is_refused():
    with pytest.raises(KeyError):
        charts.to_svg(chart(), "huge")


@pytest.mark.parametrize("icon", [*VARIATION_ICONS.values(), *ASSURANCE_ICONS.values()], ids=lambda icon: icon.words)
def test_signal_icons_have_letter_shape_and_words(icon):
    drawn = ElementTree.fromstring(charts.signal_icon(icon))
    assert drawn[0].tag == f"{SVG}title"
    assert drawn[0].text == icon.words
    shape = {"concern": "path", "neutral": "rect"}.get(icon.family, "circle")
    assert drawn[1].tag == SVG + shape
    assert drawn[1].get("fill") == palette.SIGNALS.get(icon.family, "#fff")
    assert texts(charts.signal_icon(icon)) == [icon.letter]


def test_colours_can_be_read_on_white():
    for colour in [*palette.SIGNALS.values(), palette.QUIET, palette.INK, palette.TARGET]:
        assert contrast(colour, "#ffffff") >= 4.5
    assert contrast(palette.LINE, palette.BAND) >= 3


def contrast(one, two):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(one), light(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@given(st.floats(-1e4, 1e4), st.floats(0.01, 1e4))
def test_axis_values_are_few_and_inside(low, size):
    values = round_values(low, low + size)
    assert 1 <= len(values) <= 7
    assert all(low - size * 1e-6 <= value <= low + size * 1.000001 for value in values)


@given(st.lists(st.one_of(st.none(), st.integers(0, 300)), max_size=40), st.sampled_from(sorted(SIZES)))
def test_any_series_can_be_drawn_inside_its_frame(numerators, size):
    drawn = charts.trend_chart(
        key="k",
        name="Visits",
        unit="%",
        months=months_to(END, len(numerators)),
        numerators=numerators,
        denominators=[300] * len(numerators),
        polarity="higher",
        target=90,
    )
    frame = SIZES[size]
    for element in ElementTree.fromstring(charts.to_svg(drawn, size)).iter():
        for name, most in (("x", frame.width), ("y", frame.height)):
            if element.get(name):
                assert 0 <= float(element.get(name)) <= most


def test_small_charts_are_light_and_quick():
    drawn = [chart([value + bump % 5 for value in SHARES]) for bump in range(40)]
    assert max(len(charts.to_svg(one)) for one in drawn) < 2560
    start = process_time()
    for one in drawn:
        charts.to_svg(one)
    assert process_time() - start < 0.15


def test_every_unit_and_polarity_can_be_drawn():
    for unit, polarity in product(
        ("%", "count", "rate per 10k", "cases per FTE", "months", "FTE"), ("higher", "neutral")
    ):
        drawn = chart(unit=unit, polarity=polarity)
        assert charts.to_svg(drawn, "large")
        assert "None" not in json.dumps(charts.to_plotly(drawn)["layout"])
