"""Word documents: what a reader of the accepted document sees, and no more."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.extract import ExtractionError

from .conftest import Read, blocks, docx_bytes, noise


def paragraph(text: str, style: str = "", extra: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>' if style or extra else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx_headings_lists_tables_and_pages(read: Read) -> None:
    cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("Tiltak", "Ansvar"))
    body = (
        paragraph("Innledning", "Overskrift1") + paragraph("Første avsnitt.")
        + paragraph("Punkt", extra="<w:numPr/>")
        + f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{cells}</w:tr></w:tbl>"
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("Neste side.")
    )  # fmt: skip
    styles = '<w:style w:styleId="Overskrift1"><w:name w:val="heading 1"/></w:style>'
    document = read(docx_bytes(body, styles=styles), "rapport.docx")
    assert [block.kind for block in blocks(document)] == ["heading", "paragraph", "list", "table"]
    assert blocks(document, "table")[0].cells == (("Tiltak", "Ansvar"), ("Tiltak", "Ansvar"))
    assert document.pages[1].text == "Neste side."
    assert document.source.kind == "docx"


def test_docx_footnotes(read: Read) -> None:
    body = '<w:p><w:r><w:t>Tekst</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnote w:id="2">{paragraph("Kilde: SSB.")}</w:footnote>'
    document = read(docx_bytes(body, footnotes=notes), "rapport.docx")
    assert [block.text for block in blocks(document)] == ["Tekst²", "2 Kilde: SSB."]


def test_docx_with_entities_is_refused(read: Read) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')
    with pytest.raises(ExtractionError) as caught:
        read(buffer.getvalue(), "rapport.docx")
    assert caught.value.reason == "not_a_pdf"


def test_damaged_docx(read: Read) -> None:
    data = docx_bytes(paragraph("Tekst"))
    with pytest.raises(ExtractionError) as caught:
        read(data[: len(data) // 2], "rapport.docx")
    assert caught.value.reason == "truncated"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_tracked_changes_are_read_as_accepted(read: Read) -> None:
    body = (
        f"<w:p>{run('Kommunen ')}<w:del><w:r><w:delText>kjøper </w:delText></w:r></w:del><w:ins>{run('bygger ')}</w:ins>"
        f"<w:moveFrom>{run('raskt ')}</w:moveFrom>{run('boliger ')}<w:moveTo>{run('raskt')}</w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('Slettet')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('Beholdt')}</w:tc></w:tr></w:tbl>"
    )
    assert read(docx_bytes(body), "rapport.docx").pages[0].text == "Kommunen bygger boliger raskt\n\nBeholdt"


def test_hidden_text_and_field_codes_are_left_out(read: Read) -> None:
    body = f"<w:p>{run('Synlig')}{run(' skjult', '<w:vanish/>')}<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    assert read(docx_bytes(body), "rapport.docx").pages[0].text == "Synlig"


def test_a_text_box_is_read_once_after_its_paragraph(read: Read) -> None:
    box = f"<w:txbxContent>{paragraph('I en ramme')}</w:txbxContent>"
    choice = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = f"<w:p>{run('Avsnitt')}<w:r><mc:AlternateContent {space}>{choice}</mc:AlternateContent></w:r></w:p>"
    assert [block.text for block in blocks(read(docx_bytes(body), "rapport.docx"))] == ["Avsnitt", "I en ramme"]


def test_headers_and_footers_are_kept_once_as_noise(read: Read) -> None:
    parts = {"header1": paragraph("Sluttrapport"), "header2": paragraph("Sluttrapport"), "footer1": paragraph("Halden 2014")}
    document = read(docx_bytes(paragraph("Tekst"), **parts), "rapport.docx")
    assert noise(document, "header") == ["Sluttrapport"] and noise(document, "footer") == ["Halden 2014"]
    assert document.pages[0].text == "Tekst"


def test_a_style_based_on_a_heading_and_an_outline_level_make_headings(read: Read) -> None:
    styles = (
        '<w:style w:styleId="H2"><w:name w:val="Hovedtittel"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:styleId="Egen"><w:name w:val="Kommunens"/><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:styleId="Punkt"><w:name w:val="Punkt"/><w:pPr><w:numPr/></w:pPr></w:style>'
    )
    body = paragraph("Mål", "Egen") + paragraph("Tiltak", extra='<w:outlineLvl w:val="2"/>') + paragraph("Bygge", "Punkt")
    found = [(block.kind, block.level, block.text) for block in blocks(read(docx_bytes(body, styles=styles), "rapport.docx"))]
    assert found == [("heading", 2, "Mål"), ("heading", 3, "Tiltak"), ("list", None, "• Bygge")]


def test_endnotes_and_a_table_in_a_table(read: Read) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('indre')}</w:tc></w:tr></w:tbl>"
    choice = f"<w:sdt><w:sdtContent><w:tc>{paragraph('valg')}</w:tc></w:sdtContent></w:sdt>"
    row = f"<w:tr><w:tc>{paragraph('ytre')}{inner}</w:tc>{choice}</w:tr>"
    notes = f'<w:endnote w:id="3">{paragraph("Kilde: KS.")}</w:endnote>'
    document = read(docx_bytes(f"<w:tbl>{row}</w:tbl>", endnotes=notes), "rapport.docx")
    assert blocks(document, "table")[0].cells == (("ytre indre", "valg"),)
    assert [block.text for block in blocks(document, "footnote")] == ["3 Kilde: KS."]


def test_nesting_without_end_is_refused(read: Read) -> None:
    body = "<w:p>" + "<w:r>" * 3000 + "<w:t>a</w:t>" + "</w:r>" * 3000 + "</w:p>"
    with pytest.raises(ExtractionError) as caught:
        read(docx_bytes(body), "rapport.docx")
    assert caught.value.reason == "truncated"
