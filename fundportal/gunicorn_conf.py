"""The web server's settings, from the environment: HOST, PORT, WEB_WORKERS, WEB_THREADS. Locally and in production alike."""

import gc
import os
from typing import Any

HOST = os.environ.get("HOST", "127.0.0.1")

bind = f"[{HOST}]:{os.environ.get('PORT', '8000')}" if ":" in HOST else f"{HOST}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "fundportal.web.worker.ArrivalWorker"
preload_app = True  # loaded once, shared by all workers
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (heartbeats; a disk may stall)
keepalive = 75  # longer than the reverse proxy keeps an idle connection, so that it never writes into a closed one
timeout = 60
graceful_timeout = 20
forwarded_allow_ips = ""  # who is trusted is for TRUSTED_PROXIES to say, in one place
accesslog = None
control_socket_disable = True  # it would lie in the home folder, one for all checkouts


def when_ready(server: Any) -> None:
    """Before the workers are forked: what is loaded now stays for ever, so their garbage collectors need not walk it, nor copy its pages.

    A page makes some thousand objects, nearly all of which go by themselves; looking after each 700 would be looking several times a page.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
