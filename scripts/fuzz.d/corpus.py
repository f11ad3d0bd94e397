"""The corpus of a target: a text file, one input a line, so that it can be read and compared.

What cannot be seen stands as `\\xNN`, a line end as `\\n`, a backslash twice.
"""

import codecs
import hashlib
import os


def escaped(data):
    result = ""
    for part in data.decode("utf-8", "surrogateescape"):
        if part == "\\":
            result += "\\\\"
        elif part == "\n":
            result += "\\n"
        elif part.isprintable():
            result += part
        else:
            result += "".join(f"\\x{byte:02x}" for byte in part.encode("utf-8", "surrogateescape"))
    return result


def unescaped(line):
    return codecs.escape_decode(line.encode())[0]


def unpack(path, folder):
    """Each input as a file, as libFuzzer wants it."""
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            data = unescaped(line.rstrip("\n"))
            with open(os.path.join(folder, hashlib.sha1(data).hexdigest()), "wb") as input:
                input.write(data)


def pack(folder, path):
    """Shortest first, so that a difference between two corpora stays small."""
    inputs = []
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            inputs.append(file.read())
    inputs.sort(key=lambda data: (len(data), data))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(escaped(data) + "\n" for data in inputs)
