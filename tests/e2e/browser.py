"""What a browser test watches besides the page: requests to other hosts, and complaints of scripts."""

from playwright.sync_api import BrowserContext, Page, Route

from scripts.browser import NARROW, WIDE, launched, program, served

__all__ = ["NARROW", "WIDE", "launched", "program", "served"]


class Outside:
    """What a page asked of other hosts; such requests are cut off."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    def guard(self, context: BrowserContext, address: str) -> None:
        """Let through what goes to `address` only."""

        def decide(route: Route) -> None:
            if route.request.url.startswith((address, "data:", "blob:")):
                route.continue_()
            else:
                self.requests.append(route.request.url)
                route.abort()

        context.route("**/*", decide)


def errors_of(page: Page) -> list[str]:
    """Collects what the page's scripts throw or complain of, from now on."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found
