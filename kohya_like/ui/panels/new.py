"""Where a run begins: from pictures to a start in a few clicks."""

from kohya_like.demo.project import lay_out
from kohya_like.ui.site import Site
from kohya_like.ui.starting import start_file


class New:
    """What the first page asks for."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def demo(self) -> str:
        """Lay the demo out and queue it; the id of its job."""
        return start_file(self.site, lay_out(self.site.root)).id
