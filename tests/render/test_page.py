"""Pages are whole, escape everything and load nothing."""

from html.parser import HTMLParser

from creditlang.render.page import number, page, table, tag


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.texts: list[str] = []
        self.attributes: dict[str, list[str | None]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader


def test_a_page_closes_what_it_opens_and_loads_nothing():
    text = page("Town & <Country>", tag("h1", "孝亲 <b>"), tag("p", "a", tag("em", "b"), "c", tag("br"), "d"))
    read = _read(text)
    assert read.open == []
    assert "Town & <Country>" in read.texts
    assert "孝亲 <b>" in read.texts
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert "<p>a<em>b</em>c<br>d</p>" in text
    assert "src" not in read.attributes
    assert "href" not in read.attributes
    assert "url(" not in text
    assert "@import" not in text


def test_texts_and_attributes_of_users_cannot_become_markup():
    text = page("t", tag("p", "</p><script>alert(1)</script>", title='"><script>alert(2)</script>'))
    read = _read(text)
    assert "script" not in read.elements
    assert "</p><script>alert(1)</script>" in read.texts
    assert '"><script>alert(2)</script>' in read.attributes["title"]


def test_lines_of_a_scenario_stay_lines():
    assert "a\n  b" in _read(page("t", tag("pre", "a\n  b"))).texts


def test_marks_that_turn_the_direction_of_writing_are_shown():
    assert "a<U+202E>b" in _read(page("t", tag("p", "a\u202eb"))).texts


def test_attributes_that_are_none_or_false_are_left_out():
    made = tag("td", class_=None, hidden=False, tabindex=0, aria_label="x", open=True)
    assert made.attrib == {"tabindex": "0", "aria-label": "x", "open": ""}


def test_a_column_of_numbers_stands_right_with_its_heading():
    made = table(["Grade", "People"], [["A", number("1,200")], ["B", "none"]], caption="How many")
    heads = [cell.get("class") for cell in made.iter("th")]
    cells = [cell.get("class") for cell in made.iter("td")]
    assert heads == [None, "right", None, None]
    assert cells == ["right", "right"]
    assert [caption.text for caption in made.iter("caption")] == ["How many"]
