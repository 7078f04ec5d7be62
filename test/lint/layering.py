#!/usr/bin/env python3
"""Reads the includes of src/ and says where the architecture is broken.

usage: layering.py SRC

The rules are the tables below; each has its because. A row that no file uses
any more is reported as well, so that the tables stay true.
"""

import pathlib
import re
import sys

# room: (rooms it may include, because). A room may always include itself.
ROOMS = {
    "base": ((), "it knows nobody"),
    "config": (("base", "rule"),
               "what the user wrote is read before anything else; the names "
               "of channels are the rule's"),
    "rule": (("base",), "what may leave depends on nobody who decides"),
    "server": (("base", "rule"),
               "replies are read by the rule's keys and know nothing of what "
               "becomes of them"),
    "host": (("base",), "reads files, knows nothing of servers or reports"),
    "report": (("base", "rule", "server"),
               "writes what may leave; who decides that is the rule"),
    "privacy": (("base", "host", "report", "rule", "server"),
                "turns the raw into the reportable; may not reach out"),
    "audit": (("rule",),
              "believes nobody: of ours it has the rule's table alone"),
    "page": (("base", "privacy", "rule"),
             "shows a finished report; asks nobody"),
    "process": (("base",),
                "how the program runs, not what it says"),
    "home": (("audit", "base"),
             "takes a Payload; never sees sections or a report"),
    "run": (("audit", "base", "config", "host", "home", "page", "privacy",
             "process", "rule", "server"),
            "what main's lines stand for: the rooms put together"),
}

# Of the rule's headers the audit may include this one alone: the anonymiser's
# forms are not its forms.
AUDIT_MAY = ("audit/", "rule/dictionary.h", "rule/channel.h")

# library header: (files that may include it, because)
LIBRARIES = {
    r"curl/": (("home/post.cpp",),
               "one file reaches out; the raw half never loads libcurl"),
    r"openssl/": (("privacy/pseudonym.cpp",),
                  "one kind of hash under one key"),
    r"simdjson": (("audit/audit.cpp", "privacy/explain.cpp",
                   "server/recording.cpp",
                   "home/answer.cpp"),
                  "JSON is read where bytes arrive and nowhere else"),
    r"rapidjson/": (("report/", "server/recording.cpp", "run/status.cpp"),
                    "JSON is written by a writer, where it is made"),
    r"ini\.h": (("config/ini_text.cpp",),
                "consent is parsed once, strictly"),
    r"yaml\.h": (("config/server_conf.cpp",),
                 "the server's file is parsed once, bounded"),
    r"linux/(seccomp|filter)": (("process/system_calls.cpp",), "confinement is one concept"),
    r"linux/landlock": (("process/",), "confinement is one concept"),
    r"dlfcn": (("home/post_module.cpp",), "there is one module"),
    r"boost/": ((), "Boost is for tests"),
}

# Headers that reach the system: pure files have none of them.
POSIX = re.compile(
    r"^(unistd|fcntl|dirent|grp|pwd|netdb|poll|signal|syslog|spawn|termios|"
    r"csignal|fstream|iostream|filesystem|cstdio|stdio|ifaddrs|"
    r"sys/.*|net/.*|netinet/.*|arpa/.*|linux/.*)(\.h)?$")

# Files that may touch the system, and what for. All others are pure.
SYSTEM = {
    "base/address": "inet_pton and inet_ntop, which are pure",
    "base/file": "reads files, and writes one in one step",
    "base/log_": "writes the log",
    "config/": "reads and edits telemetry.conf and aerospike.conf",
    "server/info_client": "finds the server and connects to it",
    "host/": "reads /proc and /sys",
    "privacy/key_file": "reads and makes the key file",
    "home/post_module": "finds the module beside the program",
    "process/": "forks, confines, drops root",
    "run/": "the pipeline",
    "main": "the pipeline",
}

# Words that read a clock, the environment or chance.
CLOCK = re.compile(
    r"(_clock::now|\b(clock_gettime|gettimeofday|getenv|std::rand|"
    r"random_device)\b|\bstd::time\()")
CLOCK_FILES = {
    "base/log_": "a log line has its time",
    "server/info_client": "one deadline",
    "run/": "the run's time",
    "main": "the run's time",
}


def sources(root):
    return sorted(p for p in root.rglob("*") if p.suffix in (".h", ".cpp"))


def includes(text):
    return re.findall(r'^\s*#\s*include\s*["<]([^">]+)[">]', text, re.M)


def allowed(name, table):
    return [row for row in table if name.startswith(row)]


def check(root):
    broken = []
    used = set()

    def blame(name, what, because):
        broken.append(f"{name}: {what} (because: {because})")

    for path in sources(root):
        name = path.relative_to(root).as_posix()
        room = name.split("/")[0] if "/" in name else "main"
        text = path.read_text(encoding="utf-8")
        code = re.sub(r"//.*", "", text)
        if room not in ROOMS and room != "main":
            blame(name, "is in a room without a rule", "add it to ROOMS")
            continue
        for header in includes(text):
            target = header.split("/")[0]
            if target in ROOMS and room != "main" and target != room:
                may, because = ROOMS[room]
                if target not in may:
                    blame(name, f"may not include {header}", because)
                used.add((room, target))
            if (room == "audit" and target in ROOMS
                    and not header.startswith(AUDIT_MAY)):
                blame(name, f"may not include {header}", ROOMS[room][1])
            for library, (files, because) in LIBRARIES.items():
                if re.match(library, header):
                    row = [f for f in files if name.startswith(f)]
                    used.update((library, f) for f in row)
                    if not row:
                        blame(name, f"may not include {header}", because)
            if POSIX.match(header):
                rows = allowed(name, SYSTEM)
                used.update(("system", row) for row in rows)
                if not rows:
                    blame(name, f"is pure, but includes {header}",
                          "a pure function needs no mock")
        word = CLOCK.search(code)
        if word:
            rows = allowed(name, CLOCK_FILES)
            used.update(("clock", row) for row in rows)
            if not rows:
                blame(name, f"is pure, but says {word.group(0)}",
                      "same input, same bytes")
    return broken, used


def stale(root, used):
    """Rows of files that are there but do not need them (any more)."""
    there = [p.relative_to(root).as_posix() for p in sources(root)]
    rows = [(room, target) for room, (may, _) in ROOMS.items()
            for target in may]
    rows += [("system", row) for row in SYSTEM]
    rows += [("clock", row) for row in CLOCK_FILES]
    rows += [(library, f) for library, (files, _) in LIBRARIES.items()
             for f in files]
    return [f"no file needs the row {row} of {table}" for table, row in rows
            if (table, row) not in used]


def main():
    root = pathlib.Path(sys.argv[1])
    broken, used = check(root)
    broken += stale(root, used)
    for line in broken:
        print(line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
