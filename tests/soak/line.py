"""A bad telephone line between a browser and the portal, on this machine: narrow, far, lossy, and broken off now and then."""

import asyncio
import random
import threading
from contextlib import contextmanager, suppress

PACKET = 1400  # bytes


class Way:
    """One direction of the line, shared by all its connections: packets leave one after the other, none faster than the line."""

    def __init__(self, line):
        self.line, self.free_at, self.carried = line, 0.0, 0

    async def enter(self, size):
        """Waits until the packet is on the line. Returns when it arrives: one that is lost comes a round trip later, sent anew."""
        clock = asyncio.get_running_loop().time
        self.free_at = max(self.free_at, clock()) + size / self.line.speed
        self.carried += size
        await asyncio.sleep(max(0.0, self.free_at - clock()))
        arrives = clock() + self.line.delay
        while self.line.dice.random() < self.line.loss:
            arrives += 2 * self.line.delay
        return arrives


class Line:
    """`speed` in bytes a second each way, `delay` in seconds one way, `loss` a share of the packets; `cut()` breaks all connections off, which
    happens by itself `every` so many seconds, if at all."""

    def __init__(self, upstream, *, speed, delay, loss, every, seed):
        self.upstream, self.speed, self.delay, self.loss, self.dice = upstream, speed, delay, loss, random.Random(seed)
        self.every = every
        self.up, self.down, self.open, self.port, self.cuts = Way(self), Way(self), set(), 0, 0

    async def carry(self, reader, writer):
        with suppress(OSError, asyncio.CancelledError):  # Python 3.11 reports a cancelled connection as a fault
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            ends = {writer, far_writer}
            self.open |= ends
            try:
                await asyncio.gather(self.pump(reader, far_writer, self.up), self.pump(far_reader, writer, self.down))
            finally:
                self.open -= ends
                for end in ends:
                    end.close()

    async def pump(self, reader, writer, way):
        arriving = asyncio.Queue()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.deliver(arriving, writer))
            with suppress(OSError):
                while packet := await reader.read(PACKET):
                    arriving.put_nowait((await way.enter(len(packet)), packet))
            arriving.put_nowait((0.0, b""))

    async def deliver(self, arriving, writer):
        """In order: what comes after a lost packet waits for it."""
        clock = asyncio.get_running_loop().time
        with suppress(OSError):
            while True:
                due, packet = await arriving.get()
                if not packet:
                    return writer.write_eof() if writer.can_write_eof() and not writer.is_closing() else None
                await asyncio.sleep(max(0.0, due - clock()))
                writer.write(packet)
                await writer.drain()

    def cut(self):
        self.cuts += 1
        for end in list(self.open):
            end.transport.abort()

    async def cut_now_and_then(self):
        clock = asyncio.get_running_loop().time
        before = clock()
        while True:
            await asyncio.sleep(0.2)
            if self.every and clock() - before >= self.every:
                self.cut()
                before = clock()

    @contextmanager
    def other(self, *, speed, every):
        """For a while it is another line."""
        before = self.speed, self.every
        self.speed, self.every = speed, every
        try:
            yield
        finally:
            self.speed, self.every = before


@contextmanager
def bad_line(upstream, *, speed=50_000, delay=0.2, loss=0.02, every=None, seed=1):
    """A Line to a port of this machine; with `every` it is cut that often, in seconds."""
    line, known, ready = Line(upstream, speed=speed, delay=delay, loss=loss, every=every, seed=seed), {}, threading.Event()

    async def serve():
        ending = known["ending"] = asyncio.Event()
        known["loop"] = asyncio.get_running_loop()
        server = await asyncio.start_server(line.carry, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        ready.set()
        cutting = asyncio.create_task(line.cut_now_and_then())
        await ending.wait()
        cutting.cancel()
        line.cut()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield line
    finally:
        known["loop"].call_soon_threadsafe(known["ending"].set)
        thread.join(10)
