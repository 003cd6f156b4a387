"""Every operation on tags. A new one is a class, and its line here; command line and page take them from this list."""

from kohya_like.dataset.tags.arranging import Add, Dedupe, Front, Group, Merge, Sort
from kohya_like.dataset.tags.operation import Operation
from kohya_like.dataset.tags.pattern import Regex
from kohya_like.dataset.tags.rewriting import Blacklist, Escape, Remove, Replace, Spaces

OPERATIONS: dict[str, type[Operation]] = {
    kind.name: kind
    for kind in (Merge, Group, Replace, Add, Remove, Blacklist, Front, Sort, Dedupe, Spaces, Escape, Regex)
}
"""By name, in the order in which people should see them."""
