"""Damaged and hostile files, made from sound ones: the same number gives the same file."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

Damage = Callable[[bytes, random.Random], bytes]
_PLACES = (b"xref", b"trailer", b"startxref", b"stream\n", b"endstream", b"endobj", b"/Kids", b"%%EOF", b"/Font")
_NAMES = (b"/Kids", b"/Count", b"/Length", b"/Contents", b"/Font", b"/ToUnicode", b"xref", b"/Root", b" obj", b"endstream")
_NAMES += (b"/MediaBox", b"/W ", b"/Filter", b"/Type", b"/Parent", b"/Resources", b"/DescendantFonts", b"/FontFile2")


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of the given objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


FONT = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
TEXT = b"BT /F1 12 Tf 72 700 Td (Kommunen har arbeidet med bolig for vanskeligstilte.) Tj ET"


def page(extra: bytes = b"", resources: bytes = FONT) -> bytes:
    """A page whose content is object 4."""
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %b %b >>" % (resources, extra)


def single(
    content: bytes, entries: bytes = b"", *more: bytes, extra: bytes = b"", catalogue: bytes = b"", resources: bytes = FONT
) -> bytes:
    """A file of one page; further objects are numbered from 5."""
    root = b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalogue
    return pdf([root, PAGES, page(extra, resources), stream(content, entries), *more])


# Damage done to a sound file.


def cut_anywhere(data: bytes, chance: random.Random) -> bytes:
    """Broken off at any byte."""
    return data[: chance.randrange(len(data))]


def cut_at_sign(data: bytes, chance: random.Random) -> bytes:
    """Broken off just before, in or after something a reader looks for."""
    word = chance.choice(_PLACES)
    found = [match.start() for match in re.finditer(re.escape(word), data)] or [len(data) // 2]
    return data[: max(chance.choice(found) + chance.randrange(-2, len(word) + 3), 0)]


def flip_bytes(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 10, 100, 1000))):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def cut_out(data: bytes, chance: random.Random) -> bytes:
    """A piece is gone."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 5000) :]


def put_in(data: bytes, chance: random.Random) -> bytes:
    """Two thousand foreign bytes stand in the middle."""
    start = chance.randrange(len(data))
    return data[:start] + chance.randbytes(2000) + data[start:]


def rename(data: bytes, chance: random.Random) -> bytes:
    """Words of the format are misspelt, once or throughout."""
    for word in chance.sample(_NAMES, 3):
        other = word[::-1] if chance.random() < 0.5 else word[:-1] + b"X"
        data = data.replace(word, other, chance.choice((1, 3, 1000)))
    return data


def break_xref(data: bytes, chance: random.Random) -> bytes:
    """Numbers in the table of places, or the place of the table, are wrong."""
    if chance.random() < 0.4:
        return re.sub(rb"startxref\s+\d+", b"startxref\n%d" % chance.randrange(10 * len(data)), data)
    shift = chance.randrange(1, 999)
    return re.sub(rb"(\d{10}) (\d{5}) n", lambda match: b"%010d %b n" % (int(match[1]) + shift, match[2]), data)


def wrong_numbers(data: bytes, chance: random.Random) -> bytes:
    """Numbers after names are huge, negative or refer elsewhere."""
    odd = (b"-1", b"0", b"99999999999", b"2147483647", b"1 0 R", b"(text)", b"[[[[", b"null", b"1e308")

    def change(match: re.Match[bytes]) -> bytes:
        return match[1] + chance.choice(odd) if chance.random() < 0.05 else match[0]

    return re.sub(rb"(/[A-Z]\w+ )(\d+)", change, data)


def twice(data: bytes, chance: random.Random) -> bytes:
    """Two files in one, the first cut short."""
    return data[: chance.randrange(len(data))] + data


def junk_around(data: bytes, chance: random.Random) -> bytes:
    """Foreign bytes before and after."""
    return chance.randbytes(chance.choice((10, 900, 5000))) + data + chance.randbytes(3000)


DAMAGES: tuple[Damage, ...] = (
    cut_anywhere,
    cut_at_sign,
    flip_bytes,
    cut_out,
    put_in,
    rename,
    break_xref,
    wrong_numbers,
    twice,
    junk_around,
)


# Hostile files, built from nothing.


def page_tree_loop() -> bytes:
    """The page tree is its own child."""
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Parent 2 0 R /Count 99 >>"])


def outline_loop() -> bytes:
    """Bookmarks that follow each other in a circle."""
    outlines = (b"<< /First 6 0 R /Last 6 0 R /Count 9 >>", b"<< /Title (a) /Next 6 0 R /First 6 0 R /Parent 5 0 R >>")
    return single(TEXT, b"", *outlines, catalogue=b"/Outlines 5 0 R")


def form_loop() -> bytes:
    """A form that draws itself."""
    resources = b"<< /XObject << /X 5 0 R >> >>"
    form = stream(b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources " + resources)
    return single(b"/X Do", b"", form, resources=resources)


def form_cascade() -> bytes:
    """Thirty forms, each of which draws the next ten times."""
    forms = [
        stream(
            b"/X Do " * 10, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (6 + n)
        )
        for n in range(30)
    ]
    return single(b"/X Do", b"", *forms, stream(TEXT), resources=b"<< /XObject << /X 5 0 R >> >>")


def many_pages(count: int = 10_000) -> bytes:
    """Ten thousand pages."""
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(count))
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources %b >>" % FONT
    tree = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count)
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, stream(TEXT), *[leaf] * count])


def said_pages() -> bytes:
    """One page that says it is two thousand million."""
    return single(TEXT).replace(b"/Count 1 ", b"/Count 2000000000 ")


def huge_image(side: int = 20_000) -> bytes:
    """A white picture of 20,000 by 20,000 dots on a page."""
    packed = zlib.compress(bytes(side * side // 8), 9)
    entries = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (side, side)
    picture = stream(packed, entries + b" /BitsPerComponent 1 /Filter /FlateDecode")
    return single(b"q 595 0 0 842 0 0 cm /P Do Q", b"", picture, resources=b"<< /XObject << /P 5 0 R >> >>")


def huge_page() -> bytes:
    """A page of 14,400 by 14,400 points, scanned."""
    return huge_image(400).replace(b"[0 0 595 842]", b"[0 0 14400 14400]").replace(b"595 0 0 842", b"14400 0 0 14400")


def inflating(times: int = 1) -> bytes:
    """A stream of some kilobytes that inflates to 300 MB, `times` filters deep."""
    content = b" " * 300_000_000
    for _ in range(times):
        content = zlib.compress(content, 9)
    return single(content, b"/Filter [%b]" % (b"/FlateDecode " * times))


def deep_arrays() -> bytes:
    """A hundred thousand brackets in one another."""
    return single(TEXT, b"", b"[" * 100_000 + b"]" * 100_000, extra=b"/Annots 5 0 R")


def deep_content() -> bytes:
    """A hundred thousand saved states and open arrays in the content."""
    return single(b"q " * 100_000 + b"[" * 100_000 + TEXT)


def deep_tree() -> bytes:
    """A page five thousand nodes down."""
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(5000)]
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, page().replace(b"4 0 R", b"null")])


def many_letters() -> bytes:
    """A page with a million letters."""
    return single(b"BT /F1 1 Tf 1 0 0 1 10 800 Tm " + b"(abcdefghi ) Tj " * 100_000 + b"ET")


def many_lines() -> bytes:
    """A page with two hundred thousand ruling lines."""
    return single(b"".join(b"%d %d m %d %d l S " % (n % 595, n % 842, (n * 7) % 595, n % 842) for n in range(200_000)))


def odd_boxes() -> bytes:
    """A page without extent."""
    return single(TEXT).replace(b"[0 0 595 842]", b"[0 0 0 0]")


def far_boxes() -> bytes:
    """A page whose edges are no sensible numbers."""
    return single(TEXT).replace(b"[0 0 595 842]", b"[-1e38 nan 1e38 1e400]")


def javascript() -> bytes:
    """A script that runs on opening, where a program lets it."""
    return single(TEXT, catalogue=b"/OpenAction << /S /JavaScript /JS (while(true){app.alert('x')}) >>")


def launch() -> bytes:
    """An order to start a program and one to fetch an address."""
    action = b"<< /S /Launch /F (/bin/sh) >>"
    return single(TEXT, catalogue=b"/OpenAction %b /AA << /WC << /S /URI /URI (http://127.0.0.1:9/) >> >>" % action)


def attachment() -> bytes:
    """A file within the file, under a name that climbs."""
    file = stream(b"x" * 5000, b"/Type /EmbeddedFile")
    names = b"/Names << /EmbeddedFiles << /Names [(../../a.sh) << /Type /Filespec /F (../../a.sh) /EF << /F 5 0 R >> >>] >> >>"
    return single(TEXT, b"", file, catalogue=names)


def encrypted_oddly() -> bytes:
    """A protection that no reader knows."""
    return single(TEXT).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Odd /V 9 /R 9 >>")


def self_length() -> bytes:
    """A stream whose length is itself."""
    return single(TEXT).replace(b"/Length %d" % len(TEXT), b"/Length 4 0 R")


def archive() -> bytes:
    """A ZIP archive."""
    return _zip("notat.txt", b"hei")


def bomb_docx() -> bytes:
    """A Word document whose text is 300 MB of blanks."""
    return _zip("word/document.xml", b"<w>" + b" " * 300_000_000 + b"</w>")


def entity_docx() -> bytes:
    """A Word document whose entities multiply."""
    entities = b"".join(b'<!ENTITY e%d "%b">' % (n + 1, b"&e%d;" % n * 10) for n in range(12))
    return _zip("word/document.xml", b'<!DOCTYPE w [<!ENTITY e0 "aaaaaaaaaa">%b]><w>&e12;</w>' % entities)


def deep_docx() -> bytes:
    """A Word document with elements a hundred thousand deep."""
    return _zip("word/document.xml", b"<a>" * 100_000 + b"</a>" * 100_000)


def _zip(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return buffer.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "blank.txt": lambda: b" \n\n",
    "page.html.pdf": lambda: b"<!doctype html><title>Ikke funnet</title><p>404",
    "text.pdf": lambda: "Dette er ikke en PDF, bare tekst på norsk.".encode(),
    "head-only.pdf": lambda: b"%PDF-1.7\n",
    "end-only.pdf": lambda: b"%PDF-1.7\n%%EOF\n",
    "zip.pdf": archive,
    "no_pages.pdf": lambda: pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [ ] /Count 0 >>"]),
    "zeros.pdf": lambda: b"%PDF-1.4\n" + bytes(2_000_000),
    **{
        f"{make.__name__}.pdf": make
        for make in (
            page_tree_loop,
            outline_loop,
            form_loop,
            form_cascade,
            many_pages,
            said_pages,
            huge_image,
            huge_page,
            inflating,
            deep_arrays,
            deep_content,
            deep_tree,
            many_letters,
            many_lines,
            odd_boxes,
            far_boxes,
            javascript,
            launch,
            attachment,
            encrypted_oddly,
            self_length,
        )
    },
    "inflating_twice.pdf": lambda: inflating(2),
    "bomb.docx": bomb_docx,
    "entities.docx": entity_docx,
    "deep.docx": deep_docx,
    "zip.docx": archive,
}


def write_damaged(sound: Sequence[Path], folder: Path, count: int) -> list[str]:
    """Write the hostile files and `count` damaged ones; returns their names."""
    names = list(HOSTILE)
    for name, make in HOSTILE.items():
        (folder / name).write_bytes(make())
    for number in range(count):
        chance = random.Random(number)
        damage = DAMAGES[number % len(DAMAGES)]
        names.append(f"{number:05}-{damage.__name__}.pdf")
        (folder / names[-1]).write_bytes(damage(chance.choice(sound).read_bytes(), chance))
    return names
