"""What Chromium does under the policies we ship: run in a mount namespace whose /etc/chromium is ours alone.

`unshare --mount --propagation private python -m tests.installing.policed FOLDER ADDRESS...` answers in JSON: for each
address where the browser was when it had tried, and with what error. FOLDER holds policies/managed/*.json.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile

from playwright.sync_api import BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as Failed

KNOWN = "chrome://policy"
STATES = "--states"
"""Asked instead of an address: what the browser says of each policy."""
SAID = """() => {
  const all = [];
  const walk = (node) => {
    if (node.shadowRoot) walk(node.shadowRoot);
    for (const child of node.childNodes ?? []) {
      if (child.nodeType === 3 && child.textContent.trim()) all.push(child.textContent.trim());
      if (child.nodeName !== "STYLE" && child.nodeName !== "SCRIPT") walk(child);
    }
  };
  walk(document.body);
  return all;
}"""


def tried(page: Page, address: str) -> dict[str, str]:
    """Return where the page was after it tried to go somewhere, and the error it met."""
    try:
        page.goto(address, timeout=10_000)
    except Failed as failed:
        return {"at": page.url, "error": failed.message.splitlines()[0]}
    return {"at": page.url, "error": ""}


def states(page: Page) -> dict[str, str]:
    """Return what the browser says of each policy it has found: OK, Deprecated, Unknown policy, ..."""
    page.goto(KNOWN)
    page.wait_for_function(f"() => ({SAID})().includes('Mandatory')")
    said = page.evaluate(SAID)
    rows = range(4, len(said) - 1)
    return {
        said[at - 4]: said[at + 1]
        for at in rows
        if said[at - 2 : at + 1] == ["Platform", "Machine", "Mandatory"]
    }


def rights(browser: BrowserContext, home: str) -> dict[str, str]:
    """Return what a page of ours may ask of the machine."""
    page = browser.new_page()
    page.goto(home)
    found = {}
    for name in ("geolocation", "notifications", "camera", "microphone"):
        found[name] = page.evaluate(
            f"async () => (await navigator.permissions.query({{name: '{name}'}})).state"
        )
    page.close()
    return found


def main() -> int:
    """Return 0 when all was tried."""
    folder, *addresses = sys.argv[1:]
    subprocess.run(["mount", "--bind", folder, "/etc/chromium"], check=True)
    # Not a context of Playwright's usual kind: those are incognito, which the policies forbid.
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = playwright.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        found: dict[str, object] = {}
        for address in (one for one in addresses if one != STATES):
            page = browser.new_page()
            found[address] = tried(page, address)
            page.close()
        found["states"] = states(browser.new_page()) if STATES in addresses else {}
        found["can"] = rights(browser, addresses[0])
        browser.close()
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
