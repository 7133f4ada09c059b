from __future__ import annotations

import pytest

from pipeline.classify.grantee import Grantee, find_grantee
from pipeline.documents import Block, Document
from pipeline.register import Report
from tests.conftest import MakeDocument

KNOWN = ("Hamar kommune", "Moss kommune", "WayBack", "Leieboerforeningen", "Fafo", "Nes kommune", "Husbanken")


def found(document: Document | None, *, grantee: str = "", title: str = "") -> Grantee:
    report = Report("r1", "r1.txt", title=title, grantee=grantee)
    return find_grantee(report, document, lambda name: any(known in name for known in KNOWN))


def test_the_register_decides_and_the_report_shows_where(make_document: MakeDocument) -> None:
    document = make_document("Sluttrapport", "Tilskuddsmottaker: WayBack\nHamar kommune ledet arbeidet.")
    assert found(document, grantee="Hamar kommune") == Grantee("Hamar kommune", "register", 2, "Hamar kommune ledet arbeidet.")


def test_the_register_decides_for_a_report_that_could_not_be_read() -> None:
    assert found(None, grantee="Hamar kommune") == Grantee("Hamar kommune", "register")
    assert found(None).where == "none"


@pytest.mark.parametrize(
    "line",
    [
        "Tilskuddsmottaker: Hamar kommune",
        "Tilskotsmottakar: Hamar kommune",
        "Søker og mottaker | Hamar kommune",
        "Søker: Hamar kommune",
        "Mottaker av tilskuddet er Hamar kommune",
        "Tilskuddsmottaker: Hamar kommune, Boligkontoret. Tilskuddsår: 2014. Beløp: 350 000 kr.",
        "Tilskuddsmottaker: Hamar kommune Saksnummer hos Husbanken: 2009/7714",
    ],
)
def test_a_field_names_the_grantee_before_the_title_page_does(line: str, make_document: MakeDocument) -> None:
    grantee = found(make_document("Fafo", f"Formalia\n{line}"))
    assert (grantee.where, grantee.page, grantee.evidence) == ("field", 2, line)
    assert grantee.name.startswith("Hamar kommune") and "Husbanken" not in grantee.name


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Hamar kommune fikk 400 000 kroner i kompetansetilskudd.", "Hamar kommune"),
        ("Hamar kommune fekk 400 000 kroner i kompetansetilskot.", "Hamar kommune"),
        ("I 2012 fikk Hamar kommune 400 000 kroner i kompetansetilskudd.", "Hamar kommune"),
        ("I 2012 har Hamar kommune fått tilskudd fra Husbanken.", "Hamar kommune"),
        ("Hamar kommune søkte Husbanken om midler i 2011.", "Hamar kommune"),
        ("Leieboerforeningen ble tildelt 300 000 kroner.", "Leieboerforeningen"),
        ("I samarbeid med Fafo fikk Hamar kommune tilskudd i 2010.", "Hamar kommune"),
        ("Hamar kommune, i samarbeid med Fafo, fikk tilskudd i 2010.", "Hamar kommune"),
        ("Søknaden ble sendt av WayBack, som er en stiftelse.", "WayBack"),
        ("Søknaden om kompetansetilskudd ble fremmet av Hamar kommune.", "Hamar kommune"),
        ("Tilskuddet gikk til Leieboerforeningen.", "Leieboerforeningen"),
        ("Søknaden vart send inn frå Hamar kommune.", "Hamar kommune"),
    ],
)
def test_a_sentence_about_the_grant_names_its_receiver(sentence: str, name: str, make_document: MakeDocument) -> None:
    grantee = found(make_document("Moss kommune\nSluttrapport", f"Vi begynte i mars. {sentence} Det hjalp."))
    assert (grantee.name, grantee.where, grantee.page, grantee.evidence) == (name, "statement", 2, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Husbanken har fått mange søknader om tilskudd.",
        "Fafo fikk nøkkelen i mars.",
        "Prosjektet har fått støtte fra Husbanken.",
        "Beboerne søkte om tilskudd til tilpasning.",
    ],
)
def test_a_sentence_that_is_not_about_this_grant_names_nobody(sentence: str, make_document: MakeDocument) -> None:
    assert found(make_document(f"Moss kommune\n{sentence}")).where == "title_page"


@pytest.mark.parametrize(
    "line",
    [
        "På oppdrag fra Hamar kommune",
        "Oppdragsgiver: Hamar kommune",
        "Notatet er utarbeidet av Fafo for Hamar kommune.",
        "Foranalyse for Hamar kommune",
    ],
)
def test_the_client_of_a_consultant_is_the_grantee(line: str, make_document: MakeDocument) -> None:
    grantee = found(make_document(f"Fafo\n{line}"))
    assert grantee.where == "client" and grantee.name.startswith("Hamar kommune")


def test_the_financier_is_no_client(make_document: MakeDocument) -> None:
    assert found(make_document("Fafo\nOppdragsgiver: Husbanken")).name == "Fafo"


def test_a_client_far_into_the_report_is_somebody_elses(make_document: MakeDocument) -> None:
    document = make_document("Leieboerforeningen", "Bakgrunn", "Funn", "Rapporten ble skrevet på oppdrag fra Hamar kommune.")
    assert found(document).name == "Leieboerforeningen"


def test_courses_for_people_in_a_municipality_do_not_make_it_a_client(make_document: MakeDocument) -> None:
    assert (
        found(make_document("Leieboerforeningen\n\nVi holdt kurs for leietakere i Hamar kommune.")).name == "Leieboerforeningen"
    )


@pytest.mark.parametrize(
    ("cover", "name"),
    [
        ("Leieboerforeningen\nSluttrapport", "Leieboerforeningen"),
        ("Leieboerforeningen i samarbeid med Hamar kommune", "Leieboerforeningen"),
        ("Sluttrapport\ni samarbeid med Husbanken\nHamar kommune", "Hamar kommune"),
        ("Utarbeidet av Fafo\nHamar kommune", "Hamar kommune"),
        ("Fafo\nBoligbehov\nHamar kommune", "Fafo / Hamar kommune"),
    ],
)
def test_the_title_page_names_the_grantee(cover: str, name: str, make_document: MakeDocument) -> None:
    grantee = found(make_document(cover, "Moss kommune var med."))
    assert (grantee.name, grantee.where, grantee.page) == (name, "title_page", 1)


def test_a_cover_with_a_crowd_of_municipalities_says_nothing_of_one(make_document: MakeDocument) -> None:
    crowd = [f"{place} kommune" for place in ("Hamar", "Moss", "Halden", "Asker", "Skien", "Rana", "Bodø")]
    assert found(make_document("\n".join(["Kart over deltakerne", *crowd, "Fafo"]))).name == "Fafo"


def test_the_title_is_asked_when_the_title_page_is_silent(make_document: MakeDocument) -> None:
    grantee = found(make_document("Sluttrapport", "Moss kommune var med."), title="Boligplan for Hamar kommune")
    assert (grantee.name, grantee.where) == ("Boligplan for Hamar kommune", "title")


def test_the_running_header_is_asked_after_the_title(make_document: MakeDocument) -> None:
    header = Block("furniture", "Nes kommune – boligplan", noise="header")
    document = make_document("Sluttrapport", [header, Block("paragraph", "Moss kommune var med.")])
    assert found(document) == Grantee(header.text, "furniture", 2, header.text)


def test_a_line_of_the_table_of_contents_is_no_running_header(make_document: MakeDocument) -> None:
    contents = Block("paragraph", "Nes kommune ..... 3", noise="toc")
    document = make_document("Sluttrapport", [contents, Block("paragraph", "Moss kommune var med.")])
    assert found(document).name == "Moss kommune"


def test_last_the_municipality_mentioned_most_and_where_first(make_document: MakeDocument) -> None:
    document = make_document("Sluttrapport", "Vi besøkte Moss kommune. Hamar kommune var med.", "Hamar kommune betalte.")
    assert found(document) == Grantee("Hamar kommune", "mentions", 2, "Hamar kommune var med.")


def test_the_financier_is_the_grantee_only_when_nobody_else_is_named(make_document: MakeDocument) -> None:
    assert found(make_document("Brosjyre\nHusbanken Bodø", "Slik bygger vi.")).name == "Husbanken"
    assert found(make_document("Brosjyre\nHusbanken Bodø", "Moss kommune bygger.")).name == "Moss kommune"
    assert found(make_document("Brosjyre\nTrykt med støtte fra Husbanken", "Slik bygger vi.")).where == "none"
