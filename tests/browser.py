"""Chromium without a screen, driven over its own pipe: pages opened, keys pressed, pictures and paper taken."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless", "--remote-debugging-pipe", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions", "--mute-audio",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb",
)  # fmt: skip
# Names of keys, their codes, and the text they type.
KEYS = {
    "Enter": (13, "\r"), "Escape": (27, ""), "ArrowDown": (40, ""), "ArrowUp": (38, ""), "Tab": (9, ""),
    "/": (191, "/"),
}  # fmt: skip
PATIENCE = 60.0
# Chromium reads commands from file 3 and answers into file 4, whatever stood there before.
STARTING = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def chromium() -> str:
    """The browser's program, or an empty text where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


class Page:
    """One page of the browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session = browser, session

    def ask(self, method: str, **said: Any) -> Any:
        """The answer of the browser's protocol."""
        return self.browser.ask(method, said, self.session)

    def open(self, address: str) -> None:
        """Loads an address and waits until it is there."""
        self.ask("Page.enable")
        self.ask("Runtime.enable")
        for one in ("about:blank", address):  # from elsewhere, so that an address of the same file is loaded too
            self.browser.told.clear()
            self.ask("Page.navigate", url=one)
            self.browser.wait("Page.loadEventFired", self.session)

    def close(self) -> None:
        """Closes the page, on which no script may have failed since it was opened."""
        failed = [one["params"] for one in self.browser.told if one.get("method") == "Runtime.exceptionThrown"]
        self.ask("Page.close")
        assert not failed, failed

    def run(self, script: str) -> Any:
        """The value of an expression in the page; of a promise, what it comes to."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, script: str) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + PATIENCE / 6
        while not (found := self.run(script)):
            assert time.monotonic() < end, f"not true in the page: {script}"
            time.sleep(0.02)
        return found

    def press(self, name: str) -> None:
        """Presses a key."""
        code, typed = KEYS[name]
        said = {"key": name, "code": "Slash" if name == "/" else name, "windowsVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=typed, **said)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **said)

    def type(self, words: str) -> None:
        """Types a text into what has the focus."""
        self.ask("Input.insertText", text=words)

    def look(self, width: int, height: int = 900, **media: str) -> None:
        """Sets the size of the window, and what a reader prefers (`prefers-color-scheme` is written with `_`)."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self.ask("Emulation.setEmulatedMedia", features=features)

    def script(self, on: bool) -> None:
        """Lets pages run scripts or not, from the next one on."""
        self.ask("Emulation.setScriptExecutionDisabled", value=not on)

    def picture(self) -> bytes:
        """What the window shows, as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])

    def paper(self) -> bytes:
        """The page printed, as PDF."""
        answer = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(answer["data"])


class Browser:
    """A running browser; the protocol is JSON between NUL bytes, on the pipes 3 and 4."""

    def __init__(self, program: subprocess.Popen[bytes], pipes: tuple[int, int]) -> None:
        self.program, self.pipes = program, pipes
        self.number, self.rest = 0, b""
        self.told: list[Any] = []

    def page(self) -> Page:
        """A new page."""
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        return Page(self, session)

    def ask(self, method: str, said: dict[str, Any], session: str = "") -> Any:
        """Sends a command and waits for its answer."""
        self.number += 1
        number = self.number
        command = {"id": number, "method": method, "params": said, **({"sessionId": session} if session else {})}
        self._send(command)
        while True:
            message = self._next()
            if message.get("id") == number:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]
            self.told.append(message)

    def wait(self, event: str, session: str) -> Any:
        """Waits for an event of a page."""
        while True:
            for message in self.told:
                if message.get("method") == event and message.get("sessionId") == session:
                    self.told.remove(message)
                    return message["params"]
            self.told.append(self._next())

    def _send(self, command: dict[str, Any]) -> None:
        content = json.dumps(command).encode() + b"\0"
        while content:
            content = content[os.write(self.pipes[0], content) :]

    def _next(self) -> Any:
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.pipes[1]], [], [], PATIENCE)
            assert ready, "the browser does not answer"
            more = os.read(self.pipes[1], 1 << 20)
            assert more, "the browser ended"
            self.rest += more
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser of its own, with its files in a folder; ended with all it started."""
    theirs, ours = os.pipe(), os.pipe()  # read end, write end
    flags = [*FLAGS, f"--user-data-dir={folder}", "about:blank"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.insert(0, "--no-sandbox")  # Chromium refuses its sandbox to the first user of a container
    starting = [sys.executable, "-I", "-S", "-c", STARTING, str(theirs[0]), str(ours[1]), chromium(), *flags]
    quiet = subprocess.DEVNULL
    program = subprocess.Popen(
        starting, pass_fds=(theirs[0], ours[1]), stdin=quiet, stdout=quiet, stderr=quiet, env=_environment(folder)
    )
    os.close(theirs[0])
    os.close(ours[1])
    running = Browser(program, (theirs[1], ours[0]))
    try:
        yield running
    finally:
        with suppress(AssertionError, OSError):
            running.ask("Browser.close", {})
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait(10)
        os.close(theirs[1])
        os.close(ours[0])


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
