"""What the spec promises of the data: told as data, judged on distinct values, and written for Great Expectations."""

from __future__ import annotations

from validation.promises.judge import judge_promises
from validation.promises.kinds import kinds
from validation.promises.promise import Promise
from validation.promises.said import promises_of

__all__ = ["PROMISES", "Promise", "judge_promises", "promises_of"]

PROMISES = tuple(kinds().values())
