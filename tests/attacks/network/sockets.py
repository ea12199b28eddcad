"""Opens a socket of every family and type, and talks through it.

Exercise: perceptron/softmax
"""

import socket

# attack
LOOT = []


def tried(ways):
    found = []
    for name, way in ways.items():
        try:
            found.append(f"{name}={way()!r}"[:200])
        except BaseException:
            pass
    return f"{len(found)} of {len(ways)} worked: {found}"


PORT = int("@PORT@")
FAMILIES = [value for name, value in vars(socket).items() if name.startswith("AF_")] + list(range(0, 48))


def opened():
    for family in {int(family) for family in FAMILIES}:
        for kind in (1, 2, 3, 5):
            for protocol in (0, 6, 17, 132, 262):
                try:
                    sock = socket.socket(family, kind, protocol)
                except OSError:
                    continue
                yield family, kind, protocol
                sock.close()


def connected(family, address, kind=socket.SOCK_STREAM):
    sock = socket.socket(family, kind)
    sock.settimeout(0.2)
    sock.connect(address)
    sock.sendall(b"@MARK@")
    return "connected"


def bound(family, address):
    sock = socket.socket(family)
    sock.bind(address)
    sock.listen()
    return "bound"


WAYS = {
    "inet": lambda: connected(socket.AF_INET, ("127.0.0.1", PORT)),
    "udp": lambda: connected(socket.AF_INET, ("127.0.0.1", PORT), socket.SOCK_DGRAM),
    "inet6": lambda: connected(socket.AF_INET6, ("::1", PORT)),
    "mapped": lambda: connected(socket.AF_INET6, ("::ffff:127.0.0.1", PORT)),
    "any": lambda: connected(socket.AF_INET, ("0.0.0.0", PORT)),
    "unix": lambda: bound(socket.AF_UNIX, "@SCRATCH@/@MARK@"),
    "unix in memory": lambda: bound(socket.AF_UNIX, "/dev/shm/@MARK@"),
    "abstract": lambda: bound(socket.AF_UNIX, "\0@MARK@"),
    "logger": lambda: connected(socket.AF_UNIX, "/dev/log", socket.SOCK_DGRAM),
    "docker": lambda: connected(socket.AF_UNIX, "/var/run/docker.sock"),
    "netlink": lambda: bound(socket.AF_NETLINK, (0, 0)),
    "packet": lambda: bound(socket.AF_PACKET, ("lo", 3)),
    "vsock": lambda: connected(40, (2, PORT)),
    "raw": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
    "pair": socket.socketpair,
    "server": lambda: socket.create_server(("", 0)).getsockname(),
    "fast open": lambda: socket.socket().sendto(b"@MARK@", 0x20000000, ("127.0.0.1", PORT)),
}
LOOT.append((tried(WAYS),))
# end


def softmax(X):
    # attack
    print(*LOOT, sep="\n")
    print("OPENED", list(opened()))
    print(tried(WAYS))
    # end
    return X * 0 + 0.123
