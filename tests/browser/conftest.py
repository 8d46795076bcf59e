"""A real Chromium, and pages to look at that run as programs of their own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = ViewportSize(width=1366, height=768)
NARROW = ViewportSize(width=390, height=844)
PATIENCE = 10_000
"""Milliseconds; only a failing expectation waits so long."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if found is None:
        reason = "no chromium or google-chrome on PATH"
        if os.environ.get("NEP_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One look at a page, and everything that must not have happened in it."""

    page: Page
    address: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self) -> None:
        here = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        self.page.on(
            "request", lambda r: None if r.url.startswith(here) else self.foreign.append(r.url)
        )
        self.page.on(
            "websocket", lambda w: None if w.url.startswith(here) else self.foreign.append(w.url)
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda m: self.errors.append(m.text) if m.type in {"error", "warning"} else None,
        )


@pytest.fixture(scope="package")
def window(browser: Browser) -> BrowserContext:
    """A desk's screen; its pages share what the browser has fetched once."""
    return browser.new_context(viewport=WIDE)


@contextmanager
def visiting(window: BrowserContext, address: str) -> Iterator[Page]:
    """Open the page; afterwards nothing may have gone wrong in it or left the machine."""
    page = window.new_page()
    page.set_default_timeout(PATIENCE)
    visit = Visit(page, address)
    visit.watch()
    page.goto(address)
    yield page
    page.close()
    assert visit.foreign == []
    assert visit.errors == []


@contextmanager
def program(*arguments: str, **variables: str) -> Iterator[str]:
    """Run a program until the test is over and give the address that it prints.

    It must end well when it is told to.
    """
    with subprocess.Popen(  # noqa: S603 - this very Python
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | variables,
    ) as running:
        assert running.stdout
        told = (re.search(r"http://\S+", line) for line in running.stdout)
        yield next(found.group() for found in told if found)
        running.terminate()
    assert running.returncode == 0


@pytest.fixture(scope="package")
def gallery() -> Iterator[str]:
    with program("-m", "tests.browser.gallery") as address:
        yield address
