#!/usr/bin/env python3
"""Looks for a recording's identifiers and the site's key in the memory of a
process that talks to home, and for the server among its descriptors.

usage: memory.py PID RECORDING KEY-FILE SERVER-PORT HOME-PORT

Waits until the process connects to home, stops it, and looks. What it prints
names the kind of identifier, never the identifier.
"""

import json
import os
import re
import signal
import sys
import time

# Shorter ones are words of the program and its libraries as well.
LONG = 7


def peers(pid):
    """The ports that the sockets of a process are connected to."""
    inodes = set()
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{fd}")
        except OSError:
            continue
        if match := re.fullmatch(r"socket:\[(\d+)\]", target):
            inodes.add(match[1])
    ports = set()
    for table in ("tcp", "tcp6"):
        with open(f"/proc/{pid}/net/{table}", encoding="ascii") as file:
            for line in list(file)[1:]:
                fields = line.split()
                if fields[9] in inodes:
                    ports.add(int(fields[2].split(":")[1], 16))
    return ports


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return file.read().split()


def memory(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, \
         open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            if rights[0] != "r" or "[v" in line:
                continue
            begin, end = (int(x, 16) for x in span.split("-"))
            try:
                mem.seek(begin)
                yield mem.read(end - begin)
            except OSError:
                continue


def main():
    pid, path, key_file, server, home = sys.argv[1:]
    server, home = int(server), int(home)
    with open(path, encoding="utf-8") as file:
        identifiers = json.load(file)["about"]["identifiers"]
    wanted = {text.encode(): kind for kind, texts in identifiers.items()
              for text in texts if len(text) >= LONG}
    with open(key_file, encoding="ascii") as file:
        key = file.read().strip()
    keys = {key.encode(): "key", bytes.fromhex(key): "key"}
    end = time.monotonic() + 6
    try:
        while home not in peers(pid):
            if time.monotonic() > end:
                sys.exit("the process does not connect to home")
            time.sleep(0.01)
        os.kill(int(pid), signal.SIGSTOP)
    except (FileNotFoundError, ProcessLookupError):
        sys.exit("the process ended before it could be looked at")
    try:
        wrong = []
        if server in peers(pid):
            wrong.append("a descriptor is connected to the server")
        if children(pid):
            wrong.append("the raw half is still there")
        chunks = list(memory(pid))
    finally:
        os.kill(int(pid), signal.SIGCONT)
    text = b"\n".join(chunks)
    # The payload is there, so the search would find what is there.
    if b'"telemetry-key-id"' not in text or b'"cluster-name"' not in text:
        sys.exit("the payload is not in the memory that was read")
    for name, kind in (wanted | keys).items():
        if name.lower() in text or name in text or name.upper() in text:
            wrong.append(f"an identifier of kind {kind} is in the memory")
    if len(wanted) < 10:
        wrong.append("the recording names too few identifiers")
    print("\n".join(wrong) or f"{len(text)} bytes, {len(wanted)} identifiers")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
