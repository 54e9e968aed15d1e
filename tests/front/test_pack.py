"""The govuk template pack: nothing people write becomes HTML, and every error link reaches a control."""

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template

from improvement.lib import govuk
from improvement.lib.forms import Buttons, DateField, Fieldset, Question, Submit, helper
from tests.front.govuk_html import elements, tree

EVIL = "<img src=x onerror=alert(1)>{{ 1|add:1 }}\"'"


def shown(form, using=None):
    return render_crispy_form(form, using or getattr(form, "helper", None), {"csrf_token": "t"})


def every_kind(words, *, required=True):
    """Return a form class with one field of each kind, every label, hint and choice being `words`."""
    choices = [("1", words), ("2", "Plain")]
    given = {"label": words, "help_text": words, "required": required}

    class EveryKind(forms.Form):
        text = forms.CharField(**given)
        long = forms.CharField(**given, widget=forms.Textarea)
        number = forms.IntegerField(**given)
        day = forms.DateField(**given)
        due = DateField(**given)
        chosen = forms.ChoiceField(**given, choices=choices)
        one = forms.ChoiceField(**given, choices=choices, widget=forms.RadioSelect)
        many = forms.MultipleChoiceField(**given, choices=choices, widget=forms.CheckboxSelectMultiple)
        file = forms.FileField(**given)
        agreed = forms.BooleanField(**given)

        def clean(self):
            raise ValidationError(words)

    return EveryKind


@pytest.mark.parametrize("data", [None, {}], ids=["empty", "with errors"])
def test_nothing_that_people_write_becomes_html(data):
    form = every_kind(EVIL)(data, {} if data is not None else None)
    layout = helper(
        Fieldset(EVIL, *list(form.fields)[:-3]),
        Question("one", label=EVIL, hint=EVIL, hints={"1": EVIL}),
        Question("many", hints={"2": EVIL}),
        Question("agreed", size="s"),
        Submit(EVIL, name="n", value=EVIL),
    )
    html = shown(form, layout)
    assert "img" not in {tag for tag, _ in elements(html)}
    assert "{{ 1|add:1 }}" in html, "the words are shown as they were written, not run as a template"


def test_what_was_typed_comes_back_as_text():
    form = every_kind("Fine")({"text": EVIL, "long": f"</textarea>{EVIL}", "due_day": EVIL}, {})
    html = shown(form)
    assert "img" not in {tag for tag, _ in elements(html)}
    assert "</textarea>&lt;" not in html


def test_every_error_link_reaches_a_control():
    form = every_kind("Fine")({}, {})
    found = elements(shown(form))
    ids = {attrs["id"]: tag for tag, attrs in found if "id" in attrs}
    links = [attrs["href"][1:] for tag, attrs in found if tag == "a" and attrs["href"].startswith("#")]
    assert len(links) == len(form.fields)
    assert {ids[link] for link in links} <= {"input", "select", "textarea"}


def test_every_description_that_is_named_exists_and_every_label_has_its_control():
    found = elements(shown(every_kind("Fine")({}, {})))
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert len(ids) == len(set(ids)), "an id is used twice"
    named = [word for _, attrs in found for word in attrs.get("aria-describedby", "").split()]
    assert len(named) > 15
    assert set(named) <= set(ids)
    assert {attrs["for"] for tag, attrs in found if tag == "label"} <= set(ids)


def test_a_bare_required_says_which_question_it_is():
    form = every_kind("Reason")({}, {})
    html = shown(form)
    assert "This field is required" not in html
    assert "Choose an answer to “Reason”" in html
    assert "Enter a date for “Reason”" in html


def test_a_message_of_the_form_stands_in_the_summary_once():
    html = shown(every_kind("Not on the same day")({}, {}))
    assert sum(line.strip() == "Not on the same day" for line in tree(html) if "<" not in line) >= 1
    assert html.count("There is a problem") == 1


def test_the_summary_of_the_page_is_not_repeated_by_the_form():
    page = "{% load ui crispy_forms_tags %}{% error_summary form %}{% crispy form %}"
    html = Template(page).render(Context({"form": every_kind("Fine")({}, {})}))
    assert html.count("There is a problem") == 1


def test_a_formset_shows_its_forms_their_errors_and_its_counters():
    formset = forms.formset_factory(every_kind("Fine", required=False), extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-number": "x", "form-1-number": "2"}
    )
    found = elements(shown(formset))
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    assert "id_form-TOTAL_FORMS" in ids
    links = [attrs["href"][1:] for tag, attrs in found if tag == "a"]
    assert links == ["id_form-0-number"]
    assert links[0] in ids


def test_numbers_get_a_numeric_keypad_and_dates_the_machine_form():
    class Two(forms.Form):
        count = forms.IntegerField(initial=4)
        share = forms.DecimalField()
        day = forms.DateField(initial="2026-11-03")

    inputs = {attrs["name"]: attrs for tag, attrs in elements(shown(Two())) if tag == "input"}
    assert (inputs["count"]["type"], inputs["count"]["inputmode"], inputs["count"]["value"]) == ("text", "numeric", "4")
    assert inputs["share"]["inputmode"] == "decimal"
    assert (inputs["day"]["type"], inputs["day"]["value"]) == ("date", "2026-11-03")


def test_a_long_answer_is_refused_in_words_not_cut_off_in_the_box():
    class Short(forms.Form):
        title = forms.CharField(max_length=3)

    html = shown(Short({"title": "long"}))
    assert "maxlength" not in html
    assert 'value="long"' in html


def test_a_file_question_makes_the_form_send_files():
    assert 'enctype="multipart/form-data"' in shown(every_kind("Fine")())


def test_a_form_that_only_reads_has_no_token():
    form = every_kind("Fine")()
    assert "csrfmiddlewaretoken" not in shown(form, helper("text", submit="Show", method="get"))
    assert "csrfmiddlewaretoken" in shown(form, helper("text", submit="Save"))


def test_an_option_that_does_not_exist_is_named():
    with pytest.raises(TypeError, match="legend_size"):
        govuk.parts(every_kind("Fine")()["text"], {"legend_size": "l"})


def test_buttons_stand_in_one_row():
    html = shown(every_kind("Fine")(), helper("text", Buttons(Submit("Save"), Submit("Later", kind="secondary"))))
    assert '<div class="govuk-button-group">' in html
    assert html.count("<button") == 2


class Due(forms.Form):
    due_on = DateField(label="Due date")


def answer(day, month, year):
    return Due({"due_on_day": day, "due_on_month": month, "due_on_year": year})


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", " MAR "])
def test_a_month_may_be_a_number_or_a_word(month):
    form = answer("27", month, "2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due_on"].isoformat() == "2026-03-27"


@pytest.mark.parametrize(
    ("typed", "message", "link"),
    [
        (("", "", ""), "Enter a date for “Due date”", "id_due_on_day"),
        (("3", "", "2026"), "Due date must include a month", "id_due_on_month"),
        (("", "3", ""), "Due date must include a day and a year", "id_due_on_day"),
        (("31", "2", "2026"), "Due date must be a real date, like 27 3 2026", "id_due_on_day"),
        (("x", "2", "2026"), "Due date must be a real date, like 27 3 2026", "id_due_on_day"),
        (("3", "2", "26"), "Due date must have a year of four figures, like 2026", "id_due_on_year"),
        (("3", "2", "99999"), "Due date must be a real date, like 27 3 2026", "id_due_on_day"),
    ],
)
def test_a_date_says_what_is_wrong_with_it_and_where(typed, message, link):
    assert govuk.problems(answer(*typed)) == [(message, link)]


def test_an_optional_date_may_be_left_out():
    class Optional(forms.Form):
        due_on = DateField(label="Due date", required=False)

    form = Optional({})
    assert form.is_valid()
    assert form.cleaned_data["due_on"] is None
