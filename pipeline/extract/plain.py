"""Text files, often cut at eighty columns and without a blank line: paragraphs, headings, lists and pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.documents import Block, Page
from pipeline.extract.assemble import page_text
from pipeline.extract.hyphens import Joiner, finish
from pipeline.extract.letters import clean, close_up_text, mostly_capitals
from pipeline.extract.paging import split_pages

_ITEM = re.compile(r"(?:[•·●▪*]|[–-] |\([a-z0-9]{1,2}\)|[a-z]\)|\d{1,2}[.)] )\s*\S")
_PAGE_NUMBER = re.compile(r"(?:side |page )?\d{1,4} (?:av|of) \d{1,4}|side \d{1,4}|[–-] ?\d{1,4} ?[–-]|\d{1,3}", re.I)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[A-ZÆØÅ«]\D{2,}")
_NUMBER_AFTER = re.compile(r"[A-ZÆØÅ«].{2,110}?\s(\d{1,2}(?:\.\d{1,2}){1,4})")
_REFERENCE = re.compile(r"\d{1,3}\s+(?:jf\.|se |http|vedlegg\b.*\bse:)", re.I)
_CONTENTS = re.compile(r".*(?:[.…]\s?){4,}\s*\d{1,3}\s*")
_CAPTION = re.compile(r"(?:Tabell|Figur|Table|Figure)\s+\d+(?:[-–.]\d+)*[.:]?\s+(?!viser\b|gir\b|er\b|og\b|kan\b)\S")
_NOTE = re.compile(r"\d{1,3} (?:[A-ZÆØÅ«“”\"(]|https?:)")
_FINAL = (".", "!", "?", ":", ";", "”", "»", '"', ")")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 with their marks, UTF-8 without, else Windows-1252; line ends made one."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(data: bytes, is_word: Callable[[str], bool]) -> tuple[Page, ...]:
    """The pages of a text file, parted at form feeds or at page numbers on lines of their own."""
    text = decode(data)
    words = {word for line in text.lower().split("\n") for word in _WORD.findall(line)[1:-1]}
    joiner = Joiner(is_word, frozenset(words))
    return tuple(_page(number, page, joiner) for number, page in split_pages(text))


def _page(number: int, text: str, joiner: Joiner) -> Page:
    lines = [clean(line) for line in text.split("\n")]
    width = _width(lines)
    groups: list[list[str]] = []
    after_blank = True
    for line in lines:
        if not line.strip():
            after_blank = True
            continue
        if after_blank or not groups or _breaks(groups[-1], line, width):
            groups.append([line])
        else:
            groups[-1].append(line)
        after_blank = False
    blocks = tuple(_block(group, joiner, width) for group in groups)
    return Page(number, page_text(blocks), blocks)


def _width(lines: Sequence[str]) -> int:
    """The column that the lines were cut at, or 0 when they were not cut."""
    lengths = sorted(len(line.rstrip()) for line in lines if len(line.strip()) > 20)
    if len(lengths) < 8:
        return 0
    usual = lengths[int(len(lengths) * 0.9)]
    return usual if usual <= 130 else 0


def _breaks(group: Sequence[str], line: str, width: int) -> bool:
    last, text = group[-1].rstrip(), line.strip()
    if not width:
        return True
    if _heading_goes_on(group, text, width):
        return False
    if _alone(group[0]) or _alone(line) or _ITEM.match(text) or _caption(group, text):
        return True
    if _NUMBERED.match(text) and last.endswith(_FINAL) and len(text) < 0.8 * width and not text.endswith("."):
        return True
    if _NOTE.match(text) and last.endswith((".", "/", " ")):
        return True
    short = len(last) < 0.78 * width
    opens = text[:1].isupper() or text[:1] in '«“”"(' or text[:1].isdigit()
    if short and opens and (last.endswith(_FINAL) or _title_like(group, width) or _ITEM.match(group[0].strip())):
        return True
    return last.endswith((".", "?", "!")) and opens and len(last) < 0.9 * width - len(text.split()[0])


def _alone(line: str) -> bool:
    text = line.strip()
    return bool(
        _PAGE_NUMBER.fullmatch(text)
        or _NUMBER_AFTER.fullmatch(text)
        or _CONTENTS.fullmatch(text)
        or text.startswith(("http://", "https://"))
        or (text.isupper() and len(text) > 4)
    )


def _heading_goes_on(group: Sequence[str], text: str, width: int) -> bool:
    """A heading over two lines: capitals go on in capitals, a numbered one goes on with a small letter."""
    first = group[0].strip()
    if len(group) > 3 or _ITEM.match(text):
        return False
    if first.isupper() and len(first) > 4 and not _NUMBERED.match(text):
        return text.isupper() and len(first) > 0.3 * width
    return len(group) == 1 and bool(_NUMBER_AFTER.fullmatch(first)) and text[:1].islower() and len(text) < 0.6 * width


def _caption(group: Sequence[str], text: str) -> bool:
    return bool(_CAPTION.match(text) or (len(group) == 1 and _CAPTION.match(group[0].strip()) and len(group[0]) < 75))


def _title_like(group: Sequence[str], width: int) -> bool:
    text = group[0].strip()
    if len(group) > 1 or len(text) >= 0.75 * width or text.endswith((".", ",", ";", "-")):
        return False
    return text[:1].isupper() or bool(_NUMBERED.match(text))


def _block(group: Sequence[str], joiner: Joiner, width: int) -> Block:
    text = " ".join(finish(joiner.join([close_up_text(line) for line in group])).split())
    if _PAGE_NUMBER.fullmatch(text):
        return Block("furniture", text, noise="page_number")
    if _CONTENTS.fullmatch(text):
        return Block("furniture", text, noise="toc")
    if _CAPTION.match(text) and len(text) < 200:
        return Block("caption", text)
    heading = _heading(group, text, width)
    if heading:
        return heading
    if _ITEM.match(text):
        return Block("list", text)
    return Block("footnote" if _NOTE.match(text) and len(text) < 600 else "paragraph", text)


def _heading(group: Sequence[str], text: str, width: int) -> Block | None:
    """The heading that a group is, numbered or by its look."""
    after = _NUMBER_AFTER.fullmatch(group[0].strip())
    if after:
        # Text copied from Word's PDFs has the number of a heading after it; a reader expects it first.
        title = " ".join([group[0].strip()[: after.start(1)].strip(), *(line.strip() for line in group[1:])])
        return Block("heading", f"{after[1]} {title}", level=min(after[1].count(".") + 1, 6))
    numbered = _NUMBERED.match(text)
    if numbered and len(text) < 110 and not text.endswith((".", ";", ",", ":")) and not _REFERENCE.match(text):
        return Block("heading", text, level=min(numbered[1].count(".") + 1, 6))
    if mostly_capitals(text) and 3 < len(text) < 150:
        return Block("heading", text, level=1)
    return Block("heading", text, level=3) if len(group) == 1 and _is_title(text, width) else None


def _is_title(text: str, width: int) -> bool:
    if not text[:1].isupper() or text.endswith((".", ",", ";", ":", "!", "-", "–")) or len(text) < 3:
        return False
    if "," in text or ")" in text or re.search(r"\d{4}$", text):
        return False
    return len(text) < min(0.8 * (width or 100), 80) and len(text.split()) <= 11 and not text.startswith("http")
