"""What the templates of the govuk pack show, worked out from Django's form fields.

The mark-up is GOV.UK Frontend's, held to the examples it ships (tests/front). Everything here is text; the templates
escape it.
"""

from dataclasses import dataclass, field
from itertools import chain

from django import forms
from django.utils.safestring import SafeString

from improvement.lib.forms import PARTS, DateParts

# Looked up in order: the first kind whose widget class fits.
KINDS = (
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.NumberInput, "number"),
    (forms.DateInput, "day"),
    (forms.Widget, "input"),
)
CSS = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "number": "govuk-input",
    "day": "govuk-input",
    "input": "govuk-input",
}
GROUPED = ("date", "checkboxes", "radios")

# Django's "This field is required." does not say which; in a summary of ten it helps nobody.
NEEDED = {
    "date": "Enter a date for “{}”",
    "day": "Enter a date for “{}”",
    "checkboxes": "Choose at least one answer to “{}”",
    "radios": "Choose an answer to “{}”",
    "select": "Choose an answer to “{}”",
    "checkbox": "Tick “{}” to go on",
    "file": "Choose a file for “{}”",
}
NEEDED_OTHERWISE = "Enter an answer to “{}”"

# Options of {% question %} and of the layout object Question, each with what it does.
OPTIONS = {
    "size": "label or legend size: s, m, l or xl",
    "label": "other words for the label",
    "hint": "other words for the hint",
    "inline": "answers side by side (radios)",
    "small": "small radios or checkboxes",
    "width": "characters that a box shows room for: 2, 3, 4, 5, 10, 20 or 30",
    "prefix": "unit before the box",
    "suffix": "unit after the box",
    "rows": "rows of a text area",
    "hints": "a hint for each answer: {value: text}",
    "group": "a class of ours on the whole question",
    "hide_label": "label read out, not shown",
}


class _Day(forms.DateInput):
    input_type = "date"


@dataclass(frozen=True)
class Item:
    """One answer of radios or checkboxes, or one box of a date."""

    id: str
    name: str
    label: str
    value: str = ""
    checked: bool = False
    disabled: bool = False
    hint: str = ""
    css: str = ""
    extra: dict = field(default_factory=dict)

    @property
    def hint_id(self) -> str:
        """The id that the control names in aria-describedby."""
        return f"{self.id}-item-hint"


@dataclass(frozen=True)
class Parts:
    """All that `govuk/field.html` shows of one form field."""

    kind: str
    id: str
    name: str
    label: str
    hint: str
    errors: tuple[str, ...]
    described_by: str
    options: dict
    control: str = ""
    items: tuple[Item, ...] = ()

    @property
    def grouped(self) -> bool:
        """Whether the field is a fieldset with a legend rather than a label with a control."""
        return self.kind in GROUPED


def kind_of(bound) -> str:
    """Return which of KINDS shows this field."""
    return next(kind for widget, kind in KINDS if isinstance(bound.field.widget, widget))


def id_of(bound) -> str:
    """Return the id of the field's control; of its first answer for radios and checkboxes."""
    return bound.field.widget.attrs.get("id") or bound.auto_id or bound.html_name


def parts(bound, options: dict, *, show_errors=True) -> Parts:
    """Return what the template shows. Raises TypeError for an option that does not exist."""
    unknown = set(options) - set(OPTIONS)
    if unknown:
        raise TypeError(f"{bound.name}: no such option {sorted(unknown)}; there are {sorted(OPTIONS)}")
    kind, own_id = kind_of(bound), id_of(bound)
    hint = options.get("hint", bound.help_text)
    errors = tuple(messages(bound)) if show_errors else ()
    describing = [f"{own_id}-hint"] * bool(hint) + [f"{own_id}-error"] * bool(errors)
    if kind == "checkbox":
        describing = [f"{own_id}-item-hint"] * bool(hint) + [f"{own_id}-error"] * bool(errors)
    described_by = " ".join(describing)
    return Parts(
        kind=kind,
        id=own_id,
        name=bound.html_name,
        label=options.get("label", bound.label),
        hint=hint,
        errors=errors,
        described_by=described_by,
        options=options,
        control=_control(bound, kind, own_id, described_by, bool(errors), options) if kind in CSS else "",
        items=_items(bound, kind, own_id, options, wrong=_wrong_boxes(bound) if errors else ()),
    )


def _control(bound, kind, own_id, described_by, wrong, options) -> SafeString:
    css = CSS[kind]
    classes = [css]
    if options.get("width"):
        classes.append(f"govuk-input--width-{options['width']}")
    if wrong:
        classes.append(f"{css}--error")
    widget = bound.field.widget
    if widget.attrs.get("class"):
        classes.append(widget.attrs["class"])
    # A cut-off paste goes unnoticed; an over-long answer comes back with a sentence instead.
    attrs = {"id": own_id, "class": " ".join(classes), "maxlength": False, "placeholder": False}
    if described_by:
        attrs["aria-describedby"] = described_by
    if bound.field.disabled:
        attrs["disabled"] = True
    if kind == "textarea":
        attrs.update(rows=options.get("rows", 5), cols=False)
    if kind == "number":
        decimal = isinstance(bound.field, forms.FloatField | forms.DecimalField)
        kept = {name: value for name, value in widget.attrs.items() if name not in ("min", "max", "step")}
        widget = forms.TextInput({**kept, "inputmode": "decimal" if decimal else "numeric"})
    if kind == "day":
        widget = _Day(widget.attrs, format="%Y-%m-%d")
    if kind == "file":
        widget = forms.FileInput(widget.attrs) if not widget.allow_multiple_selected else widget
    return widget.render(bound.html_name, bound.value(), attrs, renderer=bound.form.renderer)


def _items(bound, kind, own_id, options, *, wrong) -> tuple[Item, ...]:
    widget = bound.field.widget
    if kind == "date":
        return tuple(_boxes(bound, own_id, wrong))
    if kind == "checkbox":
        checked = widget.check_test(bound.value())
        hint = options.get("hint", bound.help_text)
        label = options.get("label", bound.label)
        value = widget.attrs.get("value", "on")
        return (
            Item(
                own_id, bound.html_name, label, value, checked, bound.field.disabled, hint, extra=_extra(widget.attrs)
            ),
        )
    if kind in ("radios", "checkboxes"):
        return tuple(_answers(bound, own_id, options.get("hints", {})))
    return ()


def _answers(bound, own_id, hints):
    widget = bound.field.widget
    groups = widget.optgroups(bound.html_name, widget.format_value(bound.value()))
    choices = chain.from_iterable(choices for _, choices, _ in groups)
    for number, choice in enumerate(choices, start=1):
        yield Item(
            # As GOV.UK numbers them: the first bears the field's own id, so that a link to the field finds a control.
            id=own_id if number == 1 else f"{own_id}-{number}",
            name=bound.html_name,
            label=choice["label"],
            value=choice["value"],
            checked=choice["selected"],
            disabled=bound.field.disabled or bool(choice["attrs"].get("disabled")),
            hint=hints.get(choice["value"]) or hints.get(getattr(choice["value"], "value", None)) or "",
            extra=_extra(choice["attrs"]),
        )


def _boxes(bound, own_id, wrong):
    value = bound.value()
    typed = value if isinstance(value, list | tuple) else bound.field.widget.decompress(value)
    for part, shown in zip(PARTS, typed, strict=True):
        error = " govuk-input--error" if part in wrong else ""
        yield Item(
            id=f"{own_id}_{part}",
            name=f"{bound.html_name}_{part}",
            label=part.capitalize(),
            value="" if shown is None else shown,
            disabled=bound.field.disabled,
            css=f"govuk-input govuk-date-input__input{error} govuk-input--width-{4 if part == 'year' else 2}",
        )


def _extra(attrs) -> dict:
    return {name: value for name, value in attrs.items() if name.startswith("data-") or name == "autocomplete"}


def _wrong_boxes(bound) -> tuple[str, ...]:
    problems = bound.form.errors.get(bound.name)
    data = problems.as_data() if problems else []
    named = [part for problem in data for part in (problem.params or {}).get("parts", ())]
    return tuple(named or (PARTS if data else ()))


def messages(bound) -> list[str]:
    """Return the field's error messages; a bare "required" becomes a sentence that names the question."""
    kind, words = kind_of(bound), []
    problems = bound.form.errors.get(bound.name)
    for problem in problems.as_data() if problems else []:
        stock = str(forms.Field.default_error_messages["required"])
        for message in problem.messages:
            needed = problem.code == "required" and message == stock
            words.append(NEEDED.get(kind, NEEDED_OTHERWISE).format(bound.label) if needed else message)
    return words


def target_of(bound) -> str:
    """Return the id that an error link must reach: a control that can take the focus."""
    if kind_of(bound) != "date":
        return id_of(bound)
    first = next(part for part in PARTS if part in _wrong_boxes(bound))
    return f"{id_of(bound)}_{first}"


def problems(form) -> list[tuple[str, str]]:
    """Return (sentence, id to link to or "") for all that is wrong with a form or formset."""
    if isinstance(form, forms.BaseFormSet):
        own = [(message, "") for message in form.non_form_errors()]
        return own + [problem for each in form.forms for problem in problems(each)]
    found = [(message, "") for message in form.non_field_errors()]
    for bound in form:
        where = "" if bound.is_hidden else target_of(bound) if bound.errors else ""
        found += [(message, where) for message in messages(bound)]
    return found


def problems_once(several) -> list[tuple[str, str]]:
    """Return `problems` of those bound forms that have not been summed up on this page yet."""
    found = []
    for form in several:
        is_form = isinstance(form, forms.BaseForm | forms.BaseFormSet)
        if is_form and form.is_bound and not getattr(form, "summed_up", False):
            for each in [form, *getattr(form, "forms", ())]:
                each.summed_up = True
            found += problems(form)
    return found
