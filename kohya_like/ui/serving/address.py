"""Where the page listens, and under which addresses people reach it."""

import errno
import ipaddress
import socket
from collections.abc import Iterator
from typing import NamedTuple

import psutil

from kohya_like.config.problems import InputError
from kohya_like.config.text import Text

BACKLOG = 512
NEARBY_PORTS = 100
LAST_PORT = 65535
LOOPBACK = "127.0.0.1"


class Place(NamedTuple):
    """An address as sockets take it."""

    family: socket.AddressFamily
    address: str


def place_of(host: str) -> Place:
    """The address that a name or number stands for; IPv4 where it has both. Raises InputError if it stands for none."""
    name = host.removeprefix("[").removesuffix("]")
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM) if name else []
    except (OSError, UnicodeError):
        found = []
    places = [Place(family, str(address[0])) for family, _, _, _, address in found]
    if not places:
        raise InputError.of("host", _NO_HOST.format(host=host))
    return next((place for place in places if place.family == socket.AF_INET), places[0])


def is_loopback(place: Place) -> bool:
    """Whether only programs on this computer can reach it."""
    return _number(place).is_loopback


def listen(place: Place, port: int) -> socket.socket:
    """A socket that takes connections at once; port 0 means any free one. Raises InputError if it cannot."""
    try:
        return socket.create_server((place.address, port), family=place.family, backlog=BACKLOG)
    except OSError as error:
        raise InputError.of(*_refusal(error, place, port)) from error


def local_url(place: Place, port: int) -> str:
    """The page's address for a browser on this computer."""
    number = _number(local(place))
    return f"http://[{number}]:{port}" if number.version == 6 else f"http://{number}:{port}"


def local(place: Place) -> Place:
    """Where programs on this computer reach what listens at a place."""
    if not _number(place).is_unspecified:
        return place
    return Place(place.family, LOOPBACK if place.family == socket.AF_INET else "::1")


def network_urls(place: Place, port: int) -> Iterator[str]:
    """The page's addresses for other computers, where it listens on every address of this one."""
    if not _number(place).is_unspecified:
        return
    active = {name for name, state in psutil.net_if_stats().items() if state.isup}
    for name, addresses in psutil.net_if_addrs().items():
        for address in addresses:
            if name in active and address.family == socket.AF_INET and not address.address.startswith("127."):
                yield f"http://{address.address}:{port}"


def _number(place: Place) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(place.address.partition("%")[0])  # What follows % names a network card.


def _refusal(error: OSError, place: Place, port: int) -> tuple[str, Text]:
    """The option that is wrong, and why."""
    match error.errno:
        case errno.EADDRINUSE:
            return "port", _BUSY.format(port=port, free=_next_free(place, port))
        case errno.EACCES:
            return "port", _FORBIDDEN.format(port=port)
    return "host", _NOT_OURS.format(host=place.address, error=error.strerror)


def _next_free(place: Place, port: int) -> int:
    """The next port that is free, or 0, which means any free one."""
    for candidate in range(port + 1, min(port + NEARBY_PORTS, LAST_PORT) + 1):
        try:
            socket.create_server((place.address, candidate), family=place.family).close()
        except OSError:
            continue
        return candidate
    return 0


_NO_HOST = Text(
    "There is no address called {host!r}: write 127.0.0.1 for this computer only, or 0.0.0.0 for the whole network.",
    "没有名为 {host!r} 的地址：仅限本机请写 127.0.0.1，整个网络可访问请写 0.0.0.0。",
)
_BUSY = Text(
    "Port {port} is taken by another program, perhaps by kohya-like itself: write --port {free}, which is free.",
    "端口 {port} 已被其他程序占用（也可能是 kohya-like 自己）：请改用空闲端口 --port {free}。",
)
_FORBIDDEN = Text(
    "This user may not listen on port {port}: choose one above 1023.",
    "当前用户无权监听端口 {port}：请选择 1023 以上的端口。",
)
_NOT_OURS = Text(
    "The page cannot listen on {host} ({error}): name an address of this computer.",
    "无法在 {host} 上监听（{error}）：请使用本机的地址。",
)
