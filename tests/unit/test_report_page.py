"""The report as a page: links, escaping, structure, nothing asked for from outside."""

import base64
import json
import os.path
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from figures_example_spells import a_dated_example, results_of
from report_example import PRIMARY, changed, material, plan, results

from ipsanalysis.report.page import render
from ipsanalysis.report.template import TEMPLATES, fill
from ipsanalysis.tables.cell import Line, Table, say
from ipsanalysis.tables.results import Results, read_results

EVIL = "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} </style>"
VOID = {"meta", "link", "br", "img", "col"}
RESULTS = "results/life/1.0/"


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.ids = [], [], [], []
        self.words, self.loose = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@cache
def text():
    return render(material())


@cache
def page():
    return Page(text())


def test_every_link_leads_to_something_on_the_page():
    ids = page().ids
    assert len(ids) == len(set(ids))
    beside = {"consort_checklist.csv", f"../../../{RESULTS}results.csv"}
    assert {link for link in page().links if not link.startswith("#")} == beside
    assert all(link[1:] in ids for link in page().links if link not in beside)


def test_every_row_stands_in_the_appendix_and_numbers_link_to_rows():
    assert {f"row-{row.key}" for row in results().rows} <= set(page().ids)
    assert sum(link.startswith("#row-") for link in page().links) > 300


def test_full_precision_stands_in_the_appendix():
    row = results().first(key=PRIMARY + "aid_minus_no_aid/risk_difference/newcombe-hybrid-score")
    assert repr(row.estimate) in text()
    assert row.method in text()


def test_nothing_is_asked_for_from_outside(tmp_path):
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    (tmp_path / "flow.svg").write_bytes(picture)
    entry = {"name": "flow", "title": "Flow", "caption": "c", "alt": EVIL}
    (tmp_path / "index.json").write_text(json.dumps([entry]))
    with_figure = render(material(folder=tmp_path))
    for tag, attributes in Page(with_figure).tags:
        for name in ("src", "href", "srcset", "action", "data", "poster"):
            if (tag, name) != ("a", "href"):
                assert attributes.get(name, "data:").startswith("data:")
    assert not re.search(r"url\(|@import|https?://", with_figure)
    image = Page(with_figure).of("img")[0]
    assert base64.b64decode(image["src"].partition(",")[2]) == picture
    assert image["alt"] == f"{EVIL} c"
    assert "default-src 'none'" in with_figure


def test_text_of_the_plan_is_never_markup_nor_template():
    study = plan().model_copy(
        update={
            "title": EVIL,
            "question": EVIL,
            "limitations": [EVIL],
            "arms": [
                arm.model_copy(update={"label": EVIL, "treatment": EVIL}) for arm in plan().arms
            ],
            "outcomes": [item.model_copy(update={"label": EVIL}) for item in plan().outcomes],
        }
    )
    found = render(material(study))
    assert "<script" not in found
    assert found.count("</style>") == 1
    assert "{{ 7 * 7 }}" in found
    assert EVIL in "".join(Page(found).words)


def test_notes_of_rows_are_text_too():
    rows = Results(rows=[replace(row, note=EVIL) for row in results().rows])
    assert "<script" not in render(material(rows=rows))


def a_figure(folder, **changes):
    (folder / "flow.svg").write_text("<svg/>")
    entry = {"name": "flow", "title": "Flow", "caption": "Bands: 95%.", "alt": "A box of 9."}
    (folder / "index.json").write_text(json.dumps([entry | changes]))
    return render(material(folder=folder))


def test_notes_in_the_picture_are_not_repeated_beneath_it_but_told_to_those_who_cannot_see(
    tmp_path,
):
    made = a_figure(tmp_path)
    assert Page(made).of("img")[0]["alt"] == "A box of 9. Bands: 95%."
    assert "Bands" not in "".join(Page(made).words)
    assert Page(a_figure(tmp_path, caption="")).of("img")[0]["alt"] == "A box of 9."


def test_files_are_linked_from_where_the_report_stands_and_named_from_the_root(tmp_path):
    made = Page(a_figure(tmp_path))
    words = "".join(made.words)
    report = Path("reports/life/1.0/report.html")
    for name in ("figures/flow.csv", "figures/flow.png", "results.csv"):
        assert f"../../../{RESULTS}{name}" in made.links
        assert RESULTS + name in words
    inside = [report.parent / link for link in made.links if link.startswith("..")]
    assert inside
    assert all(os.path.normpath(path).startswith("results/life/1.0/") for path in inside)


def test_headings_go_down_one_level_at_a_time():
    levels = [int(tag[1]) for tag, _ in page().tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_landmarks_language_and_skip_link():
    kinds = [tag for tag, _ in page().tags]
    assert page().of("html")[0]["lang"] == "en"
    assert [kinds.count(tag) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert page().links[0] == "#main"
    assert "script" not in kinds


def test_tables_have_captions_and_scoped_headings():
    kinds = [tag for tag, _ in page().tags]
    assert kinds.count("table") == kinds.count("caption") > 5
    assert all(head.get("scope") in {"col", "row", "rowgroup"} for head in page().of("th"))
    regions = [item for item in page().of("div") if "scroll" in item.get("class", "").split()]
    assert len(regions) == kinds.count("table")
    assert all(item["tabindex"] == "0" and item["role"] == "region" for item in regions)


def shown_captions(text):
    """Captions that are seen; the others are only heard."""
    return re.findall(r'<caption [^>]*><span class="stay">([^<]+)</span>', text)


def test_no_title_is_shown_twice():
    made = render_spells()
    shown = shown_captions(made)
    above = re.findall(r"<(?:summary|h2|h3)[^>]*>([^<]+)</", made)
    assert len(shown) > 5
    assert len(above) > 10
    assert not set(shown) & set(above)
    assert made.count('<span class="heard">') > 3


def wide_table(**changes):
    columns = ("Trial", "Of numbers", "Short", "Why")
    cells = ("A trial", "1.00", "yes", "one reason among others, " * 8)
    lines = tuple(Line(cells=tuple(say(cell) for cell in cells)) for _ in range(20))
    made = Table(name="t", caption="c", columns=columns, lines=lines, numeric=(1,))
    return replace(made, **changes)


def looks_and_shares(table):
    made = fill("shown.html.j2", {"item": table, "plan": plan()})
    heads = [item.get("class", "") for item in Page(made).of("th")][: len(table.columns)]
    shares = [int(item["style"].removeprefix("--share: ")[:-1]) for item in Page(made).of("col")]
    return heads, shares


@pytest.fixture
def shown_alone(monkeypatch, tmp_path):
    """A page of one table."""
    for name in ("macros.html.j2", "report.css"):
        (tmp_path / name).write_bytes((TEMPLATES / name).read_bytes())
    head = '{% from "macros.html.j2" import table with context %}'
    (tmp_path / "shown.html.j2").write_text(head + "{{ table(item) }}")
    monkeypatch.setattr("ipsanalysis.report.template.TEMPLATES", tmp_path)


@pytest.mark.usefixtures("shown_alone")
def test_columns_of_long_texts_are_wide_and_shares_fill_a_page():
    looks, shares = looks_and_shares(wide_table())
    assert looks == ["", "num", "", "longest"]
    assert shares[3] > 50 > sum(shares[:3])
    assert abs(sum(shares) - 100) <= 2
    one = replace(wide_table().lines[0], cells=wide_table().lines[0].cells[:1])
    looks, shares = looks_and_shares(wide_table(lines=(one,) * 20))
    assert looks == ["", "num", "", ""]
    assert min(shares) > 10
    assert looks_and_shares(wide_table(lines=()))[0] == ["", "num", "", ""]
    path = Line(cells=(say("A trial"), say("1.00"), say("yes"), say("data/" * 10)))
    looks, _ = looks_and_shares(wide_table(lines=(path,)))
    assert looks == ["", "num", "", "longer unbroken"]


def luminance(colour):
    colour = colour if len(colour) == 6 else "".join(letter * 2 for letter in colour)
    shares = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_text_is_at_least_four_and_a_half():
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): #([0-9a-f]{3,6})", style))
    for ink in ("ink", "quiet", "link"):
        for ground in (colours["wash"], colours["mark"], "ffffff"):
            assert contrast(colours[ink], ground) >= 4.5
    banner = re.search(r"\.synthetic \{[^}]*background: #([0-9a-f]+); color: #([0-9a-f]+)", style)
    assert contrast(*banner.groups()) >= 4.5


def test_contents_list_every_section_and_no_other():
    sections = [item["id"] for item in page().of("section") if item["id"] != "answer"]
    listed = [link[1:] for link in page().links if link[1:] in {*sections, "answer"}]
    contents = listed[: len(sections)]
    assert sorted(contents) == sorted(sections)
    assert contents == sections


def test_synthetic_data_are_stamped_and_real_data_are_not():
    study = plan().model_copy(update={"data_status": "synthetic"})
    assert render(material(study)).count("SYNTHETIC DATA") >= 3
    assert "SYNTHETIC DATA" not in text()


def test_same_bytes_again_and_whatever_the_order_of_dictionaries():
    again = render(material())
    assert again == text()
    assert len(again.encode()) < 1_000_000


FAMILIES = ("first_job", "work_amount", "other_outcomes", "other_events", "published")


def test_sections_of_families_switched_off_vanish():
    study = plan().model_copy(
        update={name: [] for name in (*FAMILIES, "deviations", "limitations", "baseline")}
    )
    kept = [row for row in results().rows if row.analysis in ("flow", "employment")]
    bare = Page(render(material(study, Results(rows=kept))))
    for gone in ("order", "published", "deviations", "limitations", "data"):
        assert gone not in bare.ids
    assert {"answer", "plan", "results", "effects", "rows"} <= set(bare.ids)
    assert {link[1:] for link in bare.links if link.startswith("#")} <= set(bare.ids)


@pytest.mark.parametrize("rows", [[], None])
def test_a_report_without_effects_says_so(rows):
    kept = rows if rows is not None else [r for r in results().rows if r.analysis == "flow"]
    found = render(material(rows=Results(rows=kept)))
    assert "has no effect estimate in the results" in found


def test_data_account_and_notes_are_shown_as_counted(tmp_path):
    (tmp_path / "account.csv").write_text(
        "file,rows_in,rows_kept,rows_rejected,rows_merged\nraw.csv,10,8,1,1\n"
    )
    (tmp_path / "notes.csv").write_text(
        "file,column,rule,action,times\nraw.csv,c,blank cell,kept,2\n"
    )
    words = "".join(Page(render(material(folder=tmp_path))).words)
    assert words.count("blank cell") == 1
    assert "kept" in words


def test_rules_on_job_spells_are_counted_in_the_report_when_any_was_used(tmp_path):
    head = "rule,uses,people,explanation\n"
    rules = tmp_path / "rules.csv"
    rules.write_text(f"{head}one_day,0,0,One day is a day.\n")
    assert "One day is a day" not in render(material(folder=tmp_path))
    rules.write_text(f"{head}one_day,0,0,One day is a day.\nopen_end,7,5,Open is open.\n")
    words = "".join(Page(render(material(folder=tmp_path))).words)
    assert "Rules used on job spells, and how often" in words
    assert words.count("One day is a day.") == words.count("Open is open.") == 1


def test_synthetic_reports_say_at_the_top_that_published_figures_prove_nothing():
    study = plan().model_copy(update={"data_status": "synthetic"})
    found = render(material(study))
    assert found.index("made up") < found.index(study.question)
    assert "met by construction" in found
    assert "met by construction" not in text()


def render_spells():
    """The page of a trial with job spells, from made-up rows."""
    example = a_dated_example()
    rows = read_results(results_of(example))
    return render(material(example.plan, rows))


def spells():
    return Page(render_spells())


def test_a_trial_with_people_missing_says_how_sure_it_is_right_after_the_answer():
    anchors = [item["id"] for item in spells().of("section")]
    assert anchors[:3] == ["answer", "sure", "participants"]
    expected = ["results", "over-time", "industries", "states"]
    assert [name for name in anchors if name in expected] == expected
    assert "sure" not in page().ids


def test_details_are_folded_and_every_table_has_a_caption_of_its_own():
    found = spells()
    ids = found.ids
    assert len(ids) == len(set(ids))
    assert len(found.of("details")) == len(found.of("summary")) >= 4
    assert {"caption-missing", "caption-missing_others", "caption-sequences"} <= set(ids)


def test_figures_stand_in_their_section_and_are_numbered_as_they_come(tmp_path):
    names = ["effects", "amount_weeks_worked", "time_to_first_job", "missing", "flow", "industries"]
    entries = []
    for name in names:
        (tmp_path / f"{name}.svg").write_text("<svg/>")
        entries.append({"name": name, "title": name, "caption": "c", "alt": "a"})
    (tmp_path / "index.json").write_text(json.dumps(entries))
    found = render(material(folder=tmp_path))
    order = re.findall(r"Figure (\d+)\. (\w+)\.", found)
    assert [int(number) for number, _ in order] == [1, 2, 3, 4, 5, 6]
    assert [name for _, name in order] == [
        "missing", "flow", "effects", "time_to_first_job", "amount_weeks_worked", "industries",
    ]  # fmt: skip


def test_an_absent_primary_estimate_shows_its_reason():
    nothing = {"estimate": float("nan"), "ci_low": float("nan"), "ci_high": float("nan")}
    key = PRIMARY + "aid_minus_no_aid/risk_difference"
    rows = changed(key, **nothing, note="an arm is empty")
    found = "".join(Page(render(material(rows=rows))).words)
    assert "could not be estimated: an arm is empty" in found
