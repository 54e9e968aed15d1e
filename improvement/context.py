"""What every page's frame needs."""

from django.conf import settings


def page(request):
    """Return the department's name and whether its data is synthetic."""
    return {"department": settings.DEPARTMENT_NAME, "synthetic": settings.SYNTHETIC}
