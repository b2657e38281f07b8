"""A real SMTP server that remembers what it accepted, and can be told to refuse, to be slow or to break off."""

import asyncio
import logging
import threading
import time
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.WARNING)  # a line for each word of the protocol


class Mailbox:
    """`refuse` maps an address to the answer to its RCPT; `slow` is the time that each letter takes, `late` that of each answer before it;
    `on_letter(n)` runs before the n-th is accepted; `breaks_off` hangs up instead of accepting."""

    def __init__(self):
        self.letters = []
        self.refuse = {}
        self.slow = self.late = 0.0
        self.breaks_off = False
        self.on_letter = None
        self.connections = 0
        self.lock = threading.Lock()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 -- the name that aiosmtpd calls
        self.connections += 1
        session.host_name = hostname
        await asyncio.sleep(self.late)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 -- the name that aiosmtpd calls
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        await asyncio.sleep(self.late)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the name that aiosmtpd calls
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self.lock:
            self.letters.append((envelope.rcpt_tos[0], message))
            number = len(self.letters)
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.breaks_off:
            server.transport.abort()
        answer = self.on_letter(number) if self.on_letter else None
        return answer or "250 Accepted"

    def forget(self):
        """As if nothing had come yet."""
        self.letters, self.slow, self.on_letter = [], 0.0, None

    def addresses(self):
        return [address for address, _message in self.letters]

    def message_ids(self):
        return Counter(message["Message-ID"] for _address, message in self.letters)

    def wait_for(self, count, *, seconds=20.0):
        """Until `count` letters with different Message-IDs have arrived; fails after `seconds`."""
        until = time.monotonic() + seconds
        while len(self.message_ids()) < count:
            assert time.monotonic() < until, f"{len(self.message_ids())} of {count} letters after {seconds} s"
            time.sleep(0.02)


@contextmanager
def mail_server(port=0):
    """A Mailbox that listens on 127.0.0.1; its port is `box.port`."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def free_port():
    from fundportal.local.ports import free_port

    return free_port()
