"""From what the page holds of a run, values of parameters by name, to the run, and back from a file."""

from typing import Any

from kohya_like.config.problems import InputError, Problem
from kohya_like.config.reading import Draft, read_text, with_values
from kohya_like.config.run import PARAMETERS, RunConfig
from kohya_like.ui.roots import Roots
from kohya_like.ui.site import Site

FILE = "run.toml"
"""What problems call a file that was pasted or dropped."""


def run_of(site: Site, values: dict[str, Any]) -> Draft:
    """The run with these values, over the machine's launch settings, over the defaults.

    Values are what JSON has; None means the parameter's default. Relative paths lie in the workspace. A value that
    cannot be used, a path outside the allowed folders, and a name that is no parameter's are problems of the draft,
    each with its field; such values stand at their defaults and all the others are taken.
    """
    machine = with_values(site.settings().launch, over=RunConfig(), folder=site.root)
    draft = with_values(values, over=machine.config, folder=site.root)
    mistakes = [problem for problem in machine.problems if problem not in draft.problems]
    refused = _refuse_paths(draft.config, site.roots())
    return Draft(draft.config, [*mistakes, *draft.problems, *refused])


def values_in(site: Site, text: str) -> tuple[dict[str, Any], list[Problem]]:
    """The values that a run file sets and this machine would not have anyway, and what is wrong in the file.

    Raises InputError when it is no TOML at all.
    """
    values, problems = read_text(text, FILE)
    machine = machine_values(site)
    changed = {name: value for name, value in values.items() if value != machine.get(name, PARAMETERS[name].default)}
    return changed, problems


def machine_values(site: Site) -> dict[str, Any]:
    """The machine's launch settings by parameter: here they stand in for the defaults."""
    return {name: value for name, value in site.settings().launch.items() if name in PARAMETERS}


def _refuse_paths(config: RunConfig, roots: Roots) -> list[Problem]:
    """Take out every path that the page may not look at; a problem for each."""
    problems = []
    for parameter in PARAMETERS.values():
        value = config.value(parameter.path)
        if parameter.kind != "path" or value is None:
            continue
        try:
            roots.checked(value, parameter.path)
        except InputError as error:
            setattr(getattr(config, parameter.section), parameter.name, parameter.default)
            problems += error.problems
    return problems
