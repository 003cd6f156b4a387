"""Every parameter of a run, what is wrong with them, and the plan."""

from collections.abc import Iterator
from typing import Any

from kohya_like.config.problems import Problem
from kohya_like.config.reading import to_toml
from kohya_like.config.text import Text
from kohya_like.jobs.status import PENDING
from kohya_like.plan.base_model import described
from kohya_like.plan.document import plan_document, problem_document
from kohya_like.plan.estimates import estimates
from kohya_like.plan.plan import make_plan
from kohya_like.ui.answers import both
from kohya_like.ui.drafts import machine_values, run_of, values_in
from kohya_like.ui.site import Site
from kohya_like.ui.starting import start_run

Values = dict[str, Any]
"""Values of parameters by name, as the browser's draft holds them."""


class Train:
    """What the page with the form asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def machine(self) -> Values:
        """The launch settings of this machine, which stand in for the defaults."""
        return machine_values(self.site)

    def check(self, values: Values, whole: bool = False) -> dict[str, Any]:
        """What is wrong with the values, and the run as TOML: what differs from the defaults, or the `whole`."""
        draft = run_of(self.site, values)
        return {"problems": _documents(draft.problems), "toml": to_toml(draft.config, changed_only=not whole)}

    def read(self, text: str) -> dict[str, Any]:
        """The values that a run file sets, without the wrong ones, and what is wrong with it."""
        values, problems = values_in(self.site, text)
        found = run_of(self.site, values).problems
        return {"values": values, "problems": _documents(problems + found)}

    def plan(self, values: Values) -> dict[str, Any]:
        """What the run would do, and every problem that can be seen before it starts."""
        draft = run_of(self.site, values)
        plan = make_plan(draft.config, root=self.site.root)
        wrong = {problem.field for problem in draft.problems if problem.severity == "error"}
        seen = [*plan.problems, *self._namesakes(draft.config.save.output_name)]
        more = [problem for problem in seen if problem.field not in wrong and problem not in draft.problems]
        return {
            "plan": plan_document(plan),
            "base": None if plan.base is None else both(described(plan.base)),
            "estimates": estimates(plan, draft.config, self.site.root),
            "problems": _documents(draft.problems + more),
        }

    def start(self, values: Values) -> str:
        """Queue the run; the id of its job. Raises InputError with every error."""
        return start_run(self.site, run_of(self.site, values).checked()).id

    def _namesakes(self, name: str) -> Iterator[Problem]:
        """A warning where a run of this name waits or runs: it may write the same file."""
        if any(job.title == name and job.status in PENDING for job in self.site.jobs()):
            yield Problem("save.output_name", _NAMESAKE.format(name=name), "warning")


_NAMESAKE = Text(
    "A run named {name} is running or queued: in the same output folder the later one replaces its file.",
    "名为 {name} 的训练正在运行或排队：若输出文件夹相同，后完成的会覆盖先完成的文件。",
)


def _documents(problems: list[Problem]) -> list[dict[str, str]]:
    return [problem_document(problem) for problem in problems]
