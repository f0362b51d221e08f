#!/usr/bin/python3
"""No test sleeps: it waits for a condition or moves the test clock.

The one place that may pause between two looks at a condition is a wait helper; its line carries the
words "wait helper" in a comment, and a file has at most one.
"""
import glob
import re
import sys

RULES = {
    "py": re.compile(r"\b(time|asyncio|gevent)\.sleep\s*\(|^from time import .*\bsleep\b|(?<![\w.])sleep\("),
    "c": re.compile(r"(?<!\w)(sleep|usleep|nanosleep|clock_nanosleep)\s*\("),
    "sh": re.compile(r"(^|[\s;&|(])sleep\s+[\d.$\"]"),
    "sql": re.compile(r"\bpg_sleep"),
}
RULES["h"] = RULES["c"]
HELPER = re.compile(r"(#|//|/\*).*\bwait helper\b")


def main():
    faults = 0
    for kind, rule in RULES.items():
        for path in sorted(glob.glob(f"tests/**/*.{kind}", recursive=True)):
            if path.startswith(("tests/lint/", "tests/bench/")):
                continue
            helpers = 0
            with open(path, encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    if not rule.search(line):
                        continue
                    helpers += bool(HELPER.search(line))
                    if not HELPER.search(line) or helpers > 1:
                        print(f"{path}:{number}: a test must not sleep; wait for a condition "
                              "or move the test clock")
                        faults += 1
    return faults != 0


if __name__ == "__main__":
    sys.exit(main())
