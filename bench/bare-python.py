"""The same loop over Python's socket module, one thread a connection: connect, APOP, QUIT, wait for the close.

Words: HOST PORT CONNECTIONS. Each line of standard input is a number of logins; each round is told as JSON.
"""

import hashlib
import json
import socket
import sys
import threading
import time

host, port, connections = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def login(account):
    with socket.create_connection((host, port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = sock.makefile("rb")

        def reply():
            line = lines.readline()
            if not line.startswith(b"+OK"):
                raise SystemExit(f"answered {line!r}")
            return line

        greeting = reply()
        timestamp = greeting[greeting.index(b"<") : greeting.index(b">") + 1]
        digest = hashlib.md5(timestamp + f"secret-{account}".encode()).hexdigest()
        sock.sendall(f"APOP bench{account} {digest}\r\n".encode())
        reply()
        sock.sendall(b"QUIT\r\n")
        reply()
        if lines.read() != b"":
            raise SystemExit("octets behind the reply to QUIT")


for line in sys.stdin:
    logins = int(line)
    left = iter(range(logins))
    lock = threading.Lock()
    done = 0

    def work(account):
        global done
        while True:
            with lock:
                if next(left, None) is None:
                    return
            login(account)
            with lock:
                done += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(connections)]
    cpu, began = time.process_time(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ms, cpu_ms = (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000
    if done != logins:
        sys.exit(f"only {done} of {logins} logins succeeded")
    print(json.dumps({"logins": logins, "ms": ms, "cpuMs": cpu_ms}), flush=True)
