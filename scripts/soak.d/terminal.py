"""The program at a pseudo-terminal, as somebody types and looks at it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

from program import Program, shell_code
from trials import Broken

# Far above what any answer here takes on a busy machine.
PATIENCE = 15

ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]|\x07|\x08")
# The editor announces itself to the terminal before each prompt.
PROMPT = re.compile(rb"\x1b\[\?2004h[^\r\n]*?> ")


class Terminal:
    """A running program, its keyboard and what it has written so far. Use it in a `with`, so that it never stays."""

    def __init__(self, program, *arguments, folder, columns=80, rows=24, command=None, **variables):
        line = command or [program.path, *arguments]
        environment = Program.environment(folder, **variables)
        sys.stdout.flush()
        self.process, self.master = pty.fork()
        if self.process == 0:
            try:
                for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGHUP):
                    signal.signal(number, signal.SIG_DFL)
                os.chdir(folder)
                os.execve(line[0], line, environment)
            finally:
                os._exit(127)
        self.received = b""
        self.code = None
        self.used = None
        self.resize(columns, rows)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.hang_up()

    # What is done to it

    def send(self, text):
        """Types. A terminal that is gone takes nothing."""
        data = text.encode() if isinstance(text, str) else text
        try:
            while data:
                data = data[os.write(self.master, data):]
        except OSError:
            pass

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number):
        if self.code is None:
            os.kill(self.process, number)

    def hang_up(self):
        """The terminal's window is closed."""
        if self.master is not None:
            os.close(self.master)
            self.master = None

    def kill(self):
        """kill -9, and what is then left of its output."""
        if self.code is None:
            os.kill(self.process, signal.SIGKILL)
            self.read(0.05)
            self.wait()

    # What is seen of it

    def read(self, seconds):
        """Takes in what it writes within so many seconds; False where there will be no more."""
        if self.master is None:
            return False
        if not select.select([self.master], [], [], max(0, seconds))[0]:
            return True
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return False
        self.received += data
        return bool(data)

    def watch(self, seconds):
        """Takes in all that it writes for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self.read(left):
            pass

    @property
    def has_prompt(self):
        return PROMPT.search(self.received) is not None

    @property
    def shown(self):
        """What it wrote as text, without escape sequences and carriage returns."""
        return ESCAPES.sub(b"", self.received).replace(b"\r", b"").decode("utf-8", "replace")

    def until(self, wanted, seconds=PATIENCE):
        """Reads until a text (or what a function looks for in it) is shown. False where it never is."""
        find = wanted if callable(wanted) else lambda shown: wanted in shown
        end = time.monotonic() + seconds
        while not find(self.shown):
            left = end - time.monotonic()
            if left <= 0 or not self.read(min(left, 0.2)):
                return bool(find(self.shown))
        return True

    def forget(self):
        """What is shown from here on counts."""
        self.received = b""

    def ready(self, seconds=PATIENCE):
        """Waits for a prompt; False where none comes."""
        end = time.monotonic() + seconds
        while not self.has_prompt:
            left = end - time.monotonic()
            if left <= 0 or not self.read(min(left, 0.2)):
                return self.has_prompt
        return True

    def line(self, text, seconds=PATIENCE):
        """Types a line and waits for the next prompt: what is shown of it. The trial has failed where none comes."""
        self.forget()
        self.send(text + "\r")
        if not self.ready(seconds):
            raise Broken(f"a prompt follows {text}\n\nended with {self.wait(0.1)}\n\n{self.shown}")
        return self.shown

    def opened(self):
        """Waits for the first prompt. The trial has failed where none comes."""
        if not self.ready():
            raise Broken(f"the shell opens\n\nended with {self.wait(0.1)}\n\n{self.shown}")

    def wait(self, seconds=PATIENCE):
        """Its exit code as a shell tells it; None where it goes on for longer."""
        end = time.monotonic() + seconds
        while self.code is None:
            done, status, usage = os.wait4(self.process, os.WNOHANG)
            if done:
                self.code = shell_code(os.waitstatus_to_exitcode(status))
                self.used = usage.ru_utime + usage.ru_stime
                break
            if time.monotonic() > end:
                return None
            if not self.read(0.01):
                time.sleep(0.005)
        return self.code

    def working(self):
        """Seconds of processor time it has used so far."""
        with open(f"/proc/{self.process}/stat") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def is_raw(self):
        """Whether the terminal is still as an editor sets it."""
        return not termios.tcgetattr(self.master)[3] & termios.ICANON
