#!/usr/bin/env python3
"""Reads a trace of a run (strace -f) and says what the two halves may not do.

usage: halves.py TRACE SERVER-PORT HOME-PORT
"""

import re
import sys

CALL = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)")
WAYS_OUT = {"socket", "connect", "bind", "listen", "accept", "accept4",
            "socketpair", "execve", "execveat", "fork", "vfork", "clone",
            "clone3", "ptrace", "process_vm_readv", "kill", "tgkill"}
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")

# One that is put up: libseccomp also asks, without one, what there is.
FILTER = re.compile(r"SET_MODE_FILTER.*= 0$")
OWN = re.compile(r"/key\b|machine-id|telemetry\.conf|aerospike\.conf|/proc/")


def main():
    path, server, home = sys.argv[1:]
    runs = {}
    with open(path, encoding="utf-8", errors="replace") as trace:
        for line in trace:
            match = CALL.match(line)
            if match:
                runs.setdefault(match[1], []).append((match[2], line.strip()))

    def who_connects(port):
        return [pid for pid, calls in runs.items()
                if any(call == "connect" and f"htons({port})" in line
                       for call, line in calls)]

    wrong = []
    raw, clean = who_connects(server), who_connects(home)
    if len(raw) != 1 or len(clean) != 1 or raw == clean:
        sys.exit(f"to the server: {len(raw)} processes, to home: {len(clean)}; "
                 f"one and the same: {raw == clean}")
    if len(runs) != 2:
        wrong.append(f"{len(runs)} processes instead of two")

    calls = runs[raw[0]]
    names = [call for call, _ in calls]
    filters = [i for i, (call, line) in enumerate(calls)
               if call == "seccomp" and FILTER.search(line)]
    if not filters:
        sys.exit("the raw half has no seccomp filter")
    connected = next(i for i, (call, line) in enumerate(calls)
                     if call == "connect" and f"htons({server})" in line)
    if filters[-1] < connected:
        wrong.append("the filter does not stop connect")
    reads = [i for i in range(connected, len(calls))
             if names[i] in ("recvfrom", "recvmsg", "recv")
             and "MSG_PEEK" not in calls[i][1]]
    reads = reads or [i for i in range(connected, len(calls))
                      if names[i] == "read"]
    if not reads or reads[0] < filters[-1]:
        wrong.append("the raw half reads a reply before it is confined")
    for call, line in calls[filters[-1] + 1:]:
        if call in WAYS_OUT:
            wrong.append(f"the raw half calls {call} when it is confined")
        if call in ("open", "openat", "creat") and WRITES.search(line):
            wrong.append("the raw half opens a file for writing")
        if call == "sendto" and "sin_port" in line:
            wrong.append("the raw half sends to an address")

    calls = runs[clean[0]]
    reach = next(i for i, (call, line) in enumerate(calls)
                 if call == "connect" and f"htons({home})" in line)
    before = [call for call, _ in calls[:reach]]
    if any(call == "landlock_create_ruleset" and "ENOSYS" not in line
           and "EOPNOTSUPP" not in line for call, line in calls):
        if "landlock_restrict_self" not in before:
            wrong.append("the clean half reaches out before it is confined")
    filtered = sum(call == "seccomp" and bool(FILTER.search(line))
                   for call, line in calls[:reach])
    if filtered != 2:
        wrong.append(f"the clean half reaches out behind {filtered} filters")
    fence = max((i for i, (call, line) in enumerate(calls[:reach])
                 if call == "landlock_restrict_self"), default=0)
    for call, line in calls[fence:]:
        if call in ("open", "openat") and OWN.search(line):
            wrong.append(f"the sender opens {OWN.search(line)[0]}")
        if call == "connect" and f"htons({server})" in line:
            wrong.append("the sender connects to the server's port")
    for call, line in calls[reach:]:
        if call in ("execve", "execveat"):
            wrong.append("the clean half starts a program")
        if call in ("open", "openat", "creat") and WRITES.search(line):
            wrong.append("the clean half opens a file for writing")

    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
