"""`python -m improvement.local.memory_broker PORT`: the broker of last resort, in memory, on a loopback port."""

import sys

from fakeredis import TcpFakeServer

if __name__ == "__main__":
    TcpFakeServer.allow_reuse_address = True
    TcpFakeServer(("127.0.0.1", int(sys.argv[1])), server_type="redis").serve_forever()
