// The built program, run from a shell in a folder of its own, as somebody types it.

import Glibc
import Testing

/// A folder to run commands in; it goes when the value does.
final class Terminal {
  let folder: String

  /// The program, built beside the tests.
  private static let built: String = {
    var path = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &path, path.count)
    let tests = String(decoding: path[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return "/" + tests.split(separator: "/").dropLast().joined(separator: "/")
  }()

  init(_ files: [String: String] = [:]) throws {
    let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(temporary)/pacto-tests-XXXXXX".utf8CString)
    folder = String(cString: try #require(mkdtemp(&template)))
    try #require(access("\(Self.built)/pacto", X_OK) == 0, "the program is built with the tests")
    for (name, text) in files { try #require(Fixtures.write(text, to: "\(folder)/\(name)")) }
  }

  deinit { _ = try? run("cd / && rm -rf '\(folder)'") }

  struct Outcome {
    var code: Int32
    var output: String
    var errors: String
    var lines: [Substring] { output.split(separator: "\n") }
  }

  func text(_ name: String) -> String? { Fixtures.text("\(folder)/\(name)") }

  /// Carries a command line out with `pacto` on its path and without the user's settings.
  @discardableResult
  func run(_ line: String) throws -> Outcome {
    let (output, errors) = ("\(folder)/.output", "\(folder)/.errors")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    // Whoever runs the tests may ignore or block signals, and that is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let words = ["/bin/sh", "-c", "cd '\(folder)' && \(line)"]
    let variables = ["PATH=\(Self.built):/usr/bin:/bin", "HOME=\(folder)", "LC_ALL=C"]
    var argv = words.map { (text: String) in strdup(text) } + [nil]
    var envp = variables.map { (text: String) in strdup(text) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var process: pid_t = 0
    try #require(posix_spawn(&process, "/bin/sh", &actions, &attributes, &argv, &envp) == 0)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
    return Outcome(
      code: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F, output: Fixtures.text(output) ?? "",
      errors: Fixtures.text(errors) ?? "")
  }
}
