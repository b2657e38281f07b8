"""Every page of the permission matrix, staff's as well, in every look: axe-core finds no broken rule, and nothing sticks out."""

import tempfile
from pathlib import Path


def accessibility(*, say=lambda line: None, **_more):
    """Pages by GET and by POST with an empty form, each at 360 and 1280 px in light and dark."""
    from django.db import transaction
    from django.test import override_settings

    from fundportal.local.browser import find_chromium
    from tests import axe
    from tests.permissions.opened import opened
    from tests.permissions.world import make_world

    with override_settings(PUBLIC_PAGE_CACHE=False, PRIVATE_FILES_PROXY_PREFIX="/protected/"), transaction.atomic():
        world = make_world()
        pages = opened(world, "get") | opened(world, "post")
        transaction.set_rollback(True)
    say(f"{len(pages)} pages")
    with tempfile.TemporaryDirectory() as folder:
        wrong = axe.errors(pages, Path(folder), chromium=find_chromium(), looks=4, within=3600)
    for line in wrong:
        say(line)
    return {"pages": len(pages), "looks": 4, "wrong": len(wrong), "ok": not wrong}
