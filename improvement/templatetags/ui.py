"""Template tags of the frame and of forms. What each looks like: docs/design-system.md."""

from functools import lru_cache

from django import template
from django.forms import BaseForm, BaseFormSet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from casework import access
from improvement import context as frame
from improvement.lib import govuk

register = template.Library()

SELECTED = mark_safe(" selected")


@register.simple_tag(takes_context=True)
def here(context, url_name, *args, **changes):
    """Return the URL of a page with the team and month of this one: {% here 'figures:index' month='2026-10' %}."""
    request = context.get("request")
    query = frame.kept_query(request, **changes) if request else ""
    return reverse(url_name, args=args) + query


@register.inclusion_tag("components/crumbs.html", takes_context=True)
def crumbs(context, *steps):
    """Show the way to this page: {% crumbs 'Figures' 'figures:index' 'Re-referrals' %}.

    Labels and where they lead alternate; a place is a URL name, or a path that starts with "/". The last label is
    this page and may stand alone. A page that the reader may not open is named without a link.
    """
    request = context.get("request")
    pairs = []
    for label, place in zip(steps[::2], [*steps[1::2], ""], strict=False):
        if place and not place.startswith("/"):
            place = here(context, place) if request is None or access.may(request.user, place) else ""
        pairs.append((label, place))
    return {"steps": pairs}


@register.simple_tag
def options(offered, chosen="") -> SafeString:
    """Return the options of a select, (value, words) each, one of them chosen.

    {% options place.options month|date:'Y-m' %}. The same ones are written once: two dozen by a loop of the template,
    or by a widget with a template for each, would be a tenth of a page's time.
    """
    return _options(tuple(offered), str(chosen or ""))


@lru_cache(maxsize=256)
def _options(offered: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    marked = ((value, SELECTED if str(value) == chosen else "", words) for value, words in offered)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', marked)


@register.filter
def has_errors(form):
    """Return whether a form (or formset) was sent and did not pass; False for anything else."""
    return isinstance(form, BaseForm | BaseFormSet) and form.is_bound and not form.is_valid()


@register.inclusion_tag("govuk/error_summary.html")
def error_summary(*problem_forms):
    """Show what is wrong with these forms, once each, every line linked to the control that mends it."""
    return {"problems": govuk.problems_once(problem_forms)}


@register.inclusion_tag("govuk/field.html", takes_context=True)
def question(context, field, **options):
    """Show one form field: {% question form.grade legend_size='m' inline=True %}. Options: `govuk.OPTIONS`."""
    return {"field": field, "options": options, "form_show_errors": context.get("form_show_errors", True)}


@register.simple_tag
def question_parts(field, options=None, show_errors=True):
    """Return all that the template of a form field needs (`improvement.lib.govuk.Parts`)."""
    return govuk.parts(field, options or {}, show_errors=show_errors is not False)
