"""HTML as a tree to compare templates by: order of attributes, order of classes and white space do not count."""

from html.parser import HTMLParser

VOID = {"input", "br", "img", "hr"}


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = ("", {}, [])
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        known = {name: value or "" for name, value in attrs}
        if "class" in known:
            known["class"] = " ".join(sorted(known["class"].split()))
        node = (tag, known, [])
        self.open[-1][2].append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop()[0] == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        # A browser drops the first line break in a text area; Django writes one so that it drops that one.
        words = data.lstrip("\r\n") if self.open[-1][0] == "textarea" else " ".join(data.split())
        if words:
            self.open[-1][2].append(words)


def tree(html: str) -> list[str]:
    """Return the HTML as lines, one for each element and text, indented by depth. Raises on unbalanced tags."""
    parser = _Tree()
    parser.feed(html)
    assert len(parser.open) == 1, f"<{parser.open[-1][0]}> is never closed"
    return list(_lines(parser.root[2], 0))


def _lines(children, depth):
    for child in children:
        if isinstance(child, str):
            yield "  " * depth + child
        else:
            tag, attrs, inner = child
            shown = "".join(f' {name}="{value}"' for name, value in sorted(attrs.items()))
            yield f"{'  ' * depth}<{tag}{shown}>"
            yield from _lines(inner, depth + 1)


def elements(html: str) -> list[tuple[str, dict]]:
    """Return every element as (tag, attributes)."""
    parser = _Tree()
    parser.feed(html)
    found, waiting = [], [parser.root]
    while waiting:
        node = waiting.pop(0)
        waiting = [child for child in node[2] if not isinstance(child, str)] + waiting
        found.append((node[0], node[1]))
    return found[1:]
