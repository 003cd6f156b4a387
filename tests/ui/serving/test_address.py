"""Where the page listens."""

import errno
import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohya_like.config.problems import InputError
from kohya_like.ui.serving import address
from kohya_like.ui.serving.address import LOOPBACK, Place, is_loopback, listen, local, local_url, network_urls, place_of

HERE = Place(socket.AF_INET, LOOPBACK)
EVERYWHERE = Place(socket.AF_INET, "0.0.0.0")


def sentence(error: InputError) -> str:
    [problem] = error.problems
    return f"{problem.field}: {problem.text.en}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1.2.3", "::1", "[::1]"])
def test_names_of_this_computer_are_reached_from_here_only(host: str) -> None:
    assert is_loopback(place_of(host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_other_addresses_are_open_to_others(host: str) -> None:
    assert not is_loopback(place_of(host))


@given(st.ip_addresses(v=4))
def test_every_number_stands_for_itself(number: object) -> None:
    assert place_of(str(number)) == Place(socket.AF_INET, str(number))


@pytest.mark.parametrize("host", ["", "no such host", "a..b", "例子.invalid"])
def test_what_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(InputError) as refused:
        place_of(host)
    assert sentence(refused.value).startswith(f"host: There is no address called {host!r}")


def test_a_socket_takes_connections_as_soon_as_it_is_there() -> None:
    with listen(HERE, 0) as door:
        socket.create_connection(door.getsockname(), timeout=5).close()


def test_a_busy_port_names_one_that_is_free() -> None:
    with listen(HERE, 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(InputError) as refused:
            listen(HERE, port)
    said = sentence(refused.value)
    assert said.startswith(f"port: Port {port} is taken")
    named = int(said.partition("--port ")[2].split(",")[0])
    assert port < named <= port + address.NEARBY_PORTS
    listen(HERE, named).close()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "port: This user may not listen on port 80"),
        (errno.EADDRNOTAVAIL, "host: The page cannot listen on 192.0.2.7 (No such address)"),
    ],
)
def test_what_the_system_refuses_is_said(monkeypatch: pytest.MonkeyPatch, number: int, said: str) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(number, "No such address")

    monkeypatch.setattr(address.socket, "create_server", refuse)
    with pytest.raises(InputError) as refused:
        listen(Place(socket.AF_INET, "192.0.2.7"), 80)
    assert sentence(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("given_address", "reached"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("192.0.2.7", "192.0.2.7")]
)
def test_a_tunnel_leads_to_where_the_page_listens(given_address: str, reached: str) -> None:
    assert local(Place(socket.AF_INET, given_address)).address == reached


@pytest.mark.parametrize(
    ("place", "url"),
    [
        (HERE, "http://127.0.0.1:7860"),
        (EVERYWHERE, "http://127.0.0.1:7860"),
        (Place(socket.AF_INET, "192.0.2.7"), "http://192.0.2.7:7860"),
        (Place(socket.AF_INET6, "::1"), "http://[::1]:7860"),
        (Place(socket.AF_INET6, "::"), "http://[::1]:7860"),
        (Place(socket.AF_INET6, "fe80::1%eth0"), "http://[fe80::1]:7860"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(place: Place, url: str) -> None:
    assert local_url(place, 7860) == url


def test_other_computers_are_told_addresses_of_the_network_only() -> None:
    assert list(network_urls(HERE, 7860)) == []
    for url in network_urls(EVERYWHERE, 7860):
        number = url.removeprefix("http://").removesuffix(":7860")
        assert not ip_address(number).is_loopback
