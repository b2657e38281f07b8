"""What every test stands on: real servers (started by `python -m fundportal.local test`) and no way out of this machine."""

import ipaddress
import sys


def loopback_only(event, arguments):
    """Refuses connections to other machines. An audit hook sees every thread and library and cannot be taken off."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise PermissionError(f"Tests reach this machine only, not {host}.")


sys.addaudithook(loopback_only)
