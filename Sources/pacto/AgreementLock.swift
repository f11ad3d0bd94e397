// One shell at a time works on an agreement. Who does is told by a lock on a file beside it, northwind.yaml.pacto-lock,
// never on the agreement itself, which saving replaces. The kernel frees the lock however the program ends; what stands
// in the file is only for the message:
//
//     pid 4242
//     user ana
//     host laptop
//     since 2026-07-14 14:32
//
// Whoever finds it locked works on a copy. The file goes with the lock; one that was left behind is taken over.

import Calc
import Documents
import Glibc
import Shell

/// The lock of the agreement that a shell has open.
struct AgreementLock {
  /// The agreement's path as it was asked for.
  private var path: String?
  /// The lock's file.
  private var side: String?
  private var file: Int32 = -1
  /// Who has the agreement open, where it is somebody else.
  private(set) var holder: Phrase?
  private var hasWarned = false

  private enum Attempt {
    case held(Int32)
    case taken(Phrase)
    case impossible(Int32)
  }

  /// Goes over to another agreement, or none; tries again where another shell had it.
  /// - Returns: what there is to say about it.
  mutating func claim(_ location: String?) -> [Styled] {
    if path == location, holder == nil { return [] }
    let wasTaken = path == location && holder != nil
    if !wasTaken { release() }
    path = location
    guard let location else { return [] }
    let side = AgreementLock.side(of: location)
    switch AgreementLock.attempt(side) {
    case .held(let file):
      (self.file, self.side, holder) = (file, side, nil)
      return wasTaken
        ? [Styled("\(location) is free now: save writes it, if it has not changed." as Phrase, .quiet)] : []
    case .taken(let who):
      holder = who
      guard !wasTaken else { return [] }
      return [
        Styled("\(location) is open in another shell" as Phrase, .strong), Styled("  ") + Styled(who, .quiet),
        Styled("This one works on a copy: ") + Styled("save NAME.yaml", .code) + Styled(" keeps it.")
      ]
    case .impossible(let code):
      holder = nil
      defer { hasWarned = true }
      let why = String(cString: strerror(code))
      return hasWarned
        ? [] : [Styled("Other shells will not see that \(location) is open here: \(why)." as Phrase, .quiet)]
    }
  }

  /// Gives the agreement up. The file goes while it is still locked, so that nobody's lock is removed.
  mutating func release() {
    if let side, file >= 0 {
      unlink(side)
      close(file)
    }
    (path, side, file, holder) = (nil, nil, -1, nil)
  }

  /// Who else has a file open; nil for nobody.
  func other(at location: String) -> Phrase? {
    let side = AgreementLock.side(of: location)
    if side == self.side, file >= 0 { return nil }
    let file = Glibc.open(side, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    return AgreementLock.who(file)
  }

  private static func side(of location: String) -> String { Disk.target(location) + ".pacto-lock" }

  private static func attempt(_ side: String) -> Attempt {
    for _ in 0..<20 {
      var file = Disk.restarted { Glibc.open(side, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644) }
      // Another user's file may be ours to look at only.
      if file < 0, errno == EACCES { file = Glibc.open(side, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
      guard file >= 0 else { return .impossible(errno) }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        defer { close(file) }
        if code == EINTR { continue }
        return code == EWOULDBLOCK ? .taken(who(file)) : .impossible(code)
      }
      // Whoever had it may have removed it between the two calls.
      var (own, there) = (stat(), stat())
      if fstat(file, &own) == 0, lstat(side, &there) == 0, own.st_ino == there.st_ino, own.st_dev == there.st_dev {
        sign(file)
        return .held(file)
      }
      close(file)
    }
    return .impossible(EAGAIN)
  }

  private static func sign(_ file: Int32) {
    var host = [CChar](repeating: 0, count: 256)
    _ = gethostname(&host, host.count - 1)
    let name = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "user \(geteuid())"
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    let text =
      "pid \(getpid())\nuser \(user)\nhost \(name)\nsince \(day) \(two(parts.tm_hour)):\(two(parts.tm_min))\n"
    let bytes = Array(text.utf8)
    // It is only for the message: a full disk does not keep anybody from working.
    _ = ftruncate(file, 0)
    _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
  }

  /// "ana, process 4242 on laptop, since 2026-07-14 14:32"
  private static func who(_ file: Int32) -> Phrase {
    var bytes = [UInt8](repeating: 0, count: 400)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    let text = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    var facts: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { facts[String(words[0])] = Safe.terminal(String(words[1])) }
    }
    guard let pid = facts["pid"], let user = facts["user"], let host = facts["host"], let since = facts["since"] else {
      return "it does not say who has it"
    }
    return "\(user), process \(pid) on \(host), since \(since)"
  }
}

extension Disk {
  /// Writes files, but none that another shell has open.
  static func writing(
    sparing lock: AgreementLock
  ) -> @Sendable (String, [UInt8], Bool) throws(Diagnostic) -> Void {
    { path, bytes, replace throws(Diagnostic) in
      if let other = lock.other(at: path) { throw Diagnostic("\(path) is open in another shell", why: other) }
      try write(path, bytes, replace)
    }
  }
}
