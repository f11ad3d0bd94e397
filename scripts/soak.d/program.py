"""The program, run over pipes: bounded in time, with a home of its own, and never left behind."""

import os
import resource
import signal
import subprocess

# Far above what anything here takes on a busy machine; beyond it a program hangs.
PATIENCE = 60


class Outcome:
    """What a run came to: its exit code as a shell tells it (128 + signal), its output and its errors as bytes."""

    def __init__(self, code, output, errors, seconds=0, megabytes=0):
        self.code, self.output, self.errors = code, output, errors
        self.seconds, self.megabytes = seconds, megabytes

    @property
    def text(self):
        return self.output.decode("utf-8", "backslashreplace")

    @property
    def said(self):
        return self.errors.decode("utf-8", "backslashreplace")

    def __str__(self):
        return f"code {self.code}\n--- output\n{self.text}\n--- errors\n{self.said}"


def shell_code(status):
    """An exit code as a shell tells it."""
    return 128 - status if status < 0 else status


class Program:
    """The release program of this project."""

    def __init__(self, path):
        self.path = path

    @staticmethod
    def environment(folder, **more):
        """Nothing of the user's settings; the home is the trial's folder."""
        return {
            "PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C", "TERM": "xterm-256color",
            **{name: value for name, value in more.items() if value is not None}}

    def start(self, arguments, folder, limits=(), cores=None, **more):
        """A running program; `more` is what Popen takes, and variables of the environment in capitals."""
        variables = {name: more.pop(name) for name in [*more] if name.isupper()}

        def prepare():
            # Python ignores these two, and that is inherited.
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            for limit, value in limits:
                resource.setrlimit(limit, (value, value))
            if cores:
                os.sched_setaffinity(0, cores)

        usual = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [self.path, *arguments], cwd=folder, env=self.environment(folder, **variables), preexec_fn=prepare,
            **{**usual, **more})

    def run(self, *arguments, folder, given=None, **more):
        """Runs it to its end. Beyond `PATIENCE` it is killed, and the code is that of the kill."""
        if given is not None:
            more["stdin"] = subprocess.PIPE
        process = self.start(arguments, folder, **more)
        try:
            output, errors = process.communicate(given, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
        return Outcome(shell_code(process.returncode), output or b"", errors or b"")

    def measured(self, trial, *arguments):
        """Runs it with files for its output: the outcome with seconds of processor time (a busy machine does not count)
        and the megabytes it had at its largest."""
        with open(trial.path("output"), "wb") as output, open(trial.path("errors"), "wb") as errors:
            process = self.start(arguments, trial.folder, stdout=output, stderr=errors,
                                 limits=[(resource.RLIMIT_CPU, PATIENCE)])
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        return Outcome(shell_code(process.returncode), trial.read("output"), trial.read("errors"),
                       used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def commands(self, agreement, *lines, folder, **more):
        """`pacto AGREEMENT -c LINE …`"""
        return self.run(agreement, *[word for line in lines for word in ("-c", line)], folder=folder, **more)
