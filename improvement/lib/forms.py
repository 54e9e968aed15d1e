"""What form authors use: dates in three parts, and layout objects for crispy-forms that take text as text.

crispy-forms compiles legends and button labels as templates; ours escape them, because audit questions and legends
are written by people.
"""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from crispy_forms.layout import Fieldset as CrispyFieldset
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes (GOV.UK date input); the boxes are named `<field>_day` and so on."""

    def __init__(self, attrs=None):
        super().__init__(dict.fromkeys(PARTS, forms.TextInput), attrs)

    def decompress(self, value):
        """Return [day, month, year] of a date or of an ISO date as text."""
        if isinstance(value, str) and value:
            value = date.fromisoformat(value[:10])
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.MultiValueField):
    """A date typed in three boxes; a month may be typed as a word. Says which part is missing or not real."""

    widget = DateParts

    def __init__(self, **kwargs):
        super().__init__(fields=[forms.CharField(required=False) for _ in PARTS], require_all_fields=False, **kwargs)

    def clean(self, value):
        """Return the date, or None when optional and empty. Raises ValidationError naming the boxes in `parts`."""
        typed = [str(part or "").strip() for part in value or ("", "", "")]
        missing = [name for name, part in zip(PARTS, typed, strict=True) if not part]
        if len(missing) == len(PARTS):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required", params={"parts": PARTS})
            return None
        subject = self.label or "The date"
        if missing:
            words = " and ".join(f"a {name}" for name in missing)
            raise ValidationError(f"{subject} must include {words}", code="incomplete", params={"parts": missing})
        try:
            day, month, year = int(typed[0]), _month_number(typed[1]), int(typed[2])
            if year < 1000:
                raise ValidationError(
                    f"{subject} must have a year of four figures, like 2026", code="year", params={"parts": ["year"]}
                )
            cleaned = date(year, month, day)
        except ValueError:
            raise ValidationError(
                f"{subject} must be a real date, like 27 3 2026", code="invalid", params={"parts": PARTS}
            ) from None
        self.run_validators(cleaned)
        return cleaned


def _month_number(typed: str) -> int:
    word = typed[:3].lower()
    return MONTHS.index(word) + 1 if word in MONTHS else int(typed)


class Question(Field):
    """A field in a layout with options of the govuk pack: Question("grade", inline=True). Options: `govuk.OPTIONS`."""

    def __init__(self, name, *, css_class=None, **options):
        super().__init__(name, css_class=css_class)
        self.options = options

    def render(self, form, context, template_pack=TEMPLATE_PACK, extra_context=None, **kwargs):
        extra_context = {**(extra_context or {}), "options": self.options}
        return super().render(form, context, template_pack, extra_context=extra_context, **kwargs)


class Fieldset(CrispyFieldset):
    """Fields under one legend, which is shown as written. `size`: s, m, l or xl."""

    def __init__(self, legend, *fields, size="m", **kwargs):
        super().__init__(legend, *fields, **kwargs)
        self.size = size

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(
            self.get_template_name(template_pack), {"fieldset": self, "legend": self.legend, "fields": fields}
        )


class Submit:
    """A button that sends the form. `kind` is "" for the one main button, else "secondary" or "warning"."""

    def __init__(self, text, *, name="", value="", kind=""):
        self.text, self.name, self.value, self.kind = text, name, value, kind

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(f"{template_pack}/layout/submit.html", {"button": self})


class Buttons(Div):
    """Buttons (and links) in one row."""

    css_class = "govuk-button-group"


def helper(*fields, submit="", method="post", action="", css_class="b-form") -> FormHelper:
    """Return a FormHelper with these fields (names or layout objects), and a button when `submit` has its text."""
    made = FormHelper()
    made.form_method = method
    made.form_action = action
    made.form_class = css_class
    made.disable_csrf = method == "get"
    buttons = [Submit(submit)] if submit else []
    made.layout = Layout(*fields, *buttons)
    made.render_hidden_fields = True
    return made
