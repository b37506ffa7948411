"""Meta-analyses: published figures, and studies of this project, to their result rows and report."""


rule gather:
    """Check every figure of {wildcards.review} and choose the rows that each pool takes."""
    input:
        plan="config/evidence/{review}.yaml",
        raw=review_files,
        studies=studies_used,
        code=modules_of("gather"),
    output:
        tables=review_tables("parquet"),
        copies=review_tables("csv"),
        account="results/{review}/{version}/data/account.csv",
        notes="results/{review}/{version}/data/notes.csv",
        noted_rows="results/{review}/{version}/data/noted_rows.csv",
    log:
        "logs/{review}/{version}/gather.log",
    benchmark:
        "benchmarks/{review}/{version}/gather.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis gather {wildcards.review} --log {log:q}"


rule pool:
    """Pool the effects of {wildcards.review}, and see what each trial and method does to them."""
    input:
        plan="config/evidence/{review}.yaml",
        tables=review_tables("parquet"),
        code=modules_of("pool"),
    output:
        rows="results/{review}/{version}/analyses/pool.parquet",
    log:
        "logs/{review}/{version}/pool.log",
    benchmark:
        "benchmarks/{review}/{version}/pool.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis pool {wildcards.review} --log {log:q}"


rule moderators:
    """Regress the effects of {wildcards.review} on characteristics of its trials."""
    input:
        plan="config/evidence/{review}.yaml",
        tables=review_tables("parquet"),
        code=modules_of("moderators"),
    output:
        rows="results/{review}/{version}/analyses/moderators.parquet",
        curves="results/{review}/{version}/analyses/moderators_curves.parquet",
    log:
        "logs/{review}/{version}/moderators.log",
    benchmark:
        "benchmarks/{review}/{version}/moderators.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis moderators {wildcards.review} --log {log:q}"


rule bayes:
    """Pool {wildcards.review} with priors, and set studies of this project among its trials."""
    input:
        plan="config/evidence/{review}.yaml",
        tables=review_tables("parquet"),
        studies=studies_used,
        code=modules_of("bayes"),
    output:
        rows="results/{review}/{version}/analyses/bayes.parquet",
        curves="results/{review}/{version}/analyses/bayes_curves.parquet",
    log:
        "logs/{review}/{version}/bayes.log",
    benchmark:
        "benchmarks/{review}/{version}/bayes.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis bayes {wildcards.review} --log {log:q}"


rule combine:
    """Join all result rows of {wildcards.review} with the audit of printed figures."""
    input:
        plan="config/evidence/{review}.yaml",
        raw=review_files,
        pool="results/{review}/{version}/analyses/pool.parquet",
        moderators="results/{review}/{version}/analyses/moderators.parquet",
        bayes="results/{review}/{version}/analyses/bayes.parquet",
        moderators_curves="results/{review}/{version}/analyses/moderators_curves.parquet",
        bayes_curves="results/{review}/{version}/analyses/bayes_curves.parquet",
        code=modules_of("combine"),
    output:
        results="results/{review}/{version}/results.parquet",
        results_csv=report(
            "results/{review}/{version}/results.csv",
            caption="../report/results.rst",
            category="{review}",
            labels={"what": "All result rows", "kind": "data"},
        ),
        curves="results/{review}/{version}/curves.parquet",
        curves_csv="results/{review}/{version}/curves.csv",
        audit="results/{review}/{version}/data/audit.csv",
    log:
        "logs/{review}/{version}/combine.log",
    benchmark:
        "benchmarks/{review}/{version}/combine.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis combine {wildcards.review} --log {log:q}"


rule draw_review:
    """Draw every figure of {wildcards.review}."""
    input:
        plan="config/evidence/{review}.yaml",
        results="results/{review}/{version}/results.parquet",
        curves="results/{review}/{version}/curves.parquet",
        code=modules_of("draw_review"),
    output:
        figures=report(
            directory("results/{review}/{version}/figures"),
            patterns=["{name}.svg"],
            caption="../report/figure.rst",
            category="{review}",
            labels={"what": "{name}", "kind": "figure"},
        ),
    log:
        "logs/{review}/{version}/draw_review.log",
    benchmark:
        "benchmarks/{review}/{version}/draw_review.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis draw_review {wildcards.review} --log {log:q}"


rule tabulate_review:
    """Lay out every table of {wildcards.review}."""
    input:
        plan="config/evidence/{review}.yaml",
        tables=review_tables("parquet"),
        audit="results/{review}/{version}/data/audit.csv",
        results="results/{review}/{version}/results.parquet",
        code=modules_of("tabulate_review"),
    output:
        tables=report(
            directory("results/{review}/{version}/tables"),
            patterns=["{name}.html"],
            caption="../report/table.rst",
            category="{review}",
            labels={"what": "{name}", "kind": "table"},
        ),
    log:
        "logs/{review}/{version}/tabulate_review.log",
    benchmark:
        "benchmarks/{review}/{version}/tabulate_review.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis tabulate_review {wildcards.review} --log {log:q}"


rule report_review:
    """Write the report of {wildcards.review}, and the page on printed figures."""
    input:
        plan="config/evidence/{review}.yaml",
        tables=review_tables("parquet"),
        audit="results/{review}/{version}/data/audit.csv",
        results="results/{review}/{version}/results.parquet",
        account="results/{review}/{version}/data/account.csv",
        noted_rows="results/{review}/{version}/data/noted_rows.csv",
        figures="results/{review}/{version}/figures",
        raw=review_files,
        code=modules_of("report_review"),
    output:
        report=report(
            "reports/{review}/{version}/report.html",
            caption="../report/report.rst",
            category="{review}",
            labels={"what": "The report", "kind": "report"},
        ),
        audit=report(
            "reports/{review}/{version}/audit.html",
            caption="../report/audit.rst",
            category="{review}",
            labels={"what": "Printed figures recomputed", "kind": "report"},
        ),
        checklist=report(
            "reports/{review}/{version}/prisma_checklist.csv",
            caption="../report/checklist.rst",
            category="{review}",
            labels={"what": "PRISMA 2020 checklist", "kind": "table"},
        ),
    log:
        "logs/{review}/{version}/report_review.log",
    benchmark:
        "benchmarks/{review}/{version}/report_review.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis report_review {wildcards.review} --log {log:q}"


rule seal_review:
    """Write the manifest of {wildcards.review} and hold it against the released record."""
    input:
        plan="config/evidence/{review}.yaml",
        raw=review_files,
        studies=studies_used,
        results="results/{review}/{version}/results.parquet",
        results_csv="results/{review}/{version}/results.csv",
        curves="results/{review}/{version}/curves.parquet",
        curves_csv="results/{review}/{version}/curves.csv",
        figures="results/{review}/{version}/figures",
        tables="results/{review}/{version}/tables",
        report="reports/{review}/{version}/report.html",
        audit="reports/{review}/{version}/audit.html",
        checklist="reports/{review}/{version}/prisma_checklist.csv",
        code=sealed_code(),
    output:
        manifest="results/{review}/{version}/manifest.json",
    log:
        "logs/{review}/{version}/seal_review.log",
    benchmark:
        "benchmarks/{review}/{version}/seal_review.tsv"
    conda:
        "../../environment.yml"
    threads: 1
    resources:
        mem_mb=1000,
    shell:
        "python -m ipsanalysis seal {wildcards.review} --log {log:q}"
