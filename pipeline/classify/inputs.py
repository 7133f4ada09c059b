"""Everything a project gives the classifier, read once, with what was wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.classify.encoder import Encoder, encoded, project_encoder
from pipeline.classify.gazetteers import Programme, load_programmes
from pipeline.classify.ondemand import read_documents
from pipeline.codebook import Codebook, load_codebook
from pipeline.documents import Document
from pipeline.errors import Fault, MissingError
from pipeline.grouping.store import NO_GROUPS, Groups, load_proposals
from pipeline.grouping.store import in_force as groups_in_force
from pipeline.labels import Coding, in_force, load_labels
from pipeline.language.boilerplate import Shared, SharedPassage, find_shared, load_shared
from pipeline.language.counting import count
from pipeline.language.memory import FORGETFUL, Memory
from pipeline.language.prepare import Counted, Prepared, with_passages
from pipeline.language.vectors import Vectors, vectors_file, vectors_in
from pipeline.parallel import processors
from pipeline.project import Params, Project
from pipeline.register import Register, load_register


@dataclass(frozen=True, slots=True)
class Inputs:
    """A project's reports, codes and texts. `documents` lacks the reports that could not be read."""

    codebook: Codebook
    register: Register
    documents: Mapping[str, Document]
    codes: dict[str, Coding]
    programmes: tuple[Programme, ...]
    params: Params
    faults: tuple[Fault, ...]
    memory: Memory
    encoder: Encoder | None
    vectors_file: Path | None = None
    groups: Groups = NO_GROUPS
    passages: tuple[SharedPassage, ...] | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)
    words: Memory = FORGETFUL

    @property
    def titles(self) -> dict[str, str]:
        """The register's titles by report_id."""
        return {report.report_id: report.title for report in self.register.reports}

    def vectors(self) -> Vectors:
        """The word vectors of the project, else the shipped ones. Raises ModelError when their file is damaged."""
        return vectors_in(self.vectors_file)

    def counted(self, shared: Shared) -> list[Counted]:
        """All documents as the theme model reads them, sorted by report_id."""
        params, titles = self.params.language, self.titles
        found = count(self.documents, self.hashes, titles, params, shared, self.memory, self.words, processors())
        return [*encoded([self.prepared(one) for one in found], self.encoder)] if self.encoder else found

    def prepared(self, report: Counted) -> Prepared:
        """A report with its passages."""
        name = report.report_id
        return with_passages(report, self.documents[name], self.titles.get(name, ""), self.params.language)

    def together(self, report_ids: Sequence[str]) -> list[str]:
        """What tells for each report which others are the same report or project: the id of its group's first."""
        return [self.groups.of.get(report_id, report_id) for report_id in report_ids]

    def shared(self) -> Shared:
        """The boilerplate of this portfolio: as listed by `temakart extract`, else found now in the same way."""
        found = self.passages
        if found is None:
            found = find_shared(self.documents.values(), self.params.language.boilerplate_reports, self.groups.of)
        return Shared.of(passage.text for passage in found)


def load_inputs(project: Project) -> Inputs:
    """Read the project. Raises MissingError when nothing has been extracted yet."""
    codebook = load_codebook(project.codebook)
    register = load_register(project)
    labels = load_labels(project.labels, codebook, {report.report_id for report in register.reports})
    cache = project.state / "cache"
    paths = {report.report_id: project.document(report.report_id) for report in register.reports}
    documents, unread = read_documents(paths, Memory(cache / "sound.sqlite"))
    if not documents:
        raise MissingError(
            f"There are no extracted reports in {project.text}. Put PDF, DOCX or TXT files in {project.raw} "
            "and run `temakart extract`, or `temakart run` for everything."
        )
    return Inputs(
        codebook,
        register,
        documents,
        in_force(labels.codings),
        load_programmes(project.programme_municipalities),
        project.params,
        (*register.faults, *labels.faults, *unread),
        translations(project),
        project_encoder(project),
        vectors_file(project),
        groups_in_force(register.reports, load_proposals(project.groups)),
        load_shared(project.boilerplate) if project.boilerplate.is_file() else None,
        documents.hashes,
        Memory(cache / "words.sqlite"),
    )


def translations(project: Project) -> Memory:
    """Where the project keeps what was translated."""
    return Memory(project.state / "cache" / "nynorsk.sqlite")
