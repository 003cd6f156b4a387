"""Moves the queue on for as long as the page is served."""

import logging
import threading

from kohya_like.ui.site import Site

EVERY_SECONDS = 1.0

log = logging.getLogger(__name__)


def keep_queue_moving(site: Site) -> threading.Event:
    """Start a thread that starts jobs whose turn it is; setting the event that is returned ends it."""
    ended = threading.Event()
    threading.Thread(target=_run, args=(site, ended), name="queue", daemon=True).start()
    return ended


def _run(site: Site, ended: threading.Event) -> None:
    while not ended.wait(EVERY_SECONDS):
        try:
            if site.queue.advance():
                site.changed()
        except Exception:  # A full disk, say. The next look may succeed, and the page goes on showing what it can.
            log.exception("the queue could not be moved on")
