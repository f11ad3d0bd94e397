"""A program at a pseudo-terminal: how long from a key until the last byte that it draws."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

from measure import Failed


class Typist:
    """A program that is typed to, on a terminal of 80 × 24."""

    QUIET = 0.004  # nothing more comes for a key once so many seconds passed without a byte

    def __init__(self, command, folder):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            environment = {"HOME": folder, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
            os.execve(command[0], command, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.times = []
        self.bytes = 0
        if self._read(2) is None:
            raise Failed(f"{command[0]}: it shows nothing on a terminal")
        while self._read(0.5) is not None:
            pass

    def press(self, key, counts=True):
        """Types one key and waits until it is drawn."""
        start = time.perf_counter()
        os.write(self.terminal, key.encode())
        last = self._read(0.5)
        drawn = last
        while drawn is not None:
            last, drawn = drawn, self._read(self.QUIET)
        if last is None:
            raise Failed(f"the key {key!r} drew nothing")
        if counts:
            self.times.append(last - start)

    def _read(self, patience):
        """When bytes came; None when none did in time."""
        ready, _, _ = select.select([self.terminal], [], [], patience)
        if not ready:
            return None
        try:
            self.bytes += len(os.read(self.terminal, 65536))
        except OSError as ended:
            raise Failed("the program ended") from ended
        return time.perf_counter()

    def close(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)
