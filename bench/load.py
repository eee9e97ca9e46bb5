"""Requests one after another over a few connections: by wrk where there is one, else by threads of ours."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from urllib.parse import urlsplit


def requests_per_second(address: str, cookie: str, connections: int, seconds: float) -> float:
    """Raises RuntimeError when an answer is not 200."""
    if shutil.which("wrk"):
        return by_wrk(address, cookie, connections, seconds)
    return by_threads(address, cookie, connections, seconds)


def by_wrk(address: str, cookie: str, connections: int, seconds: float) -> float:
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds:.0f}s",
        "--timeout",
        "30s",
        "-H",
        f"Cookie: {cookie}",
        address,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    if bad:
        raise RuntimeError(f"{address}: {bad[1]} answers were no 200")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def by_threads(address: str, cookie: str, connections: int, seconds: float) -> float:
    """Slower than wrk, and the same for every address: ratios stay comparable."""
    until = time.monotonic() + seconds
    counts = [0] * connections
    bad: list[int] = []

    def ask(place: int) -> None:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        while time.monotonic() < until and not bad:
            connection.request("GET", parts.path, headers={"Cookie": cookie})
            response = connection.getresponse()
            response.read()
            counts[place] += 1
            if response.status != 200:
                bad.append(response.status)
        connection.close()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if bad:
        raise RuntimeError(f"{address} answered {bad[0]}")
    return sum(counts) / (time.monotonic() - began)
