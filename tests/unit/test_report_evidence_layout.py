"""The pages of a meta-analysis: order, links to files, and titles that are shown once."""

import json
import re
from dataclasses import replace
from pathlib import Path

from review_pages_example import evidence, material, the_evidence, without
from test_report_page import Page, shown_captions

from ipsanalysis.report.evidence.audit_page import render_audit
from ipsanalysis.report.evidence.page import render
from ipsanalysis.report.evidence.sections import ON_AUDIT_PAGE
from ipsanalysis.tables.evidence.files import Evidence

STUDY = f"results/{the_evidence().plan.study}/{the_evidence().plan.version}/"


def audit_page(own: Evidence, folder: Path = Path("nowhere")) -> str:
    made = material(own, folder)
    return render_audit(own, made.tables, made.figures)


def words_of(found: Page) -> str:
    return re.sub(r"\s+", " ", "".join(found.words))


def test_the_audit_page_says_how_to_read_a_verdict_before_the_tables_of_verdicts() -> None:
    made = audit_page(the_evidence())
    anchors = [item["id"] for item in Page(made).of("section")]
    assert anchors == ["verdicts", "reading", "counts", "totals", "all"]
    assert made.index('href="#reading"') < made.index("<table")
    assert made.index("How to read a verdict</h2>") < made.index("<table")


def test_the_contents_of_the_audit_page_lead_to_what_is_there() -> None:
    bare = evidence()
    bare = replace(without(bare, "miscount"), files=replace(bare.files, audit=[]))
    for own in (the_evidence(), bare):
        found = Page(audit_page(own))
        assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert "#reading" in found.links
    assert "#totals" not in found.links


def test_the_report_leads_to_totals_as_non_events_where_there_are_any() -> None:
    assert Page(render(material())).links.count("audit.html#totals") == 2
    assert "totals" in Page(audit_page(the_evidence())).ids
    own = without(the_evidence(), "miscount")
    assert "audit.html#totals" not in Page(render(material(own))).links


def test_a_doi_is_a_link_and_where_a_figure_was_seen_is_text() -> None:
    found = Page(render(material()))
    assert "https://doi.org/10.1000/made-up" in found.links
    assert "https://example.org/paper" not in found.links
    assert "https://example.org/paper. DOI: 10.1000/made-up." in words_of(found)


def test_a_source_without_doi_has_no_link() -> None:
    own = the_evidence()
    rows = [{**row, "doi": ""} for row in own.files.comparisons]
    found = Page(render(material(replace(own, files=replace(own.files, comparisons=rows)))))
    assert not any(link.startswith("http") for link in found.links)
    assert "DOI:" not in words_of(found)


def test_files_are_linked_from_where_the_pages_stand(tmp_path: Path) -> None:
    for name in ("forest", ON_AUDIT_PAGE):
        (tmp_path / f"{name}.svg").write_text("<svg/>")
    entries = [
        {"name": name, "title": name, "caption": "Notes.", "alt": "What it shows."}
        for name in ("forest", ON_AUDIT_PAGE)
    ]
    (tmp_path / "index.json").write_text(json.dumps(entries))
    pages = {
        "forest": Page(render(material(folder=tmp_path))),
        ON_AUDIT_PAGE: Page(audit_page(the_evidence(), tmp_path)),
    }
    for name, found in pages.items():
        for file in (f"figures/{name}.csv", f"figures/{name}.png"):
            assert f"../../../{STUDY}{file}" in found.links
            assert STUDY + file in words_of(found)
        assert "Notes." not in words_of(found)
        assert found.of("img")[0]["alt"] == "What it shows. Notes."
    assert {"prisma_checklist.csv", f"../../../{STUDY}results.csv"} <= set(pages["forest"].links)


def test_no_title_is_shown_twice() -> None:
    made = render(material())
    above = re.findall(r"<(?:summary|h2|h3)[^>]*>([^<]+)</", made)
    shown = shown_captions(made)
    assert len(shown) > 5
    assert made.count("<summary>") > 5
    assert not set(shown) & set(above)
