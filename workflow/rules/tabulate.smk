"""Tables, each as CSV and as HTML that pastes into a document, from result rows."""


rule tabulate:
    """Lay out every table of {wildcards.study}."""
    input:
        plan="config/studies/{study}.yaml",
        results="results/{study}/{version}/results.parquet",
        code=modules_of("tabulate"),
    output:
        tables=report(
            directory("results/{study}/{version}/tables"),
            patterns=["{name}.html"],
            caption="../report/table.rst",
            category="{study}",
            labels={"what": "{name}", "kind": "table"},
        ),
    log:
        "logs/{study}/{version}/tabulate.log",
    benchmark:
        "benchmarks/{study}/{version}/tabulate.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis tabulate {wildcards.study} --log {log:q}"
