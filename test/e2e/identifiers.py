#!/usr/bin/env python3
"""Says whether an identifier of a recording occurs in what left the host.

usage: identifiers.py RECORDING FILE...

Searches each file for the names in the recording's about.identifiers: long ones
anywhere, in any case and, MACs, also without their colons; short ones, which
may be part of another word, as a whole word of a value or a whole key. Prints
which kind of identifier was found in which file, never the identifier.
"""

import json
import re
import sys

WORD = re.compile(r"[A-Za-z0-9_]+")
LONG = 7


def walk(value, path=()):
    """All (keys, leaf) texts of a JSON document."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield "key", key
            yield from walk(item, path + (key,))
    elif isinstance(value, list):
        for item in value:
            yield from walk(item, path)
    else:
        yield "leaf", str(value)


def spellings(text):
    return {text.lower(), text.replace(":", "").lower(),
            text.replace("/", "\\/").lower()}


def found(text, identifier):
    if len(identifier) >= LONG:
        low = text.lower()
        return any(s in low for s in spellings(identifier))
    try:
        document = json.loads(text)
    except ValueError:
        return identifier in WORD.findall(text)
    return any(identifier == item if kind == "key"
               else identifier in WORD.findall(item)
               for kind, item in walk(document))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        identifiers = json.load(file)["about"]["identifiers"]
    if not any(identifiers.values()):
        sys.exit("the recording names no identifiers")
    bad = 0
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8", errors="replace") as file:
            text = file.read()
        for kind, values in identifiers.items():
            for number, value in enumerate(values):
                if found(text, value):
                    print(f"{name}: {kind} number {number}")
                    bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
