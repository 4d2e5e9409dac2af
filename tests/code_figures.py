#!/usr/bin/env python3
"""Measures the code as a house: file and function lengths, names, crates, and holds each figure against its goal.

Run it anywhere in a checkout; it reads `src/`, `Cargo.lock` and, where it was built, `target/release/circular`.
Imports that point up and circles are held by `cargo test architecture`. Ends with 1 when a goal is missed.
"""

import os
import re
import statistics
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CUSTOMARY = {"Args", "Error", "Row", "Command"}
MEGABYTE = 1_000_000


def blank(text):
    """Replaces comments and the contents of strings by spaces; keeps the lines."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|b?r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|b?\'(?:\\(?:u\{[^}]*\}|x..|.)|[^\\\'\n])\'', re.S
    )
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def without_tests(code):
    """Cuts off the unit tests at the end of a file."""
    found = re.search(r"^#\[cfg\(test\)\]\nmod \w+ \{", code, re.M)
    return code[: found.start()] if found else code


def function_lengths(code):
    """Yields (name, lines) of each function with a body."""
    for found in re.finditer(r"\bfn\s+(\w+)", code):
        depth, opened = 0, None
        for at in range(found.end(), len(code)):
            sign = code[at]
            if opened is None and sign == ";" and depth == 0:
                break
            if sign in "([":
                depth += 1
            elif sign in ")]":
                depth -= 1
            elif sign == "{":
                opened = at if opened is None else opened
                depth += 1
            elif sign == "}":
                depth -= 1
                if depth == 0:
                    start = code.rfind("\n", 0, found.start()) + 1
                    yield found.group(1), code.count("\n", start, at) + 1
                    break


def words(name):
    return re.findall(r"[A-Z][a-z0-9]*", name)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    files = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.rs")) if path.name != "tests.rs"}
    lines = {path: text.count("\n") for path, text in files.items()}
    code = {path: without_tests(blank(text)) for path, text in files.items()}
    functions = [(length, name, path) for path, text in code.items() for name, length in function_lengths(text)]
    lengths = [length for length, _, _ in functions]
    types = [
        name
        for text in code.values()
        for name in re.findall(r"^(?:pub(?:\([^)]*\))? )?(?:struct|enum|trait|type|union) (\w+)", text, re.M)
        if name not in CUSTOMARY
    ]
    shared = [name for name, count in Counter(types).items() if count > 1]
    one_word = sum(len(words(name)) == 1 for name in set(types)) * 100 / len(set(types))
    cli = sum(count for path, count in lines.items() if path.relative_to(ROOT / "src").parts[0] in ("cli", "cli.rs"))
    sending = sum(count for path, count in lines.items() if path.relative_to(ROOT / "src").parts[:2][-1] in ("send", "send.rs"))
    crates = (ROOT / "Cargo.lock").read_text(encoding="utf-8").count("[[package]]")
    binary = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "circular"
    long_files = [path for path, count in lines.items() if count > 400]
    long_functions = [(name, length, path) for length, name, path in functions if length > 60]

    total = sum(lines.values())
    rows = [
        ("files", len(files), None),
        ("lines", total, None),
        ("lines of a file: median, p90, most", f"{statistics.median(lines.values()):.0f}, {percentile(lines.values(), 0.9)}, {max(lines.values())}", None),
        ("files over 400 lines", len(long_files), 0),
        ("functions", len(lengths), None),
        ("lines of a function: median, p95, most", f"{statistics.median(lengths):.0f}, {percentile(lengths, 0.95)}, {max(lengths)}", None),
        ("functions over 60 lines", len(long_functions), 0),
        ("types", len(set(types)), None),
        ("type names shared by several types", len(shared), 0),
        ("type names of one word, in per cent", round(one_word, 1), 35),
        ("share of `cli` in all lines, in per cent", round(cli * 100 / total, 1), None),
        ("share of `cli/send` in all lines, in per cent", round(sending * 100 / total, 1), None),
        ("crates in Cargo.lock", crates, 401),
    ]
    if binary.exists():
        rows.append(("release binary, in MB", round(binary.stat().st_size / MEGABYTE, 1), 34))
    missed = False
    for what, value, most in rows:
        wrong = most is not None and value > most
        missed |= wrong
        goal = "" if most is None else f"at most {most}" + (": MISSED" if wrong else "")
        print(f"{what:<48}{value!s:>16}  {goal}".rstrip())
    for name, length, path in long_functions:
        print(f"too long: {path.relative_to(ROOT)}: {name} has {length} lines")
    for path in long_files:
        print(f"too long: {path.relative_to(ROOT)}")
    for name in sorted(shared):
        print(f"shared: {name}")
    sys.exit(missed)


if __name__ == "__main__":
    main()
