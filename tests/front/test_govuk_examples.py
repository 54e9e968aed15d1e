"""Our template pack gives the HTML that GOV.UK Frontend's own examples give."""

import json
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from improvement.lib.forms import DateField, Submit
from tests.front.govuk_html import tree

EXAMPLES = json.loads((Path(__file__).parent / "data" / "govuk_fixtures.json").read_text(encoding="utf-8"))
CASES = [(component, example) for component, examples in EXAMPLES.items() for example in examples]
BUTTON_CASES = [case for case in CASES if case[0] == "button"]
SUMMARY_CASES = [case for case in CASES if case[0] == "error-summary"]
# Examples of what Django or our house rules do otherwise, each with the reason.
OTHERWISE = {
    ("radios", "without fieldset"): "a question of ours always has its legend",
    ("radios", "prechecked using value"): "the same",
    ("checkboxes", "multiple hints"): "the same",
    ("checkboxes", "with pre-checked values"): "no conditional questions: a form asks everything or comes back",
    ("select", "with selected value"): "an answer that cannot be chosen is not offered",
    ("input", "inputmode"): "the type of the field decides",
}
FIELD_CASES = [case for case in CASES if case not in BUTTON_CASES + SUMMARY_CASES]
FIELD_CASES = [case for case in FIELD_CASES if (case[0], case[1]["name"]) not in OTHERWISE]


def named(case):
    return f"{case[0]}: {case[1]['name']}"


def test_every_exception_is_an_example_that_exists():
    assert set(OTHERWISE) <= {(component, example["name"]) for component, example in CASES}


def text(options, key):
    return options.get(key, {}).get("text", "")


def choices(options):
    return [(item["value"], item["text"]) for item in options.get("items", ())]


def attrs(options):
    known = {"id": options["id"]} if "id" in options else {}
    return known | ({"autocomplete": options["autocomplete"]} if "autocomplete" in options else {})


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


def field_of(component, options):
    given = {"label": text(options, "label"), "help_text": text(options, "hint"), "required": False}
    if component in ("radios", "checkboxes", "date-input"):
        given["label"] = text(options.get("fieldset", {}), "legend")
    if component == "input":
        return forms.CharField(**given, widget=forms.TextInput(attrs(options)))
    if component == "textarea":
        return forms.CharField(**given, widget=forms.Textarea(attrs(options)))
    if component == "select":
        return forms.ChoiceField(**given, choices=choices(options), widget=forms.Select(attrs(options)))
    if component == "radios":
        return forms.ChoiceField(**given, choices=choices(options), widget=forms.RadioSelect)
    if component == "checkboxes":
        return forms.MultipleChoiceField(**given, choices=choices(options), widget=forms.CheckboxSelectMultiple)
    if component == "date-input":
        return DateField(**given)
    widget = (
        ManyFiles(attrs(options) | {"multiple": True}) if options.get("multiple") else forms.FileInput(attrs(options))
    )
    return forms.FileField(**given, widget=widget)


def question_options(component, options):
    css = f"{options.get('classes', '')} {options.get('formGroup', {}).get('classes', '')}"
    found = {key: options[key]["text"] for key in ("prefix", "suffix") if key in options}
    if "--width-" in css:
        found["width"] = int(css.split("--width-")[1])
    if "rows" in options:
        found["rows"] = options["rows"]
    if "--inline" in css:
        found["inline"] = True
    if "--small" in options.get("classes", ""):
        found["small"] = True
    elif "--small" in css:
        found["group"] = css.strip()
    if component in ("radios", "checkboxes"):
        found["hints"] = {item["value"]: item["hint"]["text"] for item in options["items"] if "hint" in item}
    return found


def sent(component, name, options):
    if component == "date-input":
        values = options.get("values", {})
        return {f"{name}_{part}": values.get(f"dob-{part}", "") for part in ("day", "month", "year")}
    checked = [item["value"] for item in options.get("items", ()) if item.get("checked") or item.get("selected")]
    value = options.get("value", checked)
    return {name: value}


def example_name(component, options):
    return options["id"] if component == "date-input" else options["name"]


def shown(component, options):
    name = example_name(component, options)
    data = MultiValueDict(
        {key: value if isinstance(value, list) else [value] for key, value in sent(component, name, options).items()}
    )
    form = forms.Form(data, auto_id="%s")
    form.fields[name] = field_of(component, options)
    form._errors = ErrorDict()
    form.cleaned_data = {}
    if "errorMessage" in options:
        parts = [part for part in ("day", "month", "year") if options.get(part, {}).get("error")]
        form.add_error(name, ValidationError(text(options, "errorMessage"), params={"parts": parts} if parts else None))
    return render_to_string("govuk/field.html", {"field": form[name], "options": question_options(component, options)})


def as_django_names(component, options, html):
    """Return a date example with its boxes named as Django names them; nothing else differs."""
    if component != "date-input":
        return html
    name = example_name(component, options)
    for part in ("day", "month", "year"):
        html = html.replace(f'"{name}-{part}"', f'"{name}_{part}"')
        for written in (part, f"{options.get('namePrefix')}-{part}"):
            html = html.replace(f'name="{written}"', f'name="{name}_{part}"')
    return html


@pytest.mark.parametrize("case", FIELD_CASES, ids=named)
def test_a_question_is_the_govuk_example(case):
    component, example = case
    theirs = as_django_names(component, example["options"], example["html"])
    assert tree(shown(component, example["options"])) == tree(theirs)


@pytest.mark.parametrize("case", BUTTON_CASES, ids=named)
def test_a_button_is_the_govuk_example(case):
    options = case[1]["options"]
    kind = options.get("classes", "").removeprefix("govuk-button--")
    button = Submit(options["text"], name=options.get("name", ""), value=options.get("value", ""), kind=kind)
    assert tree(button.render(None, None, "govuk")) == tree(case[1]["html"])


@pytest.mark.parametrize("case", SUMMARY_CASES, ids=named)
def test_the_error_summary_is_the_govuk_example(case):
    problems = [(item["text"], item.get("href", "").removeprefix("#")) for item in case[1]["options"]["errorList"]]
    assert tree(render_to_string("govuk/error_summary.html", {"problems": problems})) == tree(case[1]["html"])
