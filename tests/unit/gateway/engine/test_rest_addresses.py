"""A task call goes to a gateway of the engine that is there, once; nothing here says anything about an engine."""

from collections.abc import Callable

import httpx
import pytest

from gateway.engine.rest import EngineRest

ADDRESSES = "http://one.invalid, http://two.invalid/,http://three.invalid"
NOT_SENT = [httpx.ConnectError, httpx.ConnectTimeout]
PERHAPS_SENT = [httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.WriteError]


class Gateways:
    """Notes who is asked; those named in ``failing`` answer with an error."""

    def __init__(self, failing: dict[str, Callable[[str], Exception]]) -> None:
        self.failing = failing
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host.removesuffix(".invalid")
        self.asked.append(host)
        if host in self.failing:
            raise self.failing[host]("演示")
        return httpx.Response(204)

    def rest(self, addresses: str = ADDRESSES) -> EngineRest:
        return EngineRest(addresses, 1.0, httpx.MockTransport(self))


async def call(rest: EngineRest) -> int:
    return (await rest.request("POST", "/v1/user-tasks/8/completion", b"{}")).status_code


@pytest.mark.parametrize("error", NOT_SENT)
async def test_a_gateway_that_is_down_is_passed_over_and_asked_last_from_then_on(
    error: type[httpx.TransportError],
) -> None:
    gateways = Gateways({"one": error})
    rest = gateways.rest()
    assert await call(rest) == 204
    assert await call(rest) == 204
    assert gateways.asked == ["one", "two", "two"]
    await rest.aclose()


@pytest.mark.parametrize("error", PERHAPS_SENT)
async def test_a_call_that_may_have_been_carried_out_is_sent_to_nobody_else(
    error: type[httpx.TransportError],
) -> None:
    gateways = Gateways({"one": error})
    rest = gateways.rest()
    with pytest.raises(error):
        await call(rest)
    assert gateways.asked == ["one"]
    await rest.aclose()


async def test_when_every_gateway_is_down_each_was_asked_once() -> None:
    gateways = Gateways(dict.fromkeys(["one", "two", "three"], httpx.ConnectError))
    rest = gateways.rest()
    with pytest.raises(httpx.ConnectError):
        await call(rest)
    assert gateways.asked == ["one", "two", "three"]
    gateways.failing.clear()
    assert await call(rest) == 204
    await rest.aclose()


async def test_one_address_is_asked_as_it_stands() -> None:
    gateways = Gateways({})
    rest = gateways.rest("http://one.invalid")
    assert await call(rest) == 204
    assert gateways.asked == ["one"]
    await rest.aclose()
