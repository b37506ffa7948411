"""Which studies are run: the whole of config/config.yaml."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, ValidationError

from ipsanalysis.errors import UserError
from ipsanalysis.plan.base import Identifier, Strict
from ipsanalysis.plan.document import Document, read_document
from ipsanalysis.plan.load import problem_list
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.problems import model_problems, place, shown
from ipsanalysis.plan.references import Problem, unknown

KINDS = ("studies", "evidence")


class Config(Strict):
    """The studies and meta-analyses that `make` and `snakemake` run."""

    studies: list[Identifier] = Field(
        min_length=1,
        description="Ids of the studies and meta-analyses to run, each the name of a plan in "
        "config/studies or config/evidence.",
        json_schema_extra={"uniqueItems": True},
    )


def load_config(path: Path) -> Config:
    """Read the list of studies to run.

    Args:
        path: The file, `config/config.yaml`; plans are looked for in `studies` and `evidence`
            beside it.

    Returns:
        The configuration.

    Raises:
        UserError: If anything in it is wrong; the message lists every problem.
    """
    return _checked(read_document(path), path.parent, str(path))


def config_studies(content: object, root: Path = Path()) -> list[str]:
    """Return the studies of a configuration that Snakemake has read, with its `--config`.

    Args:
        content: The configuration as plain data, such as `{"studies": ["a_study"]}`.
        root: The project's folder.

    Returns:
        The ids of the studies, in their order.

    Raises:
        UserError: If anything in it is wrong; the message lists every problem.
    """
    where = "config/config.yaml with --config"
    return _checked(Document(content=content), root / "config", where).studies


def _checked(document: Document, folder: Path, where: str) -> Config:
    problems, config = list(document.problems), None
    try:
        config = Config.model_validate(document.content)
    except ValidationError as error:
        problems += model_problems(Config, error, document)
    problems += [
        f"{place(path, document)}: {text}"
        for path, text in _wrong_studies(document.content, folder)
    ]
    if problems or config is None:
        told = problems if document.lines else [text.partition(", ")[2] for text in problems]
        hint = "One study: snakemake --cores 4 --config 'studies=[name]'"
        raise UserError(f"{problem_list(where, told)}\n{hint}")
    return config


def _wrong_studies(content: object, folder: Path) -> Iterator[Problem]:
    if not isinstance(content, dict):
        return
    studies = Part(path=(), content=content).texts("studies")
    plans = (path for kind in KINDS for path in (folder / kind).glob("[!.]*.yaml"))
    known = Counter(path.stem for path in plans)
    for path, name in studies.items():
        yield from unknown(path, name, sorted(known), "plans in config/studies and evidence")
        if known[name] > 1:
            yield (
                path,
                f'found "{shown(name)}" in config/studies and in config/evidence; allowed: one '
                "plan of a name, for both would write to the same folders. Rename one.",
            )
    for name, count in Counter(studies.values()).items():
        if count > 1:
            yield ("studies",), f'found "{shown(name)}" {count} times; allowed: once. Remove one.'
