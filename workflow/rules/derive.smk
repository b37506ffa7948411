"""Canonical tables to one row of outcomes a participant."""


rule derive:
    """Derive every outcome of {wildcards.study} under every strategy its plan uses."""
    input:
        plan="config/studies/{study}.yaml",
        tables=canonical_tables("parquet"),
        code=modules_of("derive"),
    output:
        analysis="results/{study}/{version}/data/analysis.parquet",
        analysis_csv="results/{study}/{version}/data/analysis.csv",
        rules="results/{study}/{version}/data/rules.csv",
    log:
        "logs/{study}/{version}/derive.log",
    benchmark:
        "benchmarks/{study}/{version}/derive.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=3000,
    shell:
        "python -m ipsanalysis derive {wildcards.study} --log {log:q}"
