"""Extracts from the npm package `caniemail` (MIT) what the tests ask: per feature, one letter per mail program.

    npm pack caniemail@2.0.2 && tar xzf caniemail-2.0.2.tgz
    python3 tests/suite/looks/caniemail.py package > tests/suite/looks/caniemail.json

y: supported, a: partly, n: not, u: unknown, -: never tested. Of each program the last version in the order of the
file counts: sorted as text, `2019` would come behind `16.80`.
"""

import json
import pathlib
import sys

CLIENTS = [
    ("gmail", "desktop-webmail"),
    ("gmail", "ios"),
    ("gmail", "android"),
    ("gmail", "mobile-webmail"),
    ("outlook", "windows"),
    ("outlook", "macos"),
    ("outlook", "outlook-com"),
    ("outlook", "ios"),
    ("outlook", "android"),
    ("apple-mail", "macos"),
    ("apple-mail", "ios"),
    ("yahoo", "desktop-webmail"),
    ("yahoo", "ios"),
    ("yahoo", "android"),
    ("samsung-email", "android"),
    ("thunderbird", "macos"),
    ("protonmail", "desktop-webmail"),
    ("protonmail", "ios"),
]

package = pathlib.Path(sys.argv[1])
data = json.loads((package / "data/caniemail.json").read_text())
version = json.loads((package / "package.json").read_text())["version"]


def letter(stats, family, platform):
    versions = stats.get(family, {}).get(platform, {})
    return list(versions.values())[-1][0] if versions else "-"


features = {
    feature["slug"]: "".join(letter(feature["stats"], *client) for client in CLIENTS)
    for feature in data["data"]
    if feature["category"] in ("css", "html")
}
lines = [f"  {json.dumps(slug)}: {json.dumps(letters)}" for slug, letters in sorted(features.items())]
print("{")
print(f' "source": "caniemail {version} of npm, data of {data["last_update_date"][:10]}, https://www.caniemail.com",')
print(' "licence": "MIT: the text is in caniemail.LICENCE",')
print(f' "clients": {json.dumps([" ".join(client) for client in CLIENTS])},')
print(' "features": {')
print(",\n".join(lines))
print(" }\n}")
