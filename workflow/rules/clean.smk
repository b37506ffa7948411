"""Raw files and their dictionary to canonical tables, with every fault listed."""


rule clean:
    """Check every cell of {wildcards.study} against the dictionary and write canonical tables."""
    input:
        plan="config/studies/{study}.yaml",
        raw=raw_files,
        code=modules_of("clean"),
    output:
        tables=canonical_tables("parquet"),
        copies=canonical_tables("csv"),
        account="results/{study}/{version}/data/account.csv",
        notes="results/{study}/{version}/data/notes.csv",
        noted_rows="results/{study}/{version}/data/noted_rows.csv",
    log:
        "logs/{study}/{version}/clean.log",
    benchmark:
        "benchmarks/{study}/{version}/clean.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=3000,
    shell:
        "python -m ipsanalysis clean {wildcards.study} --log {log:q}"
