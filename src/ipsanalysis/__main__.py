"""The command line: steps of the pipeline, and commands for people."""

import argparse
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path

from ipsanalysis.errors import UserError

STEPS = {
    "clean": "raw files to canonical tables and the list of faults",
    "derive": "canonical tables to one row of outcomes a participant",
    "describe": "participant flow and baseline table",
    "employment": "yes-or-no outcomes compared between arms",
    "first_job": "times to an event compared between arms",
    "work_amount": "amounts of work compared between arms",
    "histories": "industries and monthly states",
    "collect": "all result rows into one file, beside published figures",
    "draw": "figures from result rows",
    "tabulate": "tables from result rows",
    "report": "the report from result rows, tables and figures",
    "seal": "the manifest of everything made",
}
REVIEW_STEPS = {
    "gather": "published figures of trials, and the rows that each pool takes",
    "pool": "pooled effects, and what each trial does to them",
    "moderators": "subgroups and meta-regressions",
    "bayes": "pooling with priors, and studies set among the trials",
    "combine": "all result rows of a meta-analysis, with printed figures audited",
    "draw_review": "figures of a meta-analysis",
    "tabulate_review": "tables of a meta-analysis",
    "report_review": "the report of a meta-analysis",
}
SHARED = {"seal": STEPS["seal"]}
COMMANDS: dict[str, tuple[str, dict[str, str]]] = {
    "new": (
        "begin a study: a commented plan, a dictionary and small example files that run at once",
        {"study": "the id of the new study: lower-case letters, digits and _"},
    ),
    "check": (
        "say what is wrong with a study's plan, dictionary and data, without running anything",
        {"study": "the study's id"},
    ),
    "simulate": (
        "make the raw files of a synthetic study anew from its description",
        {"study": "the study's id, as in config/simulations/<study>.yaml"},
    ),
    "audit": (
        "recompute printed effects, intervals, p-values and percentages from printed counts",
        {"file": "a file of printed figures, such as data/raw/evidence/printed.csv"},
    ),
    "release": (
        "freeze a version: set its results and manifest aside, to be committed",
        {"study": "the study's id"},
    ),
    "verify": (
        "compare results with the released record, row by row",
        {"studies": "ids of studies; when absent, those of config.yaml and every record"},
    ),
    "diff": (
        "show the rows in which two results files differ",
        {"a": "a results file, or study/version", "b": "the other"},
    ),
    "explain": (
        "where a number comes from, and R code that gives it again",
        {"row_id": "the key of a result row; its last parts are enough when only one row has them"},
    ),
}
MODULES = {
    "new": "ipsanalysis.begin.new",
    "check": "ipsanalysis.begin.check",
    "simulate": "ipsanalysis.simulate.command",
    "audit": "ipsanalysis.audit.command",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one step or command.

    Args:
        arguments: The words after `ipsanalysis`; those of the process when absent.

    Returns:
        The exit code: 0 when all is well, 1 for a problem that is the reader's to mend, 2 for
        words that are not understood, 3 for a fault of the program.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # sums in one order, whatever the machine
    options = _parser().parse_args(arguments)
    code, text, details = _outcome(options)
    try:
        _tell(text, options.log, details)
    except OSError as error:
        sys.stderr.write(f"{options.log}: the log cannot be written: {error.strerror}.\n")
        code = code or 1
    return code


def _outcome(options: argparse.Namespace) -> tuple[int, str, str]:
    """Run the step or command: exit code, message, and details for the log only."""
    try:
        return int(options.act(options) or 0), "", ""
    except UserError as error:
        return 1, str(error), ""
    except BrokenPipeError:  # the reader closed the pipe, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1, "", ""
    except KeyboardInterrupt:
        return 130, "Stopped. Nothing half-written is left.", ""
    except OSError as error:
        return 1, f"{error.filename}: {error.strerror}. Mend it and run again.", ""
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        return 3, _internal(error, options.log), f"{frames}{type(error).__name__}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ipsanalysis",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="A trial from raw data to every table, figure and number.",
        epilog="The whole pipeline: make, or snakemake --cores 4. One study:\n"
        "snakemake --cores 4 --config 'studies=[life]'.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (purpose, words) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        for word, meaning in words.items():
            command.add_argument(word, help=meaning, nargs="*" if word == "studies" else None)
        _add_log(command)
        command.set_defaults(act=_run_command, command=name)
    for name, purpose in {**STEPS, **REVIEW_STEPS}.items():
        step = commands.add_parser(name, description=purpose)
        step.add_argument("study", help="its id: the name of its plan in config")
        _add_log(step)
        step.set_defaults(act=_run_step, step=name)
    for title, steps in (
        ("steps of a study", STEPS),
        ("steps of a meta-analysis", {**REVIEW_STEPS, **SHARED}),
    ):
        lines = [f"{name:<20}  {purpose}" for name, purpose in steps.items()]
        parser.add_argument_group(title, "\n".join(lines))
    return parser


def _add_log(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--log", type=Path, help="also write messages to this file")


def _run_command(options: argparse.Namespace) -> int:
    module = MODULES.get(options.command, f"ipsanalysis.record.{options.command}")
    return int(import_module(module).run(options) or 0)


def _run_step(options: argparse.Namespace) -> None:
    """Run a step of a study or meta-analysis.

    Raises:
        UserError: If it is a step of the other kind.
    """
    if options.step not in SHARED:
        is_review = import_module("ipsanalysis.plan.evidence_load").is_review
        review = is_review(options.study)
        if review != (options.step in REVIEW_STEPS):
            kind, first = ("meta-analysis", "gather") if review else ("study", "clean")
            raise UserError(
                f"{options.study} is a {kind}, whose first step is {first}: "
                f"python -m ipsanalysis {first} {options.study}"
            )
    import_module(f"ipsanalysis.steps.{options.step}").run(options.study)


def _internal(error: Exception, log: Path | None) -> str:
    where = f"The details are in {log}." if log else "Run it with --log FILE for the details."
    return (
        f"ipsanalysis: a fault of the program, not of your data: {type(error).__name__}. {where} "
        "Please report it with that file, which holds lines of the program and no data."
    )


def _tell(text: str, log: Path | None, details: str = "") -> None:
    if text:
        sys.stderr.write(text.rstrip("\n") + "\n")
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("\n".join(part for part in (text, details) if part), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
