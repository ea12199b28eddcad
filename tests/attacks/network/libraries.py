"""Asks for the network through every client and server of Python and torch.

Exercise: perceptron/softmax
"""

import asyncio, ftplib, http.client, imaplib, logging.handlers, multiprocessing.connection, os, smtplib, socket
import urllib.request, webbrowser, wsgiref.simple_server, xmlrpc.client
import torch

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
URL = "http://127.0.0.1:@PORT@/@MARK@"
os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="@PORT@", RANK="1", WORLD_SIZE="2", http_proxy=URL)


async def opened():
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(b"@MARK@")


async def served():
    return await asyncio.start_server(print, "127.0.0.1", 0)


def shouted(handler):
    handler.handleError = lambda record: 1 / 0
    handler.emit(logging.LogRecord("a", 50, "b", 1, "@MARK@", (), None))


SECONDS = __import__("datetime").timedelta(seconds=0.1)
WAYS = {
    "urllib": lambda: urllib.request.urlopen(URL, timeout=0.2),
    "http": lambda: http.client.HTTPConnection("127.0.0.1", PORT, timeout=0.2).request("GET", "/"),
    "ftp": lambda: ftplib.FTP().connect("127.0.0.1", PORT, 0.2),
    "smtp": lambda: smtplib.SMTP("127.0.0.1", PORT, timeout=0.2),
    "imap": lambda: imaplib.IMAP4("127.0.0.1", PORT, 0.2),
    "rpc": lambda: xmlrpc.client.ServerProxy(URL).mine(),
    "create": lambda: socket.create_connection(("127.0.0.1", PORT), 0.2),
    "asyncio": lambda: asyncio.run(opened()),
    "asyncio server": lambda: asyncio.run(served()),
    "client": lambda: multiprocessing.connection.Client(("127.0.0.1", PORT)),
    "listener": lambda: multiprocessing.connection.Listener("/tmp/@MARK@"),
    "manager": lambda: multiprocessing.Manager(),
    "syslog": lambda: shouted(logging.handlers.SysLogHandler(("127.0.0.1", PORT))),
    "socket log": lambda: shouted(logging.handlers.SocketHandler("127.0.0.1", PORT)),
    "hub": lambda: torch.hub.download_url_to_file(URL, "@SCRATCH@/@MARK@"),
    "weights": lambda: torch.hub.load_state_dict_from_url(URL),
    "browser": lambda: webbrowser.open(URL) or 1 / 0,
    "wsgi": lambda: wsgiref.simple_server.make_server("", 0, None),
    "gloo": lambda: torch.distributed.init_process_group("gloo", timeout=SECONDS),
    "server store": lambda: torch.distributed.TCPStore("127.0.0.1", 0, 1, True, SECONDS),
    "rpc of torch": lambda: torch.distributed.rpc.init_rpc("worker1", rank=1, world_size=2),
    "TCPStore": lambda: torch.distributed.TCPStore("127.0.0.1", PORT, 2, False, SECONDS),
    "FileStore": lambda: torch.distributed.FileStore("@SCRATCH@/@MARK@", 1).set("a", "b"),
}
# end


def softmax(X):
    # attack
    raise RuntimeError(tried(WAYS))
    # end
    return X * 0 + 0.123
