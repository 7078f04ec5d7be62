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


def words_and_keys(text):
    """The words of all values and the keys of a JSON document, as two sets.

    What is no JSON has words only.
    """
    words, keys = set(), set()

    def walk(value):
        if isinstance(value, dict):
            keys.update(value)
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        else:
            words.update(WORD.findall(str(value)))

    try:
        walk(json.loads(text))
    except ValueError:
        words.update(WORD.findall(text))
    return words, keys


def spellings(text):
    return {text.lower(), text.replace(":", "").lower(),
            text.replace("/", "\\/").lower()}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        identifiers = json.load(file)["about"]["identifiers"]
    if not any(identifiers.values()):
        sys.exit("the recording names no identifiers")
    bad = 0
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8", errors="replace") as file:
            text = file.read()
        words, keys = words_and_keys(text)
        text = text.lower()
        for kind, values in identifiers.items():
            for number, value in enumerate(values):
                if len(value) >= LONG:
                    found = any(s in text for s in spellings(value))
                else:
                    found = value in words or value in keys
                if found:
                    print(f"{name}: {kind} number {number}")
                    bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
