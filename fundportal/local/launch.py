"""Becomes another program, after the steps that only the child itself can take. Run by path, so that it starts in milliseconds.

Usage: launch.py {"argv": [...], "folder": "...", "user": [uid, gid] or null, "deathsignal": 15, "parent": pid}

- The folder is entered, and the program opened, while it still may: below a closed home folder the unprivileged user
  could reach neither by name. `{folder}` in an argument becomes a name that works for it: the open folder itself.
- The privileges go: supplementary groups, group, user, in that order.
- On Linux the kernel ends the program when its parent dies (prctl PR_SET_PDEATHSIG), however the parent dies. A change
  of user clears that wish, so it comes after.
"""

import ctypes  # before the privileges go: Python itself may lie in a closed folder
import json
import os
import sys

PR_SET_PDEATHSIG = 1


def main(order: dict) -> None:  # type: ignore[type-arg]
    argv: list[str] = order["argv"]
    program: str | int = argv[0]
    folder = order["folder"]
    if folder:
        os.chdir(folder)
    if order["user"]:
        if folder:
            opened = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
            os.set_inheritable(opened, True)
            folder = f"/proc/self/fd/{opened}"
        program = os.open(argv[0], os.O_RDONLY)
        uid, gid = order["user"]
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        die_with_parent(order["deathsignal"], order["parent"])
    os.execve(program, [word.replace("{folder}", folder or "") for word in argv], dict(os.environ))


def die_with_parent(signal: int, parent: int) -> None:
    """Asks the kernel for `signal` when the parent is gone; leaves at once when it has gone already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
