"""The pages for those who run it: every variable is explained, no deployment file holds a secret."""

import re

from tests.architecture import HOME, tracked

READ = re.compile(r"""(?:environ(?:\.get|\.setdefault)?[\[(]|flag\()\s*["']([A-Z_]+)["']""")


def test_every_variable_that_the_code_reads_is_explained():
    page = (HOME / "docs" / "operating.md").read_text()
    read = set()
    for path in tracked(".py"):
        if path.parts[0] in {"improvement", "casework", "audits", "feedback"}:
            read |= set(READ.findall((HOME / path).read_text()))
    read -= {"DJANGO_SETTINGS_MODULE"}
    assert read, "the pattern finds nothing any more"
    assert sorted(name for name in read if f"`{name}`" not in page) == []


def test_compose_file_names_every_secret_and_holds_none():
    text = (HOME / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in text
    given = re.findall(r"^\s*\w*(?:PASSWORD|SECRET|AUTH)\w*:\s*(\S+)", text, flags=re.MULTILINE)
    assert given
    assert all(value.startswith("${") for value in given)
