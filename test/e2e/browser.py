#!/usr/bin/env python3
"""A headless Chromium, spoken to by a pipe: what the page of --page does there.

usage: browser.py PAGE NAMES [KEY_FILE] [--plain TEXT] [--screenshots FOLDER]

NAMES has a raw name a line. The page is opened, filtered, its names are hidden
and its copy without names is taken. With KEY_FILE the command that the page
shows for a pseudonym is run. With TEXT, a file of as many bytes, the page may
take two seconds longer than that. Prints what is wrong; the status says so.
"""

import argparse
import base64
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time


class Browser:
    def __init__(self, folder):
        ours, theirs = os.pipe(), os.pipe()
        command = ["chromium", "--headless=new", "--no-sandbox",
                   "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                   "--disable-dev-shm-usage", "--disable-background-networking",
                   "--disable-component-update", f"--user-data-dir={folder}",
                   "--remote-debugging-pipe", "about:blank"]

        def pipes():
            # Chromium reads descriptor 3 and writes 4; both may be in the way.
            read, write = os.dup(ours[0]), os.dup(theirs[1])
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            command, preexec_fn=pipes, close_fds=False, cwd=folder,
            start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(ours[0])
        os.close(theirs[1])
        self.write, self.read = ours[1], theirs[0]
        self.number, self.rest, self.events = 0, b"", []
        self.session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target,
                                flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(domain + ".enable")

    def message(self):
        while b"\0" not in self.rest:
            part = os.read(self.read, 1 << 20)
            if not part:
                raise RuntimeError("the browser has gone")
            self.rest += part
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **params):
        self.number += 1
        question = {"id": self.number, "method": method, "params": params}
        if self.session:
            question["sessionId"] = self.session
        text = json.dumps(question).encode() + b"\0"
        while text:
            text = text[os.write(self.write, text):]
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, path):
        """Seconds until the page is loaded and drawn."""
        begin = time.monotonic()
        del self.events[:]
        self.ask("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        while not any(e["method"] == "Page.loadEventFired"
                      for e in self.events):
            self.events.append(self.message())
        self.run("new Promise((done) => requestAnimationFrame(() => "
                 "setTimeout(done, 0)))")
        return time.monotonic() - begin

    def run(self, script):
        answer = self.ask("Runtime.evaluate", expression=script,
                          awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def requests(self):
        return [e["params"]["request"]["url"] for e in self.events
                if e["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        return [e["params"] for e in self.events
                if e["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")]

    def screenshot(self, path, dark, top):
        self.ask("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme",
             "value": "dark" if dark else "light"}])
        self.ask("Emulation.setDeviceMetricsOverride", width=1200, height=1000,
                 deviceScaleFactor=1, mobile=False)
        self.run(f"scrollTo(0, {top})")
        data = self.ask("Page.captureScreenshot", format="png")["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


SHOW_ALL = "document.querySelectorAll('details').forEach((d) => d.open = true)"
TYPE = """(() => { const field = document.getElementById(%s);
  field.value = %s; field.dispatchEvent(new Event("input")); })()"""

# The relative luminances of a text and of what it stands on (WCAG 2.1).
CONTRASTS = r"""(() => {
  const channels = (text) => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((c) => c / 255).map(
      (c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const clear = "rgba(0, 0, 0, 0)";
  const poor = {};
  for (const element of document.querySelectorAll("main *, header *")) {
    const texts = [...element.childNodes].some(
      (n) => n.nodeType === 3 && n.textContent.trim() !== "");
    if (!texts || element.closest("svg, button, input")) continue;
    const style = getComputedStyle(element);
    let behind = element;
    while (behind && getComputedStyle(behind).backgroundColor === clear)
      behind = behind.parentElement;
    const [a, b] = [luminance(style.color),
                    luminance(getComputedStyle(behind).backgroundColor)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5)
      poor[element.tagName + "." + element.className] = contrast;
  }
  return poor;
})()"""


def check(browser, arguments, names):
    wrong = []
    seconds = browser.open(arguments.page)
    size = os.path.getsize(arguments.page)
    print(f"{size} bytes, opened in {seconds:.2f} s")
    if size > 10_000_000:
        wrong.append("the page has more than 10 MB")
    if arguments.plain:
        plain = browser.open(arguments.plain)
        seconds = browser.open(arguments.page)
        print(f"as plain text in {plain:.2f} s, again in {seconds:.2f} s")
        if seconds > plain + 2:
            wrong.append(f"takes {seconds:.2f} s, plain text {plain:.2f} s")
    page = pathlib.Path(arguments.page).resolve().as_uri()
    others = [url for url in browser.requests() if url != page]
    if others:
        wrong.append(f"the page asks for {others}")
    if browser.complaints():
        wrong.append(f"the browser complains: {browser.complaints()[:3]}")
    browser.run("setTimeout(() => {}, 0)")
    if arguments.screenshots:
        for dark in (False, True):
            shade = "dark" if dark else "light"
            top = "document.getElementById('tools').offsetTop - 60"
            for part, place in (("first", "0"), ("values", top)):
                browser.screenshot(
                    f"{arguments.screenshots}/{part}-{shade}.png", dark, place)
    many = size > 1_000_000
    if not many:
        for dark in (False, True):
            browser.ask("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme",
                 "value": "dark" if dark else "light"}])
            browser.run(SHOW_ALL)
            poor = browser.run(CONTRASTS)
            if poor:
                wrong.append(f"too little contrast: {poor}")

    # The filter.
    lines = browser.run("rows.length")
    browser.run(TYPE % ('"filter"', '"unix-epoch"'))
    left = browser.run("rows.filter((row) => !row.hidden).length")
    if not 0 < left < 3 or lines < 3:
        wrong.append(f"the filter leaves {left} of {lines} lines")
    browser.run(TYPE % ('"filter"', '""'))
    left = browser.run("rows.filter((row) => !row.hidden).length")
    if left != lines:
        wrong.append(f"without a filter there are {left} of {lines} lines")

    # A pseudonym, and the command that recomputes it.
    codes = browser.run("document.querySelectorAll('#every code').length")
    if arguments.key and codes and not many:
        kinds = browser.run("""Object.values(Object.fromEntries(
          [...document.querySelectorAll("#every code + i")].map((name) => [
            name.textContent.split(" ")[0],
            name.previousSibling.textContent])))""")
        for digits in kinds:
            browser.run(TYPE % ('"pick"', json.dumps(digits)))
            line = browser.run("document.getElementById('line').textContent")
            done = subprocess.run(["bash", "-c", line], text=True, check=False,
                                  stdout=subprocess.PIPE)
            if digits not in done.stdout:
                wrong.append(f"{line.split()[1]} does not give its pseudonym")
        print(f"{len(kinds)} pseudonyms were recomputed")

    # Names: there are some, and none when they are hidden, nor in the copy.
    def shown():
        browser.run(SHOW_ALL)
        text = browser.run("document.body.innerText")
        return [name for name in names if name in text]
    if names and not shown():
        wrong.append("the page shows no name")
    browser.run("""document.getElementById("hide").click()""")
    if shown():
        wrong.append(f"{len(shown())} names are seen though they are hidden")
    copy = browser.run("""new Promise((done) => {
      URL.createObjectURL = (blob) => { blob.text().then(done); return "#"; };
      document.getElementById("save").click(); })""")
    if "<!DOCTYPE html>" not in copy or any(name in copy for name in names):
        wrong.append("the copy without names has some, or is none")
    path = arguments.page + ".copy.html"
    pathlib.Path(path).write_text(copy, encoding="utf-8")
    browser.open(path)
    if browser.complaints():
        wrong.append(f"the copy does not work: {browser.complaints()[:3]}")
    if not browser.run("document.getElementById('copied').offsetHeight > 0"):
        wrong.append("the copy does not say that it is one")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("names")
    parser.add_argument("key", nargs="?")
    parser.add_argument("--plain")
    parser.add_argument("--screenshots")
    arguments = parser.parse_args()
    names = pathlib.Path(arguments.names).read_text().split("\n")
    folder = tempfile.mkdtemp()
    browser = Browser(folder)
    try:
        wrong = check(browser, arguments, [name for name in names if name])
    finally:
        browser.close()
        shutil.rmtree(folder, ignore_errors=True)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
