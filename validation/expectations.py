"""The promises of the spec as Great Expectations: suites written beside the data, and run by that engine itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, StudySpec
from validation.data_docs import MOMENT, settle, site
from validation.promises import promise as said
from validation.promises.answer import Judged, beforehand, found, found_whole, outcome
from validation.promises.expected import Expected, expected
from validation.promises.frames import plain_frame, with_beside
from validation.promises.held import Held
from validation.promises.judge import judge_promises, judged_promise, whole_names
from validation.promises.promise import Promise
from validation.promises.said import all_promises
from validation.promises.suites import BESIDE_NAME, suite_files, suite_of, suites
from validation.result import Outcome

__all__ = ["beside_frame", "judge_promises", "plain", "run_gx", "suite_files", "suites"]

_UNSAID = "Great Expectations sees no labels"
Pairs = list[tuple[Promise, Expected]]
# A suite and a frame in, what was said of each expectation out: the name of its promise, and the engine's result.
Validate = Callable[[str, dict[str, Any], DataFrame], Iterable[tuple[str, Any]]]


def plain(dataset: Dataset) -> DataFrame:
    """The records as the suite of a dataset takes them: text as Python's own, blank is None, numbers as float64."""
    from validation.promises.held import held

    return plain_frame(held(dataset))


def beside_frame(
    name: str, datasets: Mapping[str, Dataset], study: StudySpec, *, others: Mapping[str, Dataset] | None = None
) -> DataFrame:
    """The records as the suite `<name>_beside` takes them: with the columns that it needs beside the dataset's own."""
    judged, spec = Judged(datasets, study, others), study.dataset(name)
    held = judged.held(name)
    if held is None or spec is None:
        return DataFrame()
    promises = [one for one in all_promises(study)[name] if beforehand(one, held, judged) is None]
    pairs = [(one, each) for one in promises for each in expected(one, spec) if each.beside]
    return with_beside(plain_frame(held), pairs, held, judged)


def run_gx(
    datasets: Mapping[str, Dataset],
    study: StudySpec,
    out: Path | None = None,
    *,
    others: Mapping[str, Dataset] | None = None,
) -> tuple[Outcome, ...]:
    """What Great Expectations says of each promise: one Outcome for each, as `judge_promises` gives them.

    Data Docs are built in the folder `out`, if one is given. What the engine has no expectation for is not run. Nothing
    leaves the machine: analytics and progress bars are off, the context lives in memory.
    """
    # Read once, when the package is imported; later versions have no analytics left.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    site(context, out)
    judged, answers = Judged(datasets, study, others), list[Outcome]()
    for name, promises in all_promises(study).items():
        spec, held = study.dataset(name), judged.held(name)
        if held is None or spec is None:
            answers += [found_whole(one, (), judged) for one in promises if isinstance(one.demand, said.Delivered)]
        else:
            asking = _Asking(spec, held, judged)
            answers += asking.answers(promises, _validator(gx, context))
        judged.let_go(name)
    if out is not None:
        context.build_data_docs()
        settle(out)
    return tuple(answers)


def _validator(gx: Any, context: Any) -> Validate:
    """What runs a suite on a frame in this context, and keeps its result for Data Docs."""
    run_id = gx.core.run_identifier.RunIdentifier(run_name="promises", run_time=MOMENT)
    source = context.data_sources.all().get("promises") if "promises" in context.data_sources.all() else None
    source = source or context.data_sources.add_pandas("promises")

    def validate(name: str, suite: dict[str, Any], frame: DataFrame) -> Iterator[tuple[str, Any]]:
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
        added = context.suites.add(gx.ExpectationSuite(**suite))
        definition = gx.ValidationDefinition(name=name, data=batch, suite=added)
        result = context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": frame}, result_format={"result_format": "COMPLETE"}, run_id=run_id
        )
        for one in result.results:
            yield one.expectation_config.meta["promise"], one

    return validate


@dataclass
class _Asking:
    """Great Expectations asked about one dataset."""

    spec: DatasetSpec
    held: Held
    judged: Judged
    results: dict[str, list[Any]] = field(default_factory=dict)

    def answers(self, promises: tuple[Promise, ...], validate: Validate) -> list[Outcome]:
        """What is said of each promise, in their order."""
        early = {one.name: self._early(one) for one in promises}
        pairs = [(one, each) for one in promises if early[one.name] is None for each in expected(one, self.spec)]
        frame = plain_frame(self.held)
        self._run(self.spec.name, [pair for pair in pairs if not pair[1].beside], frame, validate)
        beside = [pair for pair in pairs if pair[1].beside]
        if beside:
            frame = with_beside(frame, beside, self.held, self.judged)
            self._run(BESIDE_NAME.format(self.spec.name), beside, frame, validate)
        return [early[one.name] or self._told(one) for one in promises]

    def _early(self, promise: Promise) -> Outcome | None:
        """What needs no engine: nothing to ask of, or no word to ask with."""
        if not expected(promise, self.spec):
            return outcome(promise, self.judged.study, "not_run", reason=_UNSAID)
        before = beforehand(promise, self.held, self.judged)
        if before is None and isinstance(promise.demand, said.Ordered):
            before = judged_promise(promise, self.held, self.judged)
            return before if before.status == "not_applicable" else None
        return before

    def _run(self, name: str, pairs: Pairs, frame: DataFrame, validate: Validate) -> None:
        suite = suite_of(name, pairs, self.judged.study, ())
        for promise, result in validate(name, suite, frame):
            self.results.setdefault(promise, []).append(result)

    def _told(self, promise: Promise) -> Outcome:
        """The outcome of a promise: the records that any of its expectations did not expect."""
        results = self.results.get(promise.name, [])
        broken = [words for one in results if (words := raised(one))]
        if broken or not results:
            reason = broken[0] if broken else "Great Expectations gave no result"
            return outcome(promise, self.judged.study, "error", reason=reason)
        if isinstance(promise.demand, said.OF_WHOLE):
            return self._of_whole(promise, all(one.success for one in results))
        rows = {int(row) for one in results for row in one.result.get("unexpected_index_list") or ()}
        return found(promise, np.array(sorted(rows), dtype=np.intp), self.held, self.judged)

    def _of_whole(self, promise: Promise, kept: bool) -> Outcome:
        """Of a dataset's variables the engine says whether all is well; which are not is read off the data."""
        if kept:
            return found_whole(promise, None, self.judged)
        if isinstance(promise.demand, said.Described):
            names = whole_names(promise, self.held)
            # The same expectation fails for variables that are absent, which is told of them.
            return found_whole(promise, names, self.judged)
        if isinstance(promise.demand, said.Typed):
            number = self.held.number(promise.variables[0])
            return found_whole(promise, ("numbers (Num)" if number else "text (Char)",), self.judged)
        return found_whole(promise, whole_names(promise, self.held) or ("",), self.judged)


def raised(result: Any) -> str:
    """What the engine says went wrong while it looked, if anything did."""
    told = dict(result.exception_info or {})
    # One for the expectation, or one for each of its metrics.
    parts = [told] if "raised_exception" in told else list(told.values())
    return next((str(one.get("exception_message")) for one in parts if one.get("raised_exception")), "")
