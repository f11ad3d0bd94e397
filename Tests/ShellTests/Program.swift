// The built program, run as people run it: arguments, what stands on standard input, what comes out, and the exit code.

import Glibc
import Testing

/// What a run of the program gave.
struct Program {
  var out: String
  var error: String
  /// The exit code; 128 and the signal's number where a signal ended it, -1 where it did not end in time.
  var status: Int32

  /// Standard output, and what went wrong behind it.
  var all: String { out + error }

  /// The program, built beside the tests.
  static let path: String = {
    var path = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &path, path.count)
    let tests = String(decoding: path[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return tests.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/pacto"
  }()

  /// How long a run may take before it counts as hanging. The machine may be busy.
  private static let patience = 60.0

  /// Runs the program in a folder. Standard input and what comes out go through files there, so that no pipe fills up.
  static func run(_ arguments: [String], input: [UInt8] = [], in folder: String) throws -> Program {
    let place = folder + "/.run"
    try Folder.write(place + ".in", input)
    defer { for end in [".in", ".out", ".err"] { unlink(place + end) } }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, place + ".in", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, place + ".out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, place + ".err", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)

    var argv = (["env", "-C", folder, path] + arguments).map { (text: String) in strdup(text) } + [nil]
    var envp =
      ["LANG=C.UTF-8", "HOME=/nonexistent", "PATH=/usr/bin:/bin"].map { (text: String) in strdup(text) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var process: pid_t = 0
    try #require(posix_spawn(&process, "/usr/bin/env", &actions, &attributes, &argv, &envp) == 0)
    let status = wait(for: process)
    return Program(out: try Folder.read(place + ".out"), error: try Folder.read(place + ".err"), status: status)
  }

  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    for _ in 0..<Int(patience * 200) {
      if waitpid(process, &status, WNOHANG) == process {
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
      }
      usleep(5_000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
    return -1
  }
}

/// A folder of its own, gone when nobody needs it any more.
final class Folder {
  let path: String
  private var names: Set<String> = []

  init() throws {
    var name = Array("/tmp/pacto-test.XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&name)))
  }

  deinit { Folder.remove(path) }

  func write(_ name: String, _ bytes: [UInt8]) throws { try Folder.write("\(path)/\(name)", bytes) }
  func read(_ name: String) throws -> String { try Folder.read("\(path)/\(name)") }

  static func write(_ path: String, _ bytes: [UInt8]) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      try #require(count > 0)
      rest = rest.dropFirst(count)
    }
  }

  static func read(_ path: String) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    try #require(file >= 0)
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }

  private static func remove(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        if entry.pointee.d_type == UInt8(DT_DIR) { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
      }
      closedir(directory)
    }
    rmdir(path)
  }
}
