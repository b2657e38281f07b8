"""The portal, and beside it the bare views under /bare/."""

from fundportal.wsgi import application as portal
from tests.bench.bare import BareHandler

bare = BareHandler()


def application(environ, start_response):
    return (bare if environ["PATH_INFO"].startswith("/bare/") else portal)(environ, start_response)
