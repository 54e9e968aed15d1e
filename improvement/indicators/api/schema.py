"""The interface described, once: as OpenAPI for programs and as a page for people."""

from improvement.lib.sentences import SYMBOLS

FIELDS = {
    "indicator": ("string", "Code of the indicator: /api/v1/indicators lists them"),
    "team": ("string", "Code of the team: /api/v1/teams lists those you may read"),
    "month": ("string", "The month, like 2026-10"),
    "numerator": ("number", "What was counted; empty where there is a symbol"),
    "denominator": ("number", "Out of how many; empty for a count"),
    "value": ("number", "Numerator divided by denominator in the unit, to four places"),
    "unit": ("string", "%, count, rate per 10k, cases per FTE, months, score"),
    "symbol": ("string", "Why there is no number: " + "; ".join(f"{key} {words}" for key, words in SYMBOLS.items())),
    "definition_version": ("integer", "Version of the definition it was counted by"),
}
PARAMETERS = {
    "from": (True, "First month, like 2026-01"),
    "to": (True, "Last month, like 2026-10; at most 60 months"),
    "team": (False, "Codes of teams, with commas; all that you may read unless said"),
    "indicator": (False, "Codes of indicators, with commas; all unless small numbers are hidden from you, then 1 to 5"),
    "format": (False, "json (unless said) or csv"),
    "page": (False, "Page of 5,000 rows, from 1; `next` (json) or the Link header (csv) has the following one"),
}
ERRORS = {
    "400": "Something is asked for that cannot be; `error` says what and what to write",
    "401": "No key, or one that does not work",
    "404": "Nothing there that you may read",
    "429": "More than 120 calls in a minute",
}


def schema() -> dict:
    """Return the description as OpenAPI 3.1."""
    figure = {
        "type": "object",
        "properties": {name: {"type": [kind, "null"], "description": words} for name, (kind, words) in FIELDS.items()},
    }
    parameters = [
        {"name": name, "in": "query", "required": required, "description": words, "schema": {"type": "string"}}
        for name, (required, words) in PARAMETERS.items()
    ]
    wrong = {code: {"description": words} for code, words in ERRORS.items()}

    def get(summary, content, parameters=()):
        return {
            "get": {
                "summary": summary,
                "parameters": list(parameters),
                "security": [{"key": []}],
                "responses": {"200": {"description": "As asked", "content": content}, **wrong},
            }
        }

    def listed(name, items):
        return {
            "application/json": {"schema": {"type": "object", "properties": {name: {"type": "array", "items": items}}}}
        }

    return {
        "openapi": "3.1.0",
        "info": {"title": "Balcony figures", "version": "1", "description": "Figures as you may see them. Read only."},
        "paths": {
            "/api/v1/figures": get("Figures", {**listed("figures", figure), "text/csv": {}}, parameters),
            "/api/v1/indicators": get("Indicators", listed("indicators", {"type": "object"})),
            "/api/v1/teams": get("Teams you may read", listed("teams", {"type": "object"})),
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


HEAD = """# Figures for other programs

Written from `improvement/indicators/api/schema.py` by `manage.py write_docs`; do not edit by hand. The same as OpenAPI
3.1: `/api/v1/schema`.

A program reads with a key of a person, made under Your account, Access for other programs, and sent as
`Authorization: Bearer KEY`, never in the address. It sees what that person may see at that moment: their teams, with
small numbers hidden where they are hidden from them, by the same rule as on every page. A key works for at most a year;
it stops when it is taken back or its person is suspended. Every call is written in the read log. Only GET.

In Power BI: Get data, Web, Advanced; the address
`https://HOST/api/v1/figures?from=2025-11&to=2026-10&format=csv`, and the header `Authorization` with `Bearer KEY`.

"""


def api_page() -> str:
    """Return `docs/api.md`."""
    parts = [HEAD, "## GET /api/v1/figures\n\n| Ask | Must | Means |\n|---|---|---|\n"]
    parts += [f"| `{name}` | {'yes' if must else 'no'} | {words} |\n" for name, (must, words) in PARAMETERS.items()]
    parts.append("\n| Answer | Type | Means |\n|---|---|---|\n")
    parts += [f"| `{name}` | {kind} | {words} |\n" for name, (kind, words) in FIELDS.items()]
    parts.append("\n## GET /api/v1/indicators, GET /api/v1/teams\n\nWhat there is to ask for, by code.\n")
    parts.append("\n## When it goes wrong\n\n| Status | Means |\n|---|---|\n")
    parts += [f"| {code} | {words} |\n" for code, words in ERRORS.items()]
    return "".join(parts)
