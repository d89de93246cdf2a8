"""Who asks, and who remembers what was taken: a mark that never got in must not pass as one that was not found."""

import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_plus

import httpx

from scripts.tools.demo.client import GatewayClient, Json
from scripts.tools.platform import Platform
from tests.e2e.marks.table import ACCOUNT, ASCII, KEY, TEXT, mark, planted
from tests.e2e.people import Citizen, People

HEADERS = {
    "User-Agent": f"{ASCII}agent/1.0",
    "Referer": f"https://portal.example/{quote(TEXT)}?name={quote(TEXT)}",
    "X-Request-Id": f"{ASCII}request",
    "X-Forwarded-User": f"{ASCII}user",
    "Cookie": f"session={ASCII}cookie",
    "Baggage": f"name={quote(TEXT)},phone={ASCII}baggage",
    "Traceparent": f"00-{ASCII.encode().hex()}000000000000-{ASCII.encode()[:8].hex()}-01",
    "Tracestate": f"yilian={ASCII}state",
    "From": f"{ASCII.lower()}from@example.org",
    "Accept-Language": f"zh-{ASCII}x",
}
"""What every request carries besides: marks where a portal, a proxy or a browser writes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that was taken."""

    method: str
    path: str
    text: str
    content: bytes
    headers: dict[str, str]

    @property
    def operation(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"


@dataclass
class Witness:
    """Remembers each request that was answered with 2xx."""

    sent: list[Sent] = field(default_factory=list)

    def saw(self, request: httpx.Request) -> None:
        """A request was taken."""
        content = request.read()
        text = content.decode(errors="replace") + unquote_plus(request.url.query.decode())
        headers = {
            name: request.headers[name]
            for name in ("authorization", "content-type")
            if name in request.headers
        }
        self.sent.append(Sent(request.method, request.url.path, text, content, headers))

    def never_taken(self) -> list[str]:
        """Fields of the table whose mark was in no request that their operation took."""
        return [
            f"{operation} {name}"
            for operation, name in planted()
            if not self._took(operation, mark(operation, name))
        ]

    def _took(self, operation: str, text: str) -> bool:
        template = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(operation)))
        return any(text in each.text and template.fullmatch(each.operation) for each in self.sent)


class MarkedClient(GatewayClient):
    """A caller whose account, keys and headers are marks too."""

    def __init__(self, base_url: str, token: str, witness: Witness, mandate: str | None = None) -> None:
        super().__init__(base_url, token, mandate)
        self._witness = witness
        self._http.headers.update(HEADERS)

    def post(self, path: str, body: Json, key: str | None = None) -> Json:
        """POST with a key that is marked."""
        return super().post(path, body, key or f"{KEY}{uuid.uuid4().hex[:24]}")

    def put(self, path: str, body: Json) -> Json:
        """PUT a JSON object."""
        return self._json(self._http.put(path, json=body))

    def hand_in(self, path: str, file: tuple[str, bytes, str]) -> None:
        """POST a file to a page."""
        self._check(self._http.post(path, files={"file": file}))

    def _check(self, answer: httpx.Response) -> None:
        super()._check(answer)
        self._witness.saw(answer.request)


class MarkedPeople(People):
    """Everybody, with a witness."""

    def __init__(self, platform: Platform) -> None:
        self.witness = Witness()
        super().__init__(platform)

    def another_citizen(self, sub: str | None = None) -> Citizen:
        """Somebody whose account is a mark, and who writes marks."""
        citizen = super().another_citizen(sub or f"{ACCOUNT}{len(self._clients)}")
        citizen.client = self.client(citizen.sub, "applicant")
        return citizen

    def acting(self, agent: Citizen, mandate_no: str) -> Citizen:
        """The agent, whose calls are made under the mandate."""
        citizen = super().acting(agent, mandate_no)
        token = self.platform.token(agent.sub, "applicant")
        citizen.client = MarkedClient(self.platform.gateway_url, token, self.witness, mandate_no)
        self._clients.append(citizen.client)
        return citizen

    def client(self, sub: str, role: str, body: str | None = None, *more: str) -> MarkedClient:
        """A caller with one role, or more."""
        account = sub if sub.startswith(ACCOUNT) else f"{ACCOUNT}{sub}"
        token = self.platform.token(account, role, body, *more)
        client = MarkedClient(self.platform.gateway_url, token, self.witness)
        self._clients.append(client)
        return client
