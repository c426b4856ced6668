"""Opens HTML reports in a headless browser and fails where one logs anything, asks for anything over a network, runs over
the side of the page, or has a picture that does not show.

    open-report.py REPORT.html [...] --browser /usr/bin/chromium [--screenshots DIR]
"""

import argparse
import pathlib
import sys

from playwright.sync_api import sync_playwright

# Widths of a laptop's window and of a telephone's.
WIDTHS = {"wide": 1280, "narrow": 390}


def faults(page, report):
    """Everything that is wrong with a report at the page's width, in words."""
    found = []
    page.on("console", lambda message: found.append(f"console {message.type}: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: None
        if request.url.startswith(("data:", "blob:")) or request.url == report.as_uri()
        else found.append(f"request: {request.url[:200]}"),
    )
    page.goto(report.as_uri(), wait_until="load")
    if not page.locator("table").count():
        found.append("there is no table")
    if not page.locator("svg").count():
        found.append("there is no figure")
    for source in page.eval_on_selector_all(
        "img", "images => images.filter(i => !i.complete || i.naturalWidth == 0).map(i => i.src.slice(0, 80))"
    ):
        found.append(f"picture does not show: {source}")
    # Wide tables scroll in a box of their own; the page itself must not.
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        found.append(f"the page is {over} pixels wider than the window")
    # What is said below a table can be read without moving the table.
    for text in page.eval_on_selector_all(
        "caption",
        """captions => captions.filter(c => [...c.children].every(
             part => part.getBoundingClientRect().right > document.documentElement.clientWidth)).map(c => c.textContent.slice(0, 40))""",
    ):
        found.append(f"caption runs over the side: {text}")
    return found


def main():
    parser = argparse.ArgumentParser(description="Opens HTML reports in a headless browser.")
    parser.add_argument("reports", nargs="+", type=pathlib.Path)
    parser.add_argument("--browser", required=True)
    parser.add_argument("--screenshots", type=pathlib.Path)
    arguments = parser.parse_args()

    failed = False
    with sync_playwright() as playwright:
        # Without a sandbox of its own, as in containers; the only page it opens is ours.
        browser = playwright.chromium.launch(executable_path=arguments.browser, args=["--no-sandbox"])
        for report in arguments.reports:
            for kind, width in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": 900})
                found = faults(page, report.resolve())
                if arguments.screenshots:
                    arguments.screenshots.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=arguments.screenshots / f"{report.stem}-{kind}.png", full_page=True)
                page.close()
                for fault in found:
                    print(f"{report}: {kind} window: {fault}", file=sys.stderr)
                failed = failed or bool(found)
        browser.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
