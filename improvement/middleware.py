"""Security headers on every response, and who is kept with a change.

Why each part of the policy is as it is: docs/adr (security headers).
"""

from pghistory.middleware import HistoryMiddleware

# Plotly adds one empty <style> element; without the hash of the empty string its click layer loses its style and a
# click on a chart does nothing. No 'unsafe-inline' is needed anywhere. blob: serves Plotly's picture download.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

# Addresses that somebody answers by a link or a code: nobody there is asked who they are, even while signed in.
NOBODY = ("/say/", "/survey/")

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Static files carry their own lifetime; whatever says nothing may hold somebody's record and is never stored.
    "Cache-Control": "no-store",
}


def SecurityHeaders(get_response):
    """Return middleware that adds each of HEADERS to a response which does not set that header itself."""

    def add_headers(request):
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return add_headers


class History(HistoryMiddleware):
    """Keep with each change who made it and where; of who answers without a name, nothing is looked up."""

    def __call__(self, request):
        if request.path.startswith(NOBODY):
            return self.get_response(request)
        return super().__call__(request)
