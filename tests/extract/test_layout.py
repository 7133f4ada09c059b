"""What the lines of a page are: headings, lists, tables, captions, footnotes, furniture, contents."""

from __future__ import annotations

from .conftest import PARAGRAPH, Read, Sheet, blocks, noise, pdf_bytes


def test_headings_get_their_level_from_number_or_size(read: Read) -> None:
    sheet = Sheet().text(70, 90, "1 Innledning", 18, bold=True).lines(70, 115, *PARAGRAPH)
    sheet.text(70, 180, "1.1 Bakgrunn", 14, bold=True).lines(70, 200, *PARAGRAPH)
    sheet.text(70, 265, "Om navnet", 14, bold=True).lines(70, 285, *PARAGRAPH)
    headings = [(block.text, block.level) for block in blocks(read(pdf_bytes(sheet)), "heading")]
    assert headings == [("1 Innledning", 1), ("1.1 Bakgrunn", 2), ("Om navnet", 2)]


def test_bold_line_of_body_size_is_a_heading(read: Read) -> None:
    sheet = Sheet().text(70, 90, "Organisering", bold=True).lines(70, 106, *PARAGRAPH)
    kinds = [block.kind for block in blocks(read(pdf_bytes(sheet)))]
    assert kinds == ["heading", "paragraph"]


def test_list_items_stay_apart_and_keep_their_second_line(read: Read) -> None:
    sheet = Sheet().lines(70, 90, *PARAGRAPH)
    sheet.text(80, 145, "\u2022").text(95, 145, "Et punkt som går over mer enn én linje og").text(95, 159, "fortsetter her")
    sheet.text(80, 173, "\u2022").text(95, 173, "Neste punkt")
    items = [block.text for block in blocks(read(pdf_bytes(sheet)), "list")]
    assert items == ["• Et punkt som går over mer enn én linje og fortsetter her", "• Neste punkt"]


def test_ruled_table_becomes_rows_with_cells(read: Read) -> None:
    sheet = Sheet().text(70, 90, "Tabell 1. Tiltak", 9).grid([70, 200, 330], [100, 120, 155, 175])
    sheet.text(75, 114, "Tiltak").text(205, 114, "Ansvar").text(75, 134, "Bygge nye").text(75, 148, "boliger")
    sheet.text(205, 134, "Teknisk etat").text(75, 169, "Kurs").text(205, 169, "NAV").lines(70, 210, *PARAGRAPH)
    document = read(pdf_bytes(sheet))
    (table,) = blocks(document, "table")
    assert table.cells == (("Tiltak", "Ansvar"), ("Bygge nye boliger", "Teknisk etat"), ("Kurs", "NAV"))
    assert "Bygge nye boliger | Teknisk etat\nKurs | NAV" in document.pages[0].text
    assert [block.text for block in blocks(document, "caption")] == ["Tabell 1. Tiltak"]


def test_table_ruled_between_rows_only(read: Read) -> None:
    sheet = Sheet().text(75, 114, "År").text(205, 114, "Antall")
    for number, (year, count) in enumerate((("2010", "14"), ("2011", "22"), ("2012", "31"))):
        sheet.rule(70, 120 + 20 * number, 330, 120 + 20 * number)
        sheet.text(75, 134 + 20 * number, year).text(205, 134 + 20 * number, count)
    sheet.rule(70, 180, 330, 180)
    (table,) = blocks(read(pdf_bytes(sheet.lines(70, 220, *PARAGRAPH))), "table")
    assert table.cells == (("År", "Antall"), ("2010", "14"), ("2011", "22"), ("2012", "31"))


def test_table_without_rules_is_found_by_its_columns(read: Read) -> None:
    sheet = Sheet().lines(70, 60, *PARAGRAPH)
    for number, row in enumerate((("Navn", "Sted", "Sum"), ("Huset", "Bodø", "12"), ("Gården", "Rana", "140"))):
        for column, cell in enumerate(row):
            sheet.text(70 + 130 * column, 130 + 16 * number, cell)
    (table,) = blocks(read(pdf_bytes(sheet)), "table")
    assert table.cells == (("Navn", "Sted", "Sum"), ("Huset", "Bodø", "12"), ("Gården", "Rana", "140"))


def test_a_merged_cell_keeps_its_text_together(read: Read) -> None:
    sheet = Sheet().rule(70, 100, 330, 100).rule(70, 120, 330, 120).rule(70, 140, 330, 140).rule(70, 160, 330, 160)
    sheet.rule(70, 100, 70, 160).rule(330, 100, 330, 160).rule(200, 120, 200, 160)
    sheet.text(75, 114, "En overskrift over begge spaltene i tabellen").text(75, 134, "a").text(205, 134, "b")
    sheet.text(75, 154, "c").text(205, 154, "d")
    (table,) = blocks(read(pdf_bytes(sheet)), "table")
    assert table.cells == (("En overskrift over begge spaltene i tabellen", ""), ("a", "b"), ("c", "d"))


def test_footnotes_are_small_type_at_the_foot(read: Read) -> None:
    sheet = Sheet().lines(70, 90, *PARAGRAPH).lines(70, 300, *PARAGRAPH)
    sheet.text(70, 700, "1 Se kommunens plan for bolig.", 8).text(70, 711, "2 Tallene er fra 2012.", 8)
    notes = [block.text for block in blocks(read(pdf_bytes(sheet)), "footnote")]
    assert notes == ["1 Se kommunens plan for bolig.", "2 Tallene er fra 2012."]


def test_running_header_footer_and_page_number_are_marked(read: Read) -> None:
    sheets = []
    for number in range(1, 5):
        sheet = (
            Sheet()
            .text(70, 40, "Sluttrapport for Sagene", 8)
            .lines(70, 120, f"Side {number} handler om hvordan det er gått med boligene i byen, for", *PARAGRAPH)
        )
        sheets.append(sheet.text(70, 815, "Sagene bydel 2014", 8).text(500, 815, str(number), 8))
    document = read(pdf_bytes(*sheets))
    assert noise(document, "header") == ["Sluttrapport for Sagene"] * 4
    assert noise(document, "footer") == ["Sagene bydel 2014"] * 4
    assert noise(document, "page_number") == ["1", "2", "3", "4"]
    assert document.pages[2].text.startswith("Side 3 handler om")
    assert document.pages[2].text.endswith(PARAGRAPH[-1])


def test_a_number_that_is_no_page_number_stays(read: Read) -> None:
    sheets = [Sheet().lines(70, 120, *PARAGRAPH).text(70, 800, "2014")]
    assert "2014" in read(pdf_bytes(*sheets)).pages[0].text


def test_contents_with_leaders_are_marked_with_their_title(read: Read) -> None:
    sheet = Sheet().text(70, 90, "Innhold", 16)
    for number, title in enumerate(("Forord", "Innledning", "Metode og gjennomføring", "Resultat")):
        sheet.text(70, 120 + 16 * number, f"{title} {'.' * (60 - len(title))} {number + 2}")
    document = read(pdf_bytes(sheet.lines(70, 250, *PARAGRAPH)))
    assert len(noise(document, "toc")) == 5
    assert document.pages[0].text == " ".join(PARAGRAPH)


def test_contents_without_leaders_are_known_by_their_numbers(read: Read) -> None:
    sheet = Sheet().text(70, 90, "Innholdsfortegnelse", 16)
    for number, title in enumerate(("1 Forord", "2 Innledning", "3 Metode", "4 Resultat")):
        sheet.text(70, 120 + 16 * number, title).text(500, 120 + 16 * number, str(3 * number + 2))
    assert read(pdf_bytes(sheet.lines(70, 250, *PARAGRAPH))).pages[0].text == " ".join(PARAGRAPH)


def test_colophon_and_publication_list_are_marked_but_the_grant_stays(read: Read) -> None:
    imprint = Sheet().lines(70, 90, *PARAGRAPH).text(70, 200, "ISBN 978-82-000-0000-0").text(70, 230, "Trykk: Trykkeriet AS")
    imprint.text(70, 260, "Rapporten er laget med tilskudd til Halden kommune. Opplag: 300")
    imprint.text(70, 300, "Andre publikasjoner fra instituttet", 15).text(70, 325, "2010:1 Boligplanlegging i byer")
    document = read(pdf_bytes(imprint))
    assert noise(document, "colophon") == ["ISBN 978-82-000-0000-0", "Trykk: Trykkeriet AS"]
    assert noise(document, "publication_list") == [
        "Andre publikasjoner fra instituttet",
        "2010:1 Boligplanlegging i byer",
    ]
    assert "Halden kommune" in document.pages[0].text


def test_map_cover_of_names_is_marked(read: Read) -> None:
    names = "Halden Moss Sarpsborg Fredrikstad Hvaler Aremark Marker Rømskog Trøgstad Spydeberg Askim Eidsberg"
    sheet = Sheet().lines(40, 60, *[names] * 12, size=8)
    document = read(pdf_bytes(sheet, Sheet().lines(70, 90, *PARAGRAPH)))
    assert document.pages[0].text == ""
    assert noise(document, "map")


def test_nothing_is_lost_from_the_blocks(read: Read) -> None:
    sheet = Sheet().text(70, 40, "Topptekst", 8).lines(70, 120, *PARAGRAPH).text(300, 815, "1", 8)
    document = read(pdf_bytes(sheet, sheet))
    kept = " ".join(block.text for block in document.pages[0].blocks)
    assert sorted(kept.split()) == sorted(["Topptekst", "1", *" ".join(PARAGRAPH).split()])


def test_short_numbered_line_before_text_is_a_heading_and_a_numbered_list_is_not(read: Read) -> None:
    sheet = Sheet().text(70, 90, "1. Bakgrunn for prosjektet").lines(70, 104, *PARAGRAPH)
    sheet.text(70, 160, "1) Første krav i avtalen").text(70, 174, "2) Andre krav i avtalen")
    found = [(block.kind, block.text) for block in blocks(read(pdf_bytes(sheet)))]
    assert found[0] == ("heading", "1. Bakgrunn for prosjektet")
    assert found[2:] == [("list", "1) Første krav i avtalen"), ("list", "2) Andre krav i avtalen")]


def test_bullets_in_a_column_of_their_own_make_no_table(read: Read) -> None:
    sheet = Sheet()
    for number in range(4):
        sheet.text(70, 90 + 14 * number, "\u2022").text(110, 90 + 14 * number, f"punkt nummer {number}")
    assert [block.kind for block in blocks(read(pdf_bytes(sheet)))] == ["list"] * 4


def test_on_a_title_page_only_the_title_is_a_heading(read: Read) -> None:
    cover = Sheet().text(70, 250, "Bolig til alle", 26).text(70, 300, "Halden kommune", 14)
    cover.text(70, 330, "Desember 2015", 14).text(70, 360, "Boligsosialt program", 14)
    document = read(pdf_bytes(cover, Sheet().lines(70, 90, *PARAGRAPH * 3)))
    assert [block.text for block in blocks(document, "heading")] == ["Bolig til alle"]


def test_a_word_in_another_type_size_does_not_part_the_paragraph(read: Read) -> None:
    sheet = Sheet().text(70, 90, "Kommunen bruker")
    sheet.text(160, 90, "fagsystemet", 9).text(213, 90, "hver dag i arbeidet, og")
    document = read(pdf_bytes(sheet.text(70, 104, "det har gått bra for de fleste av brukerne.")))
    assert len(blocks(document)) == 1


def test_frame_around_a_page_makes_no_table(read: Read) -> None:
    sheet = Sheet().grid([40, 300, 555], [40, 60, 800]).lines(70, 90, *PARAGRAPH * 8)
    sheet.lines(70, 430, *PARAGRAPH * 5)
    assert not blocks(read(pdf_bytes(sheet)), "table")


def _table(top: float, *rows: tuple[str, str], right: float = 330) -> Sheet:
    edges = [top + 20 * number for number in range(len(rows) + 1)]
    sheet = Sheet().grid([70, 200, right], edges)
    for number, (left, other) in enumerate(rows):
        sheet.text(75, edges[number] + 14, left).text(205, edges[number] + 14, other)
    return sheet


def test_a_table_that_goes_on_over_the_page_is_marked_and_keeps_its_cells(read: Read) -> None:
    first = _table(600, ("Tiltak", "Ansvar"), ("Kurs", "NAV"))
    same_titles = _table(100, ("Tiltak", "Ansvar"), ("Boliger", "Teknisk"), right=400)
    same_edges = _table(100, ("Opplæring", "Helse"), ("Planer", "Teknisk"), right=400)
    document = read(pdf_bytes(first, same_titles, same_edges, first))
    assert [blocks(document, "table", page=page)[0].continues for page in (1, 2, 3, 4)] == [False, True, True, False]
    assert blocks(document, "table", page=3)[0].cells == (("Opplæring", "Helse"), ("Planer", "Teknisk"))


def test_a_table_after_text_or_of_other_edges_is_a_new_one(read: Read) -> None:
    first = _table(600, ("Tiltak", "Ansvar"), ("Kurs", "NAV"))
    after_text = _table(200, ("Tiltak", "Ansvar"), ("Boliger", "Teknisk")).lines(70, 90, *PARAGRAPH)
    document = read(pdf_bytes(first, after_text))
    assert not blocks(document, "table", page=2)[0].continues
