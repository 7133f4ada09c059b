"""The pages an analyst has beside the queue, in the order of the menu: path, and the key of its title."""

ANALYST_PAGES: tuple[tuple[str, str], ...] = (
    ("/oversikt", "overview.title"),
    ("/fordeling", "assignment.title"),
    ("/personer", "persons.title"),
    ("/enighet", "agreement.title"),
    ("/utvalg", "sample.title"),
    ("/modell", "model.title"),
)
