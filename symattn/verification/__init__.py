"""Claims of a text against the steps of a derivation: verdicts, and the causes of wrong ones."""

from __future__ import annotations

from symattn.verification.check import verify, verify_problem
from symattn.verification.report import Report

__all__ = ["Report", "verify", "verify_problem"]
