"""The report in a browser: loads without network or complaint, fits small screens, prints."""

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
from report_example import material, plan

from ipsanalysis.report.page import render

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
OPTIONS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr", "--virtual-time-budget=5000",
]  # fmt: skip
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" viewBox="0 0 640 400">'
    '<rect width="640" height="400" fill="#ddd"/></svg>'
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed on this machine"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the report of real results and a figure of the usual size."""
    made = tmp_path_factory.mktemp("report")
    (made / "flow.svg").write_text(PICTURE)
    entry = {"name": "flow", "title": "Flow", "caption": "Caption.", "alt": "A grey box."}
    (made / "index.json").write_text(json.dumps([entry]))
    (made / "report.html").write_text(render(material(folder=made)), encoding="utf-8")
    return made


def browse(folder, *options, page="report.html"):
    profile = folder / "profile"
    command = [
        CHROMIUM,
        *OPTIONS,
        f"--user-data-dir={profile}",
        *options,
        f"{(folder / page).as_uri()}",
    ]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def framed(folder, width, script, medium="screen"):
    """What a script finds in the report, shown in a frame of that width as on that medium."""
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert report.count("@media print {") == 1
    if medium == "paper":
        report = report.replace("@media print {", "@media screen {")
    report = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", report)
    outer = (
        f'<!DOCTYPE html><title>frame</title><iframe width="{width}" height="800" '
        f'style="border:0" srcdoc="{html.escape(report)}"></iframe><pre id="found"></pre>'
        "<script>onload = () => { const page = document.querySelector('iframe').contentDocument;"
        f"document.getElementById('found').textContent = JSON.stringify(({script})(page)); }};"
        "</script>"
    )
    (folder / "frame.html").write_text(outer, encoding="utf-8")
    shown = browse(folder, "--dump-dom", page="frame.html").stdout
    found = re.search(r'<pre id="found">([^<]+)</pre>', shown)
    assert found, shown[-500:]
    return json.loads(html.unescape(found[1]))


def hosts_asked(folder, page):
    """The hosts asked while a page is open, those of the browser's own errands included."""
    log = folder / "net.json"
    shown = browse(folder, f"--log-net-log={log}", "--dump-dom", page=page)
    asked = re.findall(r'"url":"(?:https?|wss?|ftp)://([^/"]+)', log.read_text(errors="replace"))
    return set(asked), shown


def test_loads_without_a_request_or_a_complaint(folder):
    (folder / "blank.html").write_text('<!DOCTYPE html><title>b</title><img src="http://a.test/x">')
    of_browser, _ = hosts_asked(folder, "blank.html")
    assert "a.test" in of_browser
    asked, shown = hosts_asked(folder, "report.html")
    assert plan().title in shown.stdout
    assert "CONSOLE" not in shown.stderr
    assert asked <= of_browser - {"a.test"}


def test_a_complaint_would_be_seen(folder):
    (folder / "bad.html").write_text("<!DOCTYPE html><script>console.error('seen')</script>")
    assert "CONSOLE" in browse(folder, "--dump-dom", page="bad.html").stderr


WIDE = """page => {
  const limit = page.documentElement.clientWidth;
  const outside = [...page.body.querySelectorAll('*')].filter(item =>
    !item.closest('.scroll, .skip') && item.getBoundingClientRect().right > limit + 1);
  return {limit, width: page.documentElement.scrollWidth,
    outside: outside.map(item => item.tagName + ' ' + item.textContent.slice(0, 40))};
}"""


@pytest.mark.parametrize("width", [320, 400, 768, 1280])
def test_nothing_overflows_sideways(folder, width):
    found = framed(folder, width, WIDE)
    assert found["limit"] <= width
    assert found["outside"] == []
    assert found["width"] <= found["limit"]


def test_tables_scroll_in_their_own_box_on_a_small_screen(folder):
    script = """page => [...page.querySelectorAll('.scroll')].map(box =>
      [box.scrollWidth > box.clientWidth, getComputedStyle(box).overflowX])"""
    boxes = framed(folder, 320, script)
    assert len(boxes) > 5
    assert all(overflow == "auto" for _, overflow in boxes)
    assert any(scrolls for scrolls, _ in boxes)


SEEN = """page => Object.fromEntries(['.narrow', '.on-screen', '.on-paper', '.scroll.rows'].map(
  name => [name, page.querySelector(name).getBoundingClientRect().height > 0]))"""


@pytest.mark.parametrize(("width", "narrow"), [(390, True), (700, False), (1280, False)])
def test_a_small_screen_alone_is_told_that_figures_scroll(folder, width, narrow):
    seen = framed(folder, width, SEEN)
    assert seen == {
        ".narrow": narrow, ".on-screen": True, ".on-paper": False, ".scroll.rows": True
    }  # fmt: skip


def test_paper_has_the_place_of_the_rows_and_not_the_rows(folder):
    assert framed(folder, 700, SEEN, "paper") == {
        ".narrow": False, ".on-screen": False, ".on-paper": True, ".scroll.rows": False
    }  # fmt: skip


def test_paper_shows_what_is_folded_within_its_width(folder):
    script = """page => [...page.querySelectorAll('details table')].map(table =>
      [table.getBoundingClientRect().height > 50, table.getBoundingClientRect().right])"""
    found = framed(folder, 690, script, "paper")
    assert len(found) > 1
    assert all(shown and right <= 691 for shown, right in found)


def test_a_caption_wraps_on_a_small_screen_and_stays_when_its_table_scrolls(folder):
    script = """page => [...page.querySelectorAll('caption .stay')].map(title => {
      const box = title.closest('.scroll'); box.scrollLeft = 10000;
      const seen = title.getBoundingClientRect();
      return [box.scrollLeft, seen.left, seen.right]; })"""
    found = [place for place in framed(folder, 390, script) if place[2] > 0]
    assert sum(scrolled > 0 for scrolled, _, _ in found) > 2
    assert all(left >= 0 and right <= 390 for _, left, right in found)


def test_a_figure_has_the_width_of_the_page_and_scrolls_on_a_small_screen(folder):
    script = """page => [...page.querySelectorAll('figure')].map(figure =>
      [figure.querySelector('img').getBoundingClientRect().width, figure.clientWidth])[0]"""
    image, room = framed(folder, 1280, script)
    assert image >= 0.95 * room
    image, room = framed(folder, 390, script)
    assert image > 500 > room


def test_columns_of_long_texts_are_not_squeezed_on_a_small_screen(folder):
    script = """page => [...page.querySelectorAll('td.longer, td.longest')].map(cell =>
      cell.getBoundingClientRect().width).filter(width => width > 0)"""
    widths = framed(folder, 390, script)
    assert len(widths) > 3
    assert min(widths) >= 250


def test_the_answer_stands_on_the_first_screen(folder):
    script = "page => page.querySelector('.lead').getBoundingClientRect().bottom"
    assert framed(folder, 1280, script) < 700
    assert framed(folder, 400, script) < 800


def test_pictures_are_shown(folder):
    script = "page => [...page.images].map(image => image.complete && image.naturalWidth)"
    assert framed(folder, 1280, script) == [640]


def test_focus_is_visible(folder):
    script = """page => { const link = page.querySelector('.n'); link.focus();
      return [page.activeElement === link, page.styleSheets[0].cssRules.length > 10]; }"""
    assert framed(folder, 1280, script) == [True, True]


def test_prints_on_a_sane_number_of_a4_pages(folder):
    made = folder / "report.pdf"
    browse(folder, "--no-pdf-header-footer", f"--print-to-pdf={made}")
    content = made.read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert 6 <= pages <= 25
    width, height = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content).groups()
    assert (round(float(width)), round(float(height))) == (595, 842)
