"""Result rows and curve points, one rule for each family of analyses."""


rule describe:
    """Count the participant flow of {wildcards.study} and describe the arms at baseline."""
    input:
        plan="config/studies/{study}.yaml",
        tables=canonical_tables("parquet"),
        analysis="results/{study}/{version}/data/analysis.parquet",
        code=modules_of("describe"),
    output:
        rows="results/{study}/{version}/analyses/describe.parquet",
    log:
        "logs/{study}/{version}/describe.log",
    benchmark:
        "benchmarks/{study}/{version}/describe.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=3000,
    shell:
        "python -m ipsanalysis describe {wildcards.study} --log {log:q}"


rule employment:
    """Compare yes-or-no outcomes of {wildcards.study} between the arms."""
    input:
        plan="config/studies/{study}.yaml",
        tables=canonical_tables("parquet"),
        analysis="results/{study}/{version}/data/analysis.parquet",
        code=modules_of("employment"),
    output:
        rows="results/{study}/{version}/analyses/employment.parquet",
        curves="results/{study}/{version}/analyses/employment_curves.parquet",
    log:
        "logs/{study}/{version}/employment.log",
    benchmark:
        "benchmarks/{study}/{version}/employment.tsv"
    priority: 1  # the longest of the four starts first
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=3000,
    shell:
        "python -m ipsanalysis employment {wildcards.study} --log {log:q}"


rule first_job:
    """Compare times to an event of {wildcards.study} between the arms."""
    input:
        plan="config/studies/{study}.yaml",
        analysis="results/{study}/{version}/data/analysis.parquet",
        code=modules_of("first_job"),
    output:
        rows="results/{study}/{version}/analyses/first_job.parquet",
        curves="results/{study}/{version}/analyses/first_job_curves.parquet",
    log:
        "logs/{study}/{version}/first_job.log",
    benchmark:
        "benchmarks/{study}/{version}/first_job.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=3000,
    shell:
        "python -m ipsanalysis first_job {wildcards.study} --log {log:q}"


rule work_amount:
    """Compare amounts of work of {wildcards.study} between the arms."""
    input:
        plan="config/studies/{study}.yaml",
        analysis="results/{study}/{version}/data/analysis.parquet",
        code=modules_of("work_amount"),
    output:
        rows="results/{study}/{version}/analyses/work_amount.parquet",
        curves="results/{study}/{version}/analyses/work_amount_curves.parquet",
    log:
        "logs/{study}/{version}/work_amount.log",
    benchmark:
        "benchmarks/{study}/{version}/work_amount.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=3000,
    shell:
        "python -m ipsanalysis work_amount {wildcards.study} --log {log:q}"


rule histories:
    """Describe the industries and the monthly states of people in {wildcards.study}."""
    input:
        plan="config/studies/{study}.yaml",
        tables=canonical_tables("parquet"),
        code=modules_of("histories"),
    output:
        rows="results/{study}/{version}/analyses/histories.parquet",
        curves="results/{study}/{version}/analyses/histories_curves.parquet",
    log:
        "logs/{study}/{version}/histories.log",
    benchmark:
        "benchmarks/{study}/{version}/histories.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=3000,
    shell:
        "python -m ipsanalysis histories {wildcards.study} --log {log:q}"
