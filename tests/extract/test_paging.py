"""The pages of text files without form feeds."""

from __future__ import annotations

from pipeline.extract.paging import split_pages


def _page(name: str) -> str:
    return "\n".join(f"Side {name} har en linje med tekst nummer {number}." for number in range(14))


def test_numbers_at_the_foot_part_pages() -> None:
    text = "\n\n".join([_page("a"), "1", _page("b"), "2", _page("c"), "3", _page("d")])
    pages = split_pages(text)
    assert [number for number, _ in pages] == [1, 2, 3, 4]
    assert all(name in page for name, (_, page) in zip(("Side a", "Side b", "Side c", "Side d"), pages, strict=True))
    assert pages[1][1].strip().endswith("2")


def test_numbers_at_the_head_part_pages() -> None:
    text = "\n".join(["Side 2 av 4", _page("a"), "Side 3 av 4", _page("b"), "Side 4 av 4", _page("c")])
    assert [(number, page.split()[1]) for number, page in split_pages(text)] == [(2, "2"), (3, "3"), (4, "4")]


def test_few_or_close_numbers_part_nothing() -> None:
    for text in ("\n".join([_page("a"), "10 av 54", _page("b"), "43 av 54"]), "1\n2\n3\n4\n5", _page("a") + "\n1\n2\n3"):
        assert split_pages(text) == [(1, text)]


def test_form_feeds_come_first() -> None:
    assert split_pages("a\f1\n2\f") == [(1, "a"), (2, "1\n2")]
