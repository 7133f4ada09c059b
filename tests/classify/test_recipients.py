from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.classify.gazetteers import Programme, load_programmes
from pipeline.classify.grantee import Grantee
from pipeline.classify.reasons import told
from pipeline.classify.recipients import Decision, decide_recipient, fit_recipients, mentions
from pipeline.codebook import Codebook, load_codebook
from pipeline.documents import Document
from pipeline.register import Report
from tests.conftest import MakeDocument

ANNOTATIONS = Path(__file__).parents[2] / "annotations"
CODEBOOK: Codebook = load_codebook(ANNOTATIONS / "codebook.yaml")
PROGRAMMES: tuple[Programme, ...] = load_programmes(ANNOTATIONS / "programme_municipalities.csv")


def decided(grantee: str = "", document: Document | None = None, **known: object) -> Decision:
    report = replace(Report("r1", "r1.pdf", grantee=grantee), **known)  # type: ignore[arg-type]  # fields of Report
    return decide_recipient(report, document, CODEBOOK, PROGRAMMES)


def said(grantee: str) -> str:
    return told(decided(grantee).reason, "nb")


@pytest.mark.parametrize(
    ("earlier", "recipient", "later"),
    [
        ("Masterstudent", "masterstipend", "Kriminalomsorgen"),
        ("Kriminalomsorgen", "statlige_velferdsaktorer", "i Halden kommune"),
        ("NTNU", "uh_sektor", "Rambøll"),
        ("Rambøll", "private_bedrifter", "WayBack"),
        ("WayBack", "brukerorg", "Leieboerforeningen"),
        ("Leieboerforeningen", "fag_interesseorg", "Stiftelsen Bo"),
        ("Stiftelsen Bo", "andre_org_stiftelser", "privatperson"),
        ("privatperson", "enkeltpersoner", "ukjent"),
    ],
)
def test_an_earlier_rule_goes_before_a_later_one(earlier: str, recipient: str, later: str) -> None:
    assert {decided(f"{earlier} – {later}").recipient, decided(f"{later} – {earlier}").recipient} == {recipient}


@pytest.mark.parametrize("other", ["Rambøll", "NTNU", "WayBack", "Leieboerforeningen", "Kirkens Bymisjon"])
def test_a_municipality_goes_before_institutes_firms_and_organisations(other: str) -> None:
    assert {decided(f"Halden kommune / {other}").recipient, decided(f"{other} / Halden kommune").recipient} == {
        "kommune_program"
    }


@pytest.mark.parametrize(
    ("grantee", "recipient"),
    [
        ("Folkeuniversitetet", "andre_org_stiftelser"),
        ("Baldurfilm", "private_bedrifter"),
        ("Balderfilm AS", "private_bedrifter"),
        ("NAV Halden", "kommune_program"),
        ("NAV Hemnes", "kommune_andre"),
        ("Arbeids- og velferdsdirektoratet", "statlige_velferdsaktorer"),
        ("Nordland fylkeskommune", "statlige_velferdsaktorer"),
        ("Fylkesmannen i Rogaland", "statlige_velferdsaktorer"),
        ("Halden fengsel", "statlige_velferdsaktorer"),
        ("Drammen videregående skole", "statlige_velferdsaktorer"),
        ("Møre og Romsdal friomsorgskontor", "statlige_velferdsaktorer"),
        ("Halden kommune i samarbeid med Halden fengsel", "kommune_program"),
        ("Hemnes kommune og Nordland fylkeskommune", "kommune_andre"),
        ("Kirkens Bymisjon Drammen", "andre_org_stiftelser"),
        ("Bydelsmødrene Drammen", "andre_org_stiftelser"),
        ("Røde Kors", "andre_org_stiftelser"),
        ("Frelsesarmeen", "andre_org_stiftelser"),
        ("Blå Kors", "andre_org_stiftelser"),
        ("Levanger Boligbyggelag", "andre_org_stiftelser"),
        ("LEIEBOERFORENINGEN", "fag_interesseorg"),
        ("NBBL", "fag_interesseorg"),
        ("KBL", "fag_interesseorg"),
        ("Huseierne", "fag_interesseorg"),
        ("KS", "fag_interesseorg"),
        ("FFO", "fag_interesseorg"),
        ("SAFO", "fag_interesseorg"),
        ("RIO", "brukerorg"),
        ("A-larm", "brukerorg"),
        ("Mental Helse", "brukerorg"),
        ("WayBack Oslo", "brukerorg"),
        ("proLAR", "brukerorg"),
        ("LPP", "brukerorg"),
        ("Møreforsking", "uh_sektor"),
        ("Universitetet i Nordland", "uh_sektor"),
        ("Høgskulen i Volda", "uh_sektor"),
        ("Asplan Viak", "private_bedrifter"),
        ("Proba samfunnsanalyse", "private_bedrifter"),
        ("Masterstudent ved NTNU", "masterstipend"),
    ],
)
def test_traps_and_borderline_organisations(grantee: str, recipient: str) -> None:
    decision = decided(grantee)
    assert (decision.recipient, decision.basis) == (recipient, "register")


@pytest.mark.parametrize(
    ("grantee", "recipient"),
    [
        ("Halden kommune", "kommune_program"),
        ("Bydel Alna", "kommune_program"),
        ("Oslo kommune, bydel Nordstrand", "kommune_program"),
        ("Drammen Eiendom KF", "kommune_program"),
        ("Balsfjord kommune", "kommune_program"),
        ("Vågan kommune", "kommune_program"),
        ("Ski kommune", "kommune_andre"),
        ("Nes kommune", "kommune_andre"),
        ("Seljord kommune", "kommune_andre"),
        ("Tolga kommune", "kommune_andre"),
        ("Hemnes kommune og Rana kommune", "kommune_andre"),
        ("Rana kommune og Hemnes kommune", "kommune_program"),
        ("Hemnes og Rana kommuner, vertskommune Rana", "kommune_program"),
    ],
)
def test_the_programme_table_decides_for_municipalities(grantee: str, recipient: str) -> None:
    assert decided(grantee).recipient == recipient


def test_a_programme_that_does_not_count_is_said() -> None:
    assert "«Boligetablering i distriktene», som ikke regnes med" in said("Seljord kommune")


def test_a_project_before_the_agreement_counts_and_the_reason_says_so() -> None:
    early, later = (decided("Karmøy kommune", year_from=year, year_to=year) for year in (2011, 2014))
    assert early.recipient == later.recipient == "kommune_program"
    assert "eldre enn avtalen" in told(early.reason, "nb") and "avtalen" not in told(later.reason, "nb")


@pytest.mark.parametrize(("certainty", "basis"), [("low", "doubtful"), ("medium", "register"), ("high", "register")])
def test_a_row_of_low_certainty_is_doubtful(certainty: str, basis: str) -> None:
    row = Programme("Halden", "", "programmet", 2010, 2015, "yes", certainty)
    assert decide_recipient(Report("r1", "r1.pdf", grantee="Halden kommune"), None, CODEBOOK, [row]).basis == basis


def test_an_uncertain_look_up_is_doubtful() -> None:
    assert decided("Stavanger kommune").basis == "doubtful"
    assert decided("Langtvekkistan kommune").basis == "doubtful"
    assert decided("XXX kommune").recipient is None


@pytest.mark.parametrize(
    ("pages", "recipient"),
    [
        (["Rambøll\nForanalyse i Larvik kommune\nJuni 2011"], "kommune_program"),
        (["NIBR\nEkstern sluttanalyse", "På oppdrag fra Hemnes kommune."], "kommune_andre"),
        (["Møreforsking\nEvaluering\nOppdragsgiver: Husbanken"], "uh_sektor"),
        (["Sluttrapport\ni samarbeid med Husbanken\nLeieboerforeningen"], "fag_interesseorg"),
        (["Sluttrapport", "Søknaden ble sendt av WayBack, som er en stiftelse. Kriminalomsorgen ga adgang."], "brukerorg"),
        (["Mental helse og bolig\nSki kommune"], "kommune_andre"),
        (["Mestring av mental helse", "Vi i Hemnes kommune begynte i mars."], "kommune_andre"),
        (["Boligbehov i en norsk kommune", "Vi bygde ti hus."], None),
        (["Fafo 2014:51\nAlta Asker Bodø Halden Hof Moss Nes Os Rana Ski Skien Voss\nMed kart over kommuner"], "uh_sektor"),
        (["Sluttrapport\nHalden fengsel\nBosetting i Halden kommune"], "statlige_velferdsaktorer"),
        (["Sluttrapport\nHalden kommune\nBosetting fra Halden fengsel"], "kommune_program"),
    ],
)
def test_the_report_itself_is_read_when_the_register_is_silent(
    pages: list[str], recipient: str | None, make_document: MakeDocument
) -> None:
    assert decided(document=make_document(*pages)).recipient == recipient


def test_a_thesis_is_known_by_its_title_page_but_not_by_being_mentioned(make_document: MakeDocument) -> None:
    thesis = make_document("Masteroppgave i planlegging\nNTNU, våren 2013")
    report = make_document("Halden kommune\n\nProsjektet bygger på en masteroppgave fra NTNU.")
    assert decided(document=thesis).recipient == "masterstipend"
    assert decided(document=report).recipient == "kommune_program"


def test_the_reason_names_the_programme_its_period_and_where_the_name_was_read() -> None:
    reason = decided("Asker kommune", year_from=2012).reason
    where = "deltok i boligsosialt utviklingsprogram (2011–2015). Navnet står i registeret."
    own = "var med i bustadsosialt utviklingsprogram (2011–2015). Namnet står i registeret."
    assert (told(reason, "nb"), told(reason, "nn")) == (f"Asker kommune {where}", f"Asker kommune {own}")


@pytest.mark.parametrize(
    ("years", "bokmal", "nynorsk"),
    [
        ((2009, 2015), " (2009–2015).", " (2009–2015)."),
        ((2014, None), " (fra 2014).", " (frå 2014)."),
        ((None, 2015), " (til 2015).", " (til 2015)."),
        ((None, None), "prøven.", "prøva."),
    ],
)
def test_a_reason_says_what_is_known_of_a_period(years: tuple[int | None, int | None], bokmal: str, nynorsk: str) -> None:
    row = Programme("Halden", "", "prøven", *years, "yes", "high", "prøva")
    reason = decide_recipient(Report("r1", "r1.pdf", grantee="Halden kommune"), None, CODEBOOK, [row]).reason[:1]
    assert told(reason, "nb").endswith(bokmal) and told(reason, "nn").endswith(nynorsk)


@pytest.mark.parametrize(
    ("grantee", "reason"),
    [
        ("NTNU", "«NTNU» er nevnt i kodeboken. Navnet står i registeret."),
        ("Høgskulen i Volda", "«høgskulen» i «Høgskulen i Volda» avgjør typen. Navnet står i registeret."),
        ("Hemnes kommune", "Hemnes kommune står ikke i programtabellen. Navnet står i registeret."),
        ("Langtvekkistan kommune", "«Langtvekkistan kommune» står ikke i programtabellen. Navnet står i registeret."),
        ("Masterstudent", "«masterstudent» er nevnt i kodeboken. Navnet står i registeret."),
        ("", "Fant ingen tilskuddsmottaker; forslaget bygger på hva rapporten omtaler."),
    ],
)
def test_a_reason_says_what_was_recognised(grantee: str, reason: str) -> None:
    assert said(grantee).lower() == reason.lower()


def test_an_identity_number_in_a_name_is_not_repeated_in_the_reason(make_document: MakeDocument) -> None:
    document = make_document("Rapport", "Stiftelsen Bo ved Ola Nordmann 01010100050 fikk 400 000 kroner i tilskudd.")
    reason = decided(document=document).reason
    assert "01010100050" not in told(reason, "nb") and "[fødselsnummer]" in told(reason, "nn")


def test_probabilities_sum_to_one_and_the_rules_choice_leads(make_document: MakeDocument) -> None:
    model = fit_recipients(CODEBOOK, {}, {})
    document = make_document("Fengsel, fengsel og fengsel. Leieboerforeningen kom.")
    for decision in (decided("Halden kommune"), decided("Ukjent"), decided("Stavanger kommune")):
        found = model.probabilities(decision, document, CODEBOOK)
        assert found.sum() == pytest.approx(1) and (found > 0).all()
        if decision.recipient:
            assert model.recipients[int(found.argmax())] == decision.recipient


def test_without_a_rule_the_report_s_own_words_lead(make_document: MakeDocument) -> None:
    document = make_document("Fengselet. Hvert fengsel har en friomsorg, og et fengsel til.")
    found = fit_recipients(CODEBOOK, {}, {}).probabilities(decided("Ukjent"), document, CODEBOOK)
    assert CODEBOOK.recipient_ids[int(found.argmax())] == "statlige_velferdsaktorer"
    assert not mentions(None, CODEBOOK).any()


def test_trust_in_a_kind_of_decision_follows_the_codes() -> None:
    decision = Decision("kommune_program", "title_page", (), Grantee("Halden kommune", "title_page"))
    decisions = {f"r{number}": decision for number in range(12)}
    right = fit_recipients(CODEBOOK, decisions, dict.fromkeys(decisions, "kommune_program"))
    wrong = fit_recipients(CODEBOOK, decisions, dict.fromkeys(decisions, "uh_sektor"))
    prior = fit_recipients(CODEBOOK, decisions, {})
    assert wrong.trust["title_page"] < prior.trust["title_page"] < right.trust["title_page"] < 1
    assert wrong.trust["register"] == prior.trust["register"]
    assert wrong.shares[CODEBOOK.recipient_ids.index("uh_sektor")] == np.max(wrong.shares)
