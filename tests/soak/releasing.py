"""A process that releases all noted decisions of these calls, wave by wave, and says when one begins and ends: `python -m tests.soak.releasing STAFF CALL …`."""

import sys
import time

import django


def main(staff, calls):
    from applicants.calls.models import Call
    from applicants.selection.decisions.release import NothingStaged, claim
    from applicants.selection.models import Release
    from fundportal.accounts.models import User
    from tests.soak.release import waves

    by = User.objects.get(pk=staff)
    print("ready", flush=True)
    for call in Call.objects.filter(pk__in=calls).order_by("pk"):
        for left in Release.objects.filter(call=call, state="running"):
            finish(left.pk)
        for chosen in waves():
            try:
                finish(claim(call=call, by=by, chosen=chosen).pk)
            except NothingStaged:
                continue


def finish(wave):
    """What is claimed is carried out; while the remains of a process that was killed still hold it, it is waited for."""
    from applicants.selection.decisions.release import go_on

    print("claimed", flush=True)
    while go_on(wave=wave).state == "running":
        time.sleep(0.02)
    print("known", flush=True)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), [int(pk) for pk in sys.argv[2:]])
