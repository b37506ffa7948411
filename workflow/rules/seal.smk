"""The manifest of everything made: inputs, outputs, code, versions, seed."""


rule seal:
    """Write the manifest of {wildcards.study} and hold it against the released record."""
    input:
        plan="config/studies/{study}.yaml",
        raw=raw_files,
        results="results/{study}/{version}/results.parquet",
        results_csv="results/{study}/{version}/results.csv",
        curves="results/{study}/{version}/curves.parquet",
        curves_csv="results/{study}/{version}/curves.csv",
        figures="results/{study}/{version}/figures",
        tables="results/{study}/{version}/tables",
        report="reports/{study}/{version}/report.html",
        checklist="reports/{study}/{version}/consort_checklist.csv",
        code=sealed_code(),
    output:
        manifest="results/{study}/{version}/manifest.json",
    log:
        "logs/{study}/{version}/seal.log",
    benchmark:
        "benchmarks/{study}/{version}/seal.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis seal {wildcards.study} --log {log:q}"
