"""What the evidence commands print, for the command line: it speaks to `app` alone."""

from gongfu.report.evidence_screen import (
    claim_line,
    few,
    in_language,
    more,
    more_rows,
    shown_blocks,
    waiting,
)

__all__ = ["claim_line", "few", "in_language", "more", "more_rows", "shown_blocks", "waiting"]
