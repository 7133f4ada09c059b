from __future__ import annotations

import pytest

from pipeline.errors import EXIT_FAILED, EXIT_USAGE, Fault, FaultyFileError, MissingError, ModelError, TemakartError, UsageError


@pytest.mark.parametrize(("error", "code"), [(UsageError, EXIT_USAGE), (MissingError, EXIT_FAILED), (ModelError, EXIT_FAILED)])
def test_every_error_is_ours_and_knows_its_exit_code(error: type[TemakartError], code: int) -> None:
    assert error("Noe er galt.").exit_code == code
    assert issubclass(error, TemakartError)


def test_a_fault_names_file_and_line() -> None:
    assert str(Fault("labels.csv", 7, "tomt.")) == "labels.csv, line 7: tomt."
    assert str(Fault("labels.csv", None, "tomt.")) == "labels.csv: tomt."


def test_a_faulty_file_tells_all_faults_in_one_message() -> None:
    faults = (Fault("a.csv", 2, "første feil"), Fault("a.csv", 9, "andre feil"))
    error = FaultyFileError("a.csv kan ikke leses.", faults)
    assert error.faults == list(faults)
    assert [line.strip(" -") for line in str(error).splitlines()] == ["a.csv kan ikke leses.", *map(str, faults)]
