"""What a person was told."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from casework import notices


@require_POST
def put_aside(request, pk):
    if not notices.put_aside(notice_id=pk, by=request.user, at=timezone.now()):
        raise Http404
    back = request.POST.get("back", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "home")
