"""The smallest files that show a thing: PDFs, scans and Word documents written by the tests themselves."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from pipeline.documents import Block, Document
from pipeline.extract import extract_file
from pipeline.project import ExtractParams
from tests.bench.damage import pdf

WIDTH, HEIGHT = 595, 842
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


@dataclass
class Sheet:
    """One page being drawn; places are in points from the top left."""

    content: list[str] = field(default_factory=list)
    rotate: int = 0
    jpeg: bytes = b""
    pixels: tuple[int, int] = (0, 0)

    def text(self, x: float, y: float, text: str, size: float = 11, bold: bool = False, turn: str = "1 0 0 1") -> Sheet:
        """Draw one run of text with its baseline at `y`."""
        raw = text.encode("cp1252").decode("latin-1").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if bold else "F1"
        self.content.append(f"BT /{font} {size} Tf {turn} {x} {HEIGHT - y} Tm ({raw}) Tj ET")
        return self

    def lines(self, x: float, y: float, *texts: str, size: float = 11, step: float = 14) -> Sheet:
        """Draw lines of a paragraph, one under the other."""
        for number, text in enumerate(texts):
            self.text(x, y + number * step, text, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """Draw a straight line."""
        self.content.append(f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def picture_of(self, other: Sheet, dpi: int = 150) -> Sheet:
        """Lay a picture of another sheet over the whole page."""
        image = _image(other, dpi)
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=70)
        self.jpeg, self.pixels = buffer.getvalue(), image.size
        self.content.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /P Do Q")
        return self

    def grid(self, columns: Sequence[float], rows: Sequence[float]) -> Sheet:
        """Draw the lines of a ruled table."""
        for y in rows:
            self.rule(columns[0], y, columns[-1], y)
        for x in columns:
            self.rule(x, rows[0], x, rows[-1])
        return self


def pdf_bytes(*sheets: Sheet, password: str | None = None, title: str = "") -> bytes:
    """A PDF of the sheets, encrypted when a user password is given (the empty one is a password too)."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(sheets)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
    ]
    key, encrypt = _encryption(password) if password is not None else (b"", "")
    pictures: list[bytes] = []
    for number, sheet in enumerate(sheets):
        place = 5 + 2 * len(sheets) + len(pictures)
        picture = f"/XObject << /P {place} 0 R >>" if sheet.jpeg else ""
        if sheet.jpeg:
            pictures.append(_picture(sheet))
        stream = "\n".join(sheet.content).encode("latin-1")
        if encrypt:
            stream = _rc4(_object_key(key, 6 + 2 * number), stream)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {sheet.rotate} "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> {picture} >> "
            f"/Contents {6 + 2 * number} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    objects.extend(pictures)
    if title:
        objects.append(f"<< /Title ({title}) >>".encode("latin-1"))
        encrypt += f" /Info {len(objects)} 0 R"
    return pdf(objects, encrypt.encode("latin-1"))


def _picture(sheet: Sheet) -> bytes:
    wide, high = sheet.pixels
    entries = f"/Type /XObject /Subtype /Image /Width {wide} /Height {high} /ColorSpace /DeviceGray"
    head = f"<< {entries} /BitsPerComponent 8 /Filter /DCTDecode /Length {len(sheet.jpeg)} >>"
    return head.encode() + b"\nstream\n" + sheet.jpeg + b"\nendstream"


def _image(sheet: Sheet, dpi: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf_bytes(sheet)) as document:
        return document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def _encryption(password: str) -> tuple[bytes, str]:
    """Standard security handler, revision 2: the key and the trailer's entries."""
    padded = (password.encode("latin-1") + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    identifier = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + identifier).digest()[:5]
    user = _rc4(key, _PADDING)
    entry = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>"
    return key, f"{entry} /ID [<{identifier.hex()}> <{identifier.hex()}>]"


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\x00\x00").digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def scan_bytes(sheet: Sheet, angle: float = 0.0, turn: int = 0, specks: float = 0.0) -> bytes:
    """The sheet as an office scanner sends it: a grey picture at 150 dpi, a little skew, without text."""
    image = _image(sheet, 150)
    image = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=250).rotate(turn, expand=True)
    chance = random.Random(1)
    for _ in range(round(specks * image.width * image.height)):
        image.putpixel((chance.randrange(image.width), chance.randrange(image.height)), 0)
    buffer = io.BytesIO()
    image.save(buffer, "PDF", resolution=150)
    return buffer.getvalue()


def docx_bytes(body: str, **parts: str) -> bytes:
    """A Word document with the given XML inside <w:body>; `parts` are further files under word/."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {space}>{inner}</w:{name}>")
    return buffer.getvalue()


Read = Callable[..., Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes to a file and extract it: `read(data, "name.pdf", ocr="off")`."""

    def reader(data: bytes, name: str = "rapport.pdf", **params: object) -> Document:
        path = tmp_path / name
        path.write_bytes(data)
        return extract_file(path, "r1", ExtractParams.model_validate({"ocr": "off", **params}))

    return reader


def blocks(document: Document, kind: str | None = None, *, page: int = 1) -> list[Block]:
    """The blocks of one page, all or those of one kind."""
    return [block for block in document.pages[page - 1].blocks if kind is None or block.kind == kind]


def noise(document: Document, reason: str) -> list[str]:
    """The texts marked as noise for one reason, on all pages."""
    return [block.text for page in document.pages for block in page.blocks if block.noise == reason]


PARAGRAPH = (
    "Prosjektet har gitt hjelp til personer som ikke har hatt bolig, og kommunen",
    "har arbeidet med oppfølging i hjemmet. Det er gjort sammen med NAV, og de",
    "som har fått bolig, har selv vært med på å velge sted og form på hjelpen.",
)
