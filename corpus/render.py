"""Render the demonstration reports: corpus/source/*.md to corpus/raw/*.pdf.

    python corpus/render.py [REPORT_ID …]

Needs the `corpus` extra (WeasyPrint with Pango). The same source gives the same PDF on the same library versions.
"""

from __future__ import annotations

import io
import re
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import weasyprint
from markdown_it import MarkdownIt
from PIL import Image, ImageFilter
from ruamel.yaml import YAML

HERE = Path(__file__).parent
NOTICE = {
    "nb": "Demonstrasjonstekst skrevet for temakart. Dette er ikke en virkelig rapport; hendelser og tall er oppdiktet.",
    "nn": "Demonstrasjonstekst skriven for temakart. Dette er ikkje ein verkeleg rapport; hendingar og tal er oppdikta.",
    "en": "Demonstration text written for temakart. This is not a real report; events and figures are invented.",
}
CONTENTS = {"nb": "Innhold", "nn": "Innhald", "en": "Contents"}
FONTS = (
    ("Carlito", "Carlito"),
    ("Liberation Serif", "Liberation Sans"),
    ("Caladea", "Carlito"),
    ("Liberation Sans", "Liberation Sans"),
    ("DejaVu Serif", "DejaVu Sans"),
    ("Noto Serif", "Noto Sans"),
)
COLOURS = ("#1b3a5c", "#5c1b2b", "#1f4d2e", "#333333", "#4a3b6b", "#7a4a12")


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown source with its front matter."""

    report_id: str
    meta: dict[str, Any]
    body: str

    @property
    def layout(self) -> set[str]:
        """The layout words of the front matter."""
        return set(self.meta["layout"])

    @property
    def language(self) -> str:
        """The written form of the notice, the contents heading and the hyphenation."""
        return {"mixed": "nb"}.get(self.meta["language"], self.meta["language"])

    def pick(self, salt: str, options: int) -> int:
        """A choice that depends on the report alone."""
        return sha256(f"{salt}:{self.report_id}".encode()).digest()[0] % options


def read_source(path: Path) -> Source:
    """Read one source file. Raises ValueError when it has no front matter."""
    match = re.match(r"---\n(.*?)\n---\n(.*)", path.read_text(encoding="utf-8"), re.DOTALL)
    if not match:
        raise ValueError(f"{path.name} has no front matter between two lines of ---.")
    return Source(path.stem, YAML(typ="safe").load(match[1]), match[2])


def body_html(source: Source) -> str:
    """The running text as HTML, with footnotes, picture boxes, page breaks and numbered headings."""
    text = re.sub(r"^\\newpage\s*$", '<div class="break"></div>\n\n', source.body, flags=re.MULTILINE)
    text = re.sub(
        r"^\[\[bilde:\s*(.*?)\]\]\s*$",
        r'<figure><div class="picture"></div><figcaption>\1</figcaption></figure>\n\n',
        text,
        flags=re.MULTILINE,
    )
    text = re.sub(r"\^\[((?:[^\[\]]|\[[^\]]*\])*)\]", r'<span class="footnote">\1</span>', text)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    numbers = iter(range(1, 10_000))
    html = re.sub(r"<h([1-3])>", lambda match: f'<h{match[1]} id="h{next(numbers)}">', html)
    return re.sub(r"<p><em>((?:Tabell|Figur|Table|Figure)\b.*?)</em></p>", r'<p class="caption">\1</p>', html)


def contents_html(source: Source, body: str) -> str:
    """The table of contents with dot leaders."""
    rows = re.findall(r'<h([12]) id="(h\d+)">(.*?)</h\1>', body, re.DOTALL)
    plain = [(level, name, re.sub(r'<span class="footnote">.*?</span>|<[^>]+>', "", title)) for level, name, title in rows]
    items = "".join(f'<li class="l{level}"><a href="#{name}">{title}</a></li>' for level, name, title in plain)
    return f'<nav class="toc"><p class="toctitle">{CONTENTS[source.language]}</p><ul>{items}</ul></nav>'


def front_html(source: Source) -> str:
    """Title page or title block, letterhead and the notice that this is a demonstration text."""
    notice = f'<p class="notice">{NOTICE[source.language]}</p>'
    title = escape(str(source.meta["title"]))
    letterhead = "".join(
        f"<tr><td>{escape(str(name))}</td><td>{escape(str(value))}</td></tr>"
        for name, value in source.meta.get("letterhead") or []
    )
    letterhead = f'<table class="letterhead">{letterhead}</table>' if letterhead else ""
    vertical = '<div class="vertical">PROGRAM FOR BOLIG OG OMSORG</div>' if "vertical" in source.layout else ""
    if "cover" not in source.layout:
        return f'{vertical}{notice}{letterhead}<p class="title">{title}</p>'
    lines = "".join(f"<p>{escape(str(line))}</p>" for line in source.meta["cover"])
    inside = f'{letterhead}<p class="title">{title}</p>{lines}{notice}'
    return f'{map_html(source)}{vertical}<section class="cover">{inside}</section>'


def map_html(source: Source) -> str:
    """A front page like a map: the names of all municipalities, which fools a look-up of the grantee."""
    if "map_cover" not in source.layout:
        return ""
    table = (HERE.parent / "pipeline" / "data" / "municipalities.csv").read_text(encoding="utf-8").splitlines()
    names = " ".join(escape(line.split(",")[1]) for line in table[1:])
    return f'<section class="map">{names}<p class="notice">{NOTICE[source.language]}</p></section>'


def style(source: Source) -> str:
    """The style sheet: the common rules and this report's own fonts, colours and page furniture."""
    serif, sans = FONTS[source.pick("font", len(FONTS))]
    colour = COLOURS[source.pick("colour", len(COLOURS))]
    letter = "brev" in str(source.meta["form"])
    size, lead, margin = (
        (13, 1.6, "32mm 36mm 30mm") if letter else ((10, 10.5, 11, 11.5)[source.pick("size", 4)], 1.38, "24mm 23mm 22mm")
    )
    where = ("bottom-center", "bottom-right", "top-right")[source.pick("number", 3)]
    number = ("counter(page)", '"Side " counter(page) " av " counter(pages)', '"– " counter(page) " –"')[source.pick("form", 3)]
    if source.language == "en":
        number = "counter(page)"
    boxes = [f"@{where} {{ content: {number}; }}"]
    if "header" in source.layout:
        boxes.append(f'@top-left {{ content: "{_css(source.meta["header"])}"; white-space: nowrap; }}')
    if "footer" in source.layout:
        boxes.append(f'@bottom-left {{ content: "{_css(source.meta["footer"])}"; white-space: nowrap; }}')
    rules = [
        f"@page {{ size: A4; margin: {margin}; font: 8.5pt '{sans}'; {' '.join(boxes)} }}",
        "@page cover { @top-left { content: none } @top-right { content: none } @bottom-left { content: none }"
        " @bottom-center { content: none } @bottom-right { content: none } }",
        f"body {{ font: {size}pt/{lead} '{serif}'; }}",
        f"h1, h2, h3, .title, .toctitle {{ font-family: '{sans}'; color: {colour}; }}",
    ]
    if "hyphen" in source.layout:
        rules.append("p, li { hyphens: auto; text-align: justify; hyphenate-limit-chars: 6 3 3; }")
    if "two_columns" in source.layout:
        rules.append(
            "main { columns: 2; column-gap: 8mm; } main h1 { font-size: 13pt; } main figure .picture { height: 30mm; }"
        )
    if "spaced" in source.layout:
        rules.append(
            "h1, .title { letter-spacing: .42em; text-transform: uppercase; font-size: 12.5pt; }"
            " .cover .title { font-size: 18pt; }"
        )
    return (HERE / "style.css").read_text(encoding="utf-8") + "\n".join(rules)


def _css(text: str) -> str:
    return str(text).replace("\\", "\\\\").replace('"', '\\"')


def born_digital(source: Source) -> bytes:
    """The report as a PDF with a text layer."""
    body = body_html(source)
    contents = contents_html(source, body) if "toc" in source.layout else ""
    draft = '<div class="draft">UTKAST</div>' if "draft" in source.layout else ""
    html = (
        f'<html lang="{source.language}"><head><title>{escape(str(source.meta["title"]))}</title>'
        f'<meta name="author" content="temakart"><meta name="description" content="{NOTICE[source.language]}">'
        f'<meta name="keywords" content="demonstrasjonstekst"><style>{style(source)}</style></head>'
        f"<body>{draft}{front_html(source)}{contents}<main>{body}</main></body></html>"
    )
    identifier = sha256(source.report_id.encode()).digest()[:16]
    pdf = weasyprint.HTML(string=html).write_pdf(pdf_identifier=identifier)
    assert isinstance(pdf, bytes)
    return pdf


def scanned(source: Source, pdf: bytes) -> bytes:
    """The pages as an office scanner would have sent them: 200 dpi, slightly skew, grey noise, no text layer."""
    random = np.random.default_rng(int.from_bytes(sha256(source.report_id.encode()).digest()[:8], "big"))
    pages = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            image = page.render(scale=200 / 72, grayscale=True).to_pil().convert("L")
            pages.append(_scan(image, random))
    buffer = io.BytesIO()
    stamp = time.gmtime(0)
    pages[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=200,
        quality=52,
        title=str(source.meta["title"]),
        subject=NOTICE[source.language],
        author="temakart",
        keywords="demonstrasjonstekst",
        creationDate=stamp,
        modDate=stamp,
    )
    return buffer.getvalue()


def _scan(image: Image.Image, random: np.random.Generator) -> Image.Image:
    angle = float(random.uniform(0.3, 1.1) * random.choice([-1, 1]))
    turned = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(0.5))
    grey = np.asarray(turned, dtype=np.float32) * 0.94 + random.normal(6, 5, (turned.height, turned.width))
    dots = random.random(grey.shape) < 0.00008
    grey[dots] = 70
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def render(path: Path, out: Path) -> Path:
    """Render one source to `out`/<report_id>.pdf."""
    source = read_source(path)
    pdf = born_digital(source)
    if "scanned" in source.layout:
        pdf = scanned(source, pdf)
    target = out / f"{source.report_id}.pdf"
    target.write_bytes(pdf)
    return target


def main(names: list[str]) -> None:
    """Render the reports named, or all of them."""
    paths = [HERE / "source" / f"{name}.md" for name in names] or sorted((HERE / "source").glob("*.md"))
    for path in paths:
        print(render(path, HERE / "raw"))


if __name__ == "__main__":
    main(sys.argv[1:])
