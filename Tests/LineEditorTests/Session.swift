// A program on a pseudo-terminal, with a screen to look at.

import CTerminal
import Glibc
import Testing

/// A running program and its terminal.
final class Session {
  private var master: Int32
  private var slave: Int32
  private let process: pid_t
  private(set) var screen: Screen
  private(set) var exitStatus: Int32?
  /// Everything the program has written.
  private(set) var received: [UInt8] = []

  /// How long an expected screen may take before the test gives up on it.
  private static let patience = 10.0

  /// The probe, built beside the tests.
  static let probe: String = {
    var path = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &path, path.count)
    let tests = String(decoding: path[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return tests.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/EditorProbe"
  }()

  init(
    _ arguments: [String] = [], program: String = Session.probe, columns: Int = 80, height: Int = 24,
    environment: [String: String] = [:]
  ) throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 64)
    try #require(cterminal_open(&master, &slave, &name, Int32(height), Int32(columns)) == 0)
    (self.master, self.slave) = (master, slave)
    screen = Screen(columns: columns, height: height)
    for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal a session's leader opens is its own.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let flags = [CTERMINAL_NEW_SESSION, POSIX_SPAWN_SETSIGDEF, POSIX_SPAWN_SETSIGMASK].reduce(0, |)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    // Whoever runs the tests may ignore some signals, and the thread that runs this one blocks most: both is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)

    let usual = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": "/nonexistent", "PATH": "/usr/bin:/bin"]
    let variables = usual.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var argv = ([program] + arguments).map { (text: String) in strdup(text) } + [nil]
    var envp = variables.map { (text: String) in strdup(text) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var process: pid_t = 0
    try #require(posix_spawn(&process, program, &actions, &attributes, &argv, &envp) == 0)
    self.process = process
  }

  deinit {
    if exitStatus == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    for end in [slave, master] where end >= 0 { close(end) }
  }

  func send(_ keys: String) { send(Array(keys.utf8)) }

  func send(_ keys: [UInt8]) {
    var bytes = keys[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  func signal(_ number: Int32) { kill(process, number) }

  func resize(columns: Int, height: Int) {
    pump(for: 0)
    screen.resize(columns: columns, height: height)
    _ = cterminal_resize(master, Int32(height), Int32(columns))
  }

  var isRaw: Bool { cterminal_is_raw(slave) != 0 }

  /// Reads what comes until the screen is as wanted, or patience ends. The test then says what it expected.
  func wait(until condition: (Screen) -> Bool) {
    var waited = 0.0
    while !condition(screen) && waited < Self.patience {
      if !pump(for: 20) { waited += 0.02 }
    }
  }

  /// Waits for these rows, from the first to the last that is not empty, and the cursor.
  func expect(
    _ rows: [String], cursor: [Int]? = nil, _ comment: Comment? = nil, at location: SourceLocation = #_sourceLocation
  ) {
    wait { $0.text == rows && (cursor == nil || $0.cursor == cursor) }
    #expect(screen.text == rows, comment, sourceLocation: location)
    if let cursor { #expect(screen.cursor == cursor, comment, sourceLocation: location) }
    #expect(screen.unknown.isEmpty, comment, sourceLocation: location)
  }

  /// Waits until a row reads so.
  func expect(row: String, at location: SourceLocation = #_sourceLocation) {
    wait { $0.text.contains(row) }
    #expect(screen.text.contains(row), "\(screen.text)", sourceLocation: location)
  }

  /// Takes in output until none comes for so many milliseconds.
  func settle(_ milliseconds: Int32 = 5) { while pump(for: milliseconds) {} }

  /// Whether anything came within so many milliseconds.
  @discardableResult
  private func pump(for milliseconds: Int32) -> Bool {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    received += buffer[..<count]
    screen.receive(buffer[..<count])
    return true
  }

  /// Waits for the program to end; its exit code, or 128 and the signal that killed it.
  func end() -> Int32? {
    var waited = 0.0
    var status: Int32 = 0
    while exitStatus == nil && waited < Self.patience {
      if waitpid(process, &status, WNOHANG) == process {
        exitStatus = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
      } else if !pump(for: 20) {
        waited += 0.02
      }
    }
    pump(for: 0)
    return exitStatus
  }

  /// Closes the terminal under the program.
  func hangUp() {
    close(slave)
    close(master)
    (master, slave) = (-1, -1)
  }
}
