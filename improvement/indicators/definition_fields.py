"""Fields of a TOML table taken out one by one, wrong in no quiet way."""

from datetime import date


class DefinitionError(ValueError):
    """A definition file is wrong; the message names the file, the field and what to write instead."""


class Fields:
    """Takes fields out of a table one by one, so that what is left over is known to be a mistake."""

    def __init__(self, name: str, raw: dict):
        self.name, self.raw = name, dict(raw)

    def part(self, field, read):
        """Return what a method makes of the table within this one, None where there is none."""
        if field not in self.raw:
            return None
        part = self.sub(field)
        made = getattr(part, read.__name__)()
        part.nothing_left()
        return made

    def sub(self, field) -> "Fields":
        """Return the table within this one."""
        return type(self)(f"{self.name}: {field}", self.typed(field, dict))

    def typed(self, field, kind):
        """Return the value of a field that must be there and of a kind."""
        self.check(field in self.raw, field, "is missing")
        value = self.raw.pop(field)
        right = isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool)
        self.check(right, field, f"has {value!r}, which is not {_KIND_WORDS.get(kind, 'a number')}")
        return value

    def text(self, field, *, empty=False) -> str:
        """Return a text; "" where it may be `empty`."""
        if empty and field not in self.raw:
            return ""
        value = self.typed(field, str).strip()
        self.check(empty or bool(value), field, "is empty")
        return value

    def texts(self, field) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.typed(field, list)
        self.check(bool(values) and all(isinstance(value, str) for value in values), field, "must be a list of texts")
        return tuple(values)

    def one_of(self, field, allowed) -> str:
        """Return one of the texts allowed."""
        value = self.text(field)
        self.check(value in allowed, field, f"has {value!r}; write one of: {', '.join(allowed)}")
        return value

    def nothing_left(self):
        """Say what is left that nobody asked for."""
        self.check(not self.raw, ", ".join(self.raw), "is not a field we know")

    def check(self, right, field, problem):
        """Raise DefinitionError with the problem unless all is right."""
        if not right:
            raise DefinitionError(f"{self.name}: {field}: {problem}.")


_KIND_WORDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    date: "a date",
    list: "a list",
    dict: "a table",
}
