"""From raw data to report, for every study that config/config.yaml names.

Stages, in the order of the files below: clean, derive, analyse, collect, draw, tabulate, report,
seal; and those of meta-analyses. Each rule runs one step of the package, which also runs by hand:
python -m ipsanalysis <step> <study>.
"""


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/derive.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/collect.smk"
include: "workflow/rules/draw.smk"
include: "workflow/rules/tabulate.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/seal.smk"
include: "workflow/rules/evidence.smk"


rule all:
    """Everything of every study."""
    default_target: True
    input:
        every_output(),
