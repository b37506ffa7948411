"""Command `audit`: recompute printed numbers from printed counts."""

import argparse
import sys
from pathlib import Path

from ipsanalysis.audit.account import account
from ipsanalysis.audit.findings import audited
from ipsanalysis.audit.read import audit_items


def run(options: argparse.Namespace) -> int:
    """Print the account of a file of printed numbers; nothing is written.

    Returns:
        0: numbers that do not agree are what the account is for, not a failure.

    Raises:
        UserError: If the file cannot be read.
    """
    items = audit_items(Path(options.file))
    sys.stdout.write(account(items, audited(items)))
    return 0
