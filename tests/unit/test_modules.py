"""Which source files make a step, on a small package and on the real one."""

import ast
import re
from pathlib import Path

import pytest

from ipsanalysis import modules
from ipsanalysis.__main__ import REVIEW_STEPS, STEPS
from ipsanalysis.modules import modules_of

ROOT = Path(__file__).parents[2]
RULE = re.compile(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
ALL_STEPS = (*STEPS, *REVIEW_STEPS)
PACKAGE = {
    "__init__.py": "",
    "modules.py": "import ast",
    "steps/__init__.py": "",
    "steps/plain.py": "import json\nfrom ipsanalysis.stats.mean import mean",
    "steps/inside.py": "def run():\n    if True:\n        import ipsanalysis.stats.mean",
    "steps/relative.py": "from ..stats import mean\nfrom . import plain",
    "steps/package.py": "from ipsanalysis import stats",
    "steps/circle.py": "import ipsanalysis.circle.there",
    "steps/pages.py": "from ipsanalysis.pages.page import page",
    "stats/__init__.py": "from ipsanalysis.stats.median import median",
    "stats/mean.py": "from ipsanalysis.stats.sum import total",
    "stats/median.py": "",
    "stats/sum.py": "",
    "stats/unused.py": "from ipsanalysis.stats.mean import mean",
    "circle/there.py": "from ipsanalysis.circle.back import back",
    "circle/back.py": "from ipsanalysis.circle.there import there",
    "pages/page.py": "",
    "pages/other.py": "",
    "pages/style.css": "",
    "pages/templates/page.html.jinja": "",
    "pages/templates/sub/note.txt": "",
    "pages/picture.png": "",
    "top.html": "",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package in the current folder, taken for ours."""
    folder = tmp_path / "src" / "ipsanalysis"
    for name, text in PACKAGE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(modules, "PACKAGE", folder)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("plain", ["stats/mean.py", "stats/sum.py", "steps/plain.py"]),
        ("inside", ["stats/mean.py", "stats/sum.py", "steps/inside.py"]),
        ("package", ["stats/__init__.py", "stats/median.py", "steps/package.py"]),
        ("circle", ["circle/back.py", "circle/there.py", "steps/circle.py"]),
    ],
)
def test_imports_are_followed_to_the_end(step: str, expected: list[str], package: Path) -> None:
    assert names(step) == expected


def test_relative_imports_are_followed(package: Path) -> None:
    assert {"stats/mean.py", "stats/sum.py", "steps/plain.py"} <= set(names("relative"))


def test_a_package_imported_by_name_brings_what_its_init_imports(package: Path) -> None:
    assert "stats/median.py" in names("package")
    assert "stats/mean.py" not in names("package")


def test_modules_that_are_not_imported_do_not_count(package: Path) -> None:
    for step in ("plain", "inside", "relative", "package", "circle", "pages"):
        assert not {"stats/unused.py", "pages/other.py", "modules.py"} & set(names(step))


def test_templates_belong_to_every_module_of_their_folder(package: Path) -> None:
    found = names("pages")
    assert {
        "pages/style.css",
        "pages/templates/page.html.jinja",
        "pages/templates/sub/note.txt",
    } <= set(found)
    assert not {"pages/picture.png", "top.html"} & set(found)
    assert "pages/style.css" not in names("plain")


def test_paths_are_relative_to_the_current_folder_where_they_lie_below_it(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(path.startswith("src/ipsanalysis/") for path in modules_of("plain"))
    monkeypatch.chdir(package / "stats")
    outside = [path for path in modules_of("plain") if "steps" in path]
    assert outside == [str(package / "steps" / "plain.py")]


def test_a_step_that_does_not_exist_is_an_error(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"absent\.py"):
        modules_of("absent")


@pytest.mark.parametrize("step", ALL_STEPS)
def test_every_step_has_a_file_that_exists(step: str) -> None:
    own = Path(modules.PACKAGE) / "steps" / f"{step}.py"
    found = {Path(path).resolve() for path in modules_of(step)}
    assert own.resolve() in found
    assert all(path.is_file() for path in found)


def test_no_step_stands_on_the_machinery_of_runs_or_on_this_list() -> None:
    for step in ALL_STEPS:
        inside = {Path(path).resolve().relative_to(modules.PACKAGE) for path in modules_of(step)}
        assert not {path for path in inside if path.parts[0] == "run"}


def test_packages_run_no_code_of_their_own_for_the_list_leaves_them_out() -> None:
    for path in modules.PACKAGE.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert all(isinstance(node, ast.Expr | ast.Assign) for node in body), path
        assert not [node for node in ast.walk(ast.Module(body, [])) if isinstance(node, ast.Call)]


def test_every_rule_names_the_modules_of_its_own_step_and_runs_it() -> None:
    """And the last one all code, whose hash it writes down."""
    rules = {
        name: body
        for file in sorted((ROOT / "workflow" / "rules").glob("*.smk"))
        for name, body in RULE.findall(file.read_text(encoding="utf-8"))
    }
    assert sorted(rules) == sorted((*ALL_STEPS, "seal_review"))
    for name, body in rules.items():
        step = name.replace("seal_review", "seal")
        own = "sealed_code()" if step == "seal" else f'modules_of("{name}")'
        assert (
            re.search(r"^    input:\n(?:        .*\n)*?        code=(.*),$", body, re.M)[1] == own
        )
        study = "review" if "{review}" in body else "study"
        assert (study == "review") == (name not in STEPS)
        assert f'"python -m ipsanalysis {step} {{wildcards.{study}}}' in body, name


def names(step: str) -> list[str]:
    """Return the files of a step as they are called in PACKAGE."""
    return [Path(path).relative_to("src/ipsanalysis").as_posix() for path in modules_of(step)]
