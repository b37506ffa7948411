"""The report people read, and the CONSORT checklist."""


rule report:
    """Write the report of {wildcards.study}."""
    input:
        plan="config/studies/{study}.yaml",
        results="results/{study}/{version}/results.parquet",
        account="results/{study}/{version}/data/account.csv",
        notes="results/{study}/{version}/data/notes.csv",
        rules="results/{study}/{version}/data/rules.csv",
        figures="results/{study}/{version}/figures",
        raw=raw_files,
        code=modules_of("report"),
    output:
        report=report(
            "reports/{study}/{version}/report.html",
            caption="../report/report.rst",
            category="{study}",
            labels={"what": "The report", "kind": "report"},
        ),
        checklist=report(
            "reports/{study}/{version}/consort_checklist.csv",
            caption="../report/checklist.rst",
            category="{study}",
            labels={"what": "CONSORT 2025 checklist", "kind": "table"},
        ),
    log:
        "logs/{study}/{version}/report.log",
    benchmark:
        "benchmarks/{study}/{version}/report.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis report {wildcards.study} --log {log:q}"
