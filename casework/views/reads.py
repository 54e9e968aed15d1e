"""Who opened what."""

from django.core.paginator import Paginator
from django.shortcuts import render

from casework import access, queries
from casework.forms import ReadsFilter


def read_list(request):
    form = ReadsFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(queries.reads(request.user, **chosen), 100).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "page": page,
        "sees_all": bool(access.roles(request.user) & queries.SEES_ALL_READS),
    }
    return render(request, "casework/reads/list.html", context)
