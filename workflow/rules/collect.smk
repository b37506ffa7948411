"""The one long results file, and the one file of curve points."""


rule collect:
    """Join all result rows of {wildcards.study} and set published figures beside them."""
    input:
        plan="config/studies/{study}.yaml",
        describe="results/{study}/{version}/analyses/describe.parquet",
        employment="results/{study}/{version}/analyses/employment.parquet",
        first_job="results/{study}/{version}/analyses/first_job.parquet",
        work_amount="results/{study}/{version}/analyses/work_amount.parquet",
        histories="results/{study}/{version}/analyses/histories.parquet",
        employment_curves="results/{study}/{version}/analyses/employment_curves.parquet",
        first_job_curves="results/{study}/{version}/analyses/first_job_curves.parquet",
        work_amount_curves="results/{study}/{version}/analyses/work_amount_curves.parquet",
        histories_curves="results/{study}/{version}/analyses/histories_curves.parquet",
        code=modules_of("collect"),
    output:
        results="results/{study}/{version}/results.parquet",
        results_csv=report(
            "results/{study}/{version}/results.csv",
            caption="../report/results.rst",
            category="{study}",
            labels={"what": "All result rows", "kind": "data"},
        ),
        curves="results/{study}/{version}/curves.parquet",
        curves_csv="results/{study}/{version}/curves.csv",
    log:
        "logs/{study}/{version}/collect.log",
    benchmark:
        "benchmarks/{study}/{version}/collect.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis collect {wildcards.study} --log {log:q}"
