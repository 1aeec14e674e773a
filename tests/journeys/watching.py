"""Notes what goes wrong on pages while somebody uses them, for every journey on the site."""

from playwright.sync_api import ConsoleMessage, Page, Request, Response

REFUSED = 400  # and above: the answer is that there is no answer


class Watch:
    """What goes wrong: messages, errors, requests to elsewhere, answers that refuse, unless one is
    `meant` to."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.wrong: list[str] = []
        self.meant: set[str] = set()

    def follow(self, page: Page) -> None:
        page.on("request", self._note_request)
        page.on("response", self._note_response)
        page.on("console", self._note_message)
        page.on("pageerror", lambda each: self.wrong.append(f"{page.url}: {each}"))

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.wrong.append(f"asked for {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= REFUSED and response.url not in self.meant:
            self.wrong.append(f"{response.status} for {response.url}")

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.location.get("url") not in self.meant:
            self.wrong.append(f"console: {message.text}")
