"""Free TCP ports on this machine."""

import socket


def free_port(*, host: str = "127.0.0.1", wanted: int = 0) -> int:
    """A port of `host` that nobody listens on: `wanted` itself when it is free (0: any). Raises OSError when it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, wanted))
        port: int = probe.getsockname()[1]
        return port
