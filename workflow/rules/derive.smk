"""Canonical tables to one row of outcomes a participant."""


rule derive:
    """Derive every outcome of {wildcards.study} under every strategy its plan uses."""
    input:
        plan="config/studies/{study}.yaml",
        participants="results/{study}/{version}/data/participants.parquet",
        follow_up="results/{study}/{version}/data/follow_up.parquet",
        person_periods="results/{study}/{version}/data/person_periods.parquet",
        code=modules_of("derive"),
    output:
        analysis="results/{study}/{version}/data/analysis.parquet",
        analysis_csv="results/{study}/{version}/data/analysis.csv",
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
