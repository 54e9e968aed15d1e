"""Whether this web process can do its work, for load balancers and the demo's supervisor."""

from django.db import Error, connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request):
    """Answer 200 when the database answers, 503 when it does not. The broker does not matter: no page waits for it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
