"""Running the R code of many result rows in one R process."""

import math
import subprocess
from pathlib import Path

NUMBERS = ("estimate", "std_error", "ci_low", "ci_high", "p_value")
DRIVER = """
for (file in list.files(".", "^row.*[.]R$")) {
  scope <- new.env()
  shown <- capture.output(suppressWarnings(source(file, local = scope, encoding = "UTF-8")))
  numbers <- format(scope$result, digits = 17, trim = TRUE)
  cat(file, paste(names(scope$result), numbers, sep = "="), "\\n")
}
"""


def run_r(folder: Path, scripts: dict[int, str]) -> dict[int, dict[str, float]]:
    """Run all scripts in one R process, and return the numbers of each by row."""
    for number, text in scripts.items():
        (folder / f"row{number:04d}.R").write_text(text, encoding="ascii")
    (folder / "driver.R").write_text(DRIVER, encoding="ascii")
    done = subprocess.run(
        ["Rscript", "--vanilla", "driver.R"], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lines = (line.split() for line in done.stdout.splitlines())
    return {int(name[3:7]): dict(map(_cell, cells)) for name, *cells in lines}


def _cell(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    return name, math.nan if number in ("NA", "NaN") else float(number)
