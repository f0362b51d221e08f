#!/usr/bin/python3
"""Counts what a run of one kind of test did and prints "PASSED FAILED SKIPPED".

count.py ctest JUNIT.xml    cases of cmocka inside each program; a program that died is one failure
count.py pytest JUNIT.xml
count.py tap OUTPUT         what pg_prove --verbose wrote
A file that is missing or unreadable is one failure: the run did not come to its end.
"""
import re
import sys
import xml.etree.ElementTree


def cmocka_cases(output, word):
    return sum(int(n) for n in re.findall(rf"\[\s+{word}\s+\] (\d+) test\(s\)", output))


def count_ctest(path):
    passed = failed = skipped = 0
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        output = case.findtext("system-out") or ""
        bad = cmocka_cases(output, "FAILED")
        if case.get("status") != "run" and bad == 0:
            bad = 1
        good = cmocka_cases(output, "PASSED")
        if good == 0 and bad == 0 and "test(s)" not in output:
            good = 1  # not a cmocka program
        passed, failed = passed + good, failed + bad
        skipped += cmocka_cases(output, "SKIPPED")
    return passed, failed, skipped


def count_pytest(path):
    passed = failed = skipped = 0
    for suite in xml.etree.ElementTree.parse(path).iter("testsuite"):
        bad = int(suite.get("failures")) + int(suite.get("errors"))
        left_out = int(suite.get("skipped"))
        passed += int(suite.get("tests")) - bad - left_out
        failed, skipped = failed + bad, skipped + left_out
    return passed, failed, skipped


def count_tap(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    skipped = sum(bool(re.match(r"ok \d+.*# SKIP", line, re.I)) for line in lines)
    passed = sum(bool(re.match(r"ok \d+", line)) for line in lines) - skipped
    failed = sum(bool(re.match(r"not ok \d+(?!.*# TODO)", line)) for line in lines)
    # A file that broke off, or whose plan does not fit, is a failure of its own.
    failed += sum("Parse errors:" in line for line in lines)
    if "Result: PASS" not in lines and failed == 0:
        failed = 1
    return passed, failed, skipped


def main(kind, path):
    count = {"ctest": count_ctest, "pytest": count_pytest, "tap": count_tap}[kind]
    try:
        print(*count(path))
    except (OSError, xml.etree.ElementTree.ParseError) as error:
        print(f"count.py: {error}", file=sys.stderr)
        print(0, 1, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
