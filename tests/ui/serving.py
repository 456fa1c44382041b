"""A WSGI app on a free port, and a Chromium that looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from kiosk.serve import Server

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve `app` by waitress, as a site does; yields its address."""
    server = Server(app, "127.0.0.1", 0, threads=8)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()


class _Running:
    """The one Chromium of this process: Playwright's blocking side runs once a thread. Started by the first page,
    stopped with the last."""

    playwright: Playwright | None = None
    browser: Browser | None = None
    pages = 0

    @classmethod
    def enter(cls) -> Browser:
        """Return the browser for one page more."""
        if cls.browser is None:
            cls.playwright = sync_playwright().start()
            cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        cls.pages += 1
        return cls.browser

    @classmethod
    def leave(cls) -> None:
        """Take one page away."""
        cls.pages -= 1
        if cls.pages == 0 and cls.browser and cls.playwright:
            cls.browser.close()
            cls.playwright.stop()
            cls.browser = cls.playwright = None


@contextmanager
def browser_page(width: int = 800, height: int = 480) -> Iterator[Page]:
    """Yield a page with cookies of its own, in this process's one Chromium."""
    browser = _Running.enter()
    try:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        try:
            yield context.new_page()
        finally:
            context.close()
    finally:
        _Running.leave()
