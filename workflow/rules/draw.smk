"""Figures, each as SVG, PDF, PNG and CSV, from result rows and curve points."""


rule draw:
    """Draw every figure of {wildcards.study}."""
    input:
        plan="config/studies/{study}.yaml",
        results="results/{study}/{version}/results.parquet",
        curves="results/{study}/{version}/curves.parquet",
        code=modules_of("draw"),
    output:
        figures=report(
            directory("results/{study}/{version}/figures"),
            patterns=["{name}.svg"],
            caption="../report/figure.rst",
            category="{study}",
            labels={"what": "{name}", "kind": "figure"},
        ),
    log:
        "logs/{study}/{version}/draw.log",
    benchmark:
        "benchmarks/{study}/{version}/draw.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis draw {wildcards.study} --log {log:q}"
