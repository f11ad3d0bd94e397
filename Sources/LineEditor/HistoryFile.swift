// The lines of earlier sessions, in a plain text file: one entry a line, newest last, a newline within one written \n.
// Several shells append to it, each under a lock, so that nobody's lines are lost; when it has grown too long the one
// that notices writes the newest part to a new file and puts that in its place. Whoever waited for the lock meanwhile
// sees that the file is no longer the one of that name, and opens it again.
//
//     set close_rate[CEO] 6%
//     print "a\\b"                    a backslash is written twice

import Glibc

/// A file of history entries, shared between processes.
public struct HistoryFile: Sendable {
  /// A call to the system that failed.
  public struct Failure: Error, Equatable, Sendable {
    public enum Step: String, Sendable { case makeFolder, open, lock, read, write, replace }

    public var step: Step
    public var path: String
    /// The system's number for the reason.
    public var code: Int32
    /// The system's words for it.
    public var reason: String { String(cString: strerror(code)) }
  }

  public let path: String
  /// The newest entries that are loaded, and kept when the file is shortened.
  public let limit: Int
  /// The file is shortened when it is longer than this, in bytes.
  public let longest: Int

  /// How far the file was read: which one, up to where, and the last entry of it.
  private var seen: (inode: ino_t, end: Int, last: String?) = (0, 0, nil)

  /// Entries longer than this, in bytes, are neither written nor read.
  private static let longestEntry = 64 << 10
  /// A shell holds the lock for milliseconds; after a second something is wrong.
  private static let patience: (tries: Int, pause: UInt32) = (100, 10_000)

  public init(path: String, limit: Int = 5_000, longest: Int = 1 << 20) {
    self.path = path
    self.limit = max(1, limit)
    self.longest = max(4_096, longest)
  }

  /// The newest entries, oldest first, without consecutive duplicates. None where there is no file yet.
  public func load() throws(Failure) -> [String] {
    var fresh = HistoryFile(path: path, limit: limit, longest: longest)
    return try fresh.news()
  }

  /// What has come since this was last asked, from this shell or another, oldest first; at first the newest entries.
  public mutating func news() throws(Failure) -> [String] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if file < 0 && errno == ENOENT { return [] }
    guard file >= 0 else { throw failure(.open) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(.read) }
    let size = Int(status.st_size)
    let isSame = status.st_ino == seen.inode && size >= seen.end
    if isSame, size == seen.end { return [] }
    let bytes = try read(file, from: isSame ? seen.end : max(0, size - longest), to: size)
    // What another shell is just writing has no end yet, and is looked at again.
    let whole = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = size - (bytes.count - whole)
    var new = entries(in: bytes)[...]
    // In a file that was put in the place of the one before, what is known already stands as well.
    if !isSame, let last = new.lastIndex(where: { $0 == seen.last }) { new = new[(last + 1)...] }
    if let first = new.first, first == seen.last { new.removeFirst() }
    seen = (status.st_ino, end, new.last ?? seen.last)
    return Array(new.suffix(limit))
  }

  /// Adds an entry at the end, unless it is there already or blank. The file is made, for its owner only, if need be.
  public func append(_ entry: String) throws(Failure) {
    let line = Array((Self.escaped(entry) + "\n").utf8)
    guard line.count <= Self.longestEntry, entry.unicodeScalars.contains(where: { $0 != " " }) else { return }
    let file = try openLocked()
    defer { close(file) }
    let size = lseek(file, 0, SEEK_END)
    guard size >= 0 else { throw failure(.read) }
    var new = line
    if size > 0 {
      let end = try tail(of: file, bytes: line.count + 1)
      if end.suffix(line.count) == line[...] && (end.count == line.count || end.first == 0x0A) { return }
      // A session that was killed while writing has left half a line.
      if end.last != 0x0A { new.insert(0x0A, at: 0) }
    }
    guard write(new, to: file) else {
      let cause = failure(.write)
      _ = ftruncate(file, size)
      throw cause
    }
    if Int(size) + new.count > longest { try shorten(file) }
  }

  // MARK: The file

  /// The file of that name, open for appending and locked.
  private func openLocked() throws(Failure) -> Int32 {
    try makeFolder()
    for _ in 0..<Self.patience.tries {
      let file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
      guard file >= 0 else { throw failure(.open) }
      var opened = stat()
      var named = stat()
      if fstat(file, &opened) != 0 || opened.st_mode & S_IFMT != S_IFREG {
        close(file)
        throw Failure(step: .open, path: path, code: EINVAL)
      }
      if flock(file, LOCK_EX | LOCK_NB) == 0 {
        if stat(path, &named) == 0 && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev {
          if opened.st_mode & 0o077 != 0 { _ = fchmod(file, 0o600) }
          return file
        }
      } else if errno != EWOULDBLOCK && errno != EINTR {
        let cause = failure(.lock)
        close(file)
        throw cause
      } else {
        usleep(Self.patience.pause)
      }
      close(file)
    }
    throw Failure(step: .lock, path: path, code: EWOULDBLOCK)
  }

  private func makeFolder() throws(Failure) {
    if let code = PrivateFolder(of: path)?.make() { throw Failure(step: .makeFolder, path: path, code: code) }
  }

  /// Puts the newest entries in the place of the file, which stays locked. Less than it may hold, so that this is rare.
  private func shorten(_ file: Int32) throws(Failure) {
    var kept: [[UInt8]] = []
    var bytes = 0
    for entry in entries(in: try tail(of: file, bytes: longest)).suffix(limit).reversed() {
      let line = Array((Self.escaped(entry) + "\n").utf8)
      bytes += line.count
      if bytes > longest / 2 { break }
      kept.append(line)
    }
    let side = path + ".new"
    let new = open(side, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard new >= 0 else { throw failure(.replace) }
    var done = fchmod(new, 0o600) == 0
    done = done && write(Array(kept.reversed().joined()), to: new)
    done = done && fsync(new) == 0
    done = close(new) == 0 && done
    done = done && rename(side, path) == 0
    guard done else {
      let cause = failure(.replace)
      unlink(side)
      throw cause
    }
  }

  private func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// The last bytes of the file.
  private func tail(of file: Int32, bytes: Int) throws(Failure) -> [UInt8] {
    let size = Int(lseek(file, 0, SEEK_END))
    guard size >= 0 else { throw failure(.read) }
    return try read(file, from: max(0, size - bytes), to: size)
  }

  private func read(_ file: Int32, from start: Int, to end: Int) throws(Failure) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: end - start)
    var filled = 0
    while filled < buffer.count {
      let count = buffer.withUnsafeMutableBytes {
        pread(file, $0.baseAddress.map { $0 + filled }, $0.count - filled, off_t(start + filled))
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(.read) }
      if count == 0 { break }
      filled += count
    }
    return Array(buffer[..<filled])
  }

  private func failure(_ step: Failure.Step) -> Failure { Failure(step: step, path: path, code: errno) }

  // MARK: Entries

  /// The entries in a piece of the file. A last line that was never finished counts, a first one cut off by the
  /// caller does not matter among thousands.
  private func entries(in bytes: [UInt8]) -> [String] {
    var result: [String] = []
    for line in bytes.split(separator: 0x0A) where line.count < Self.longestEntry {
      let entry = Self.unescaped(String(decoding: line, as: UTF8.self))
      if entry != result.last { result.append(entry) }
    }
    return result
  }

  static func escaped(_ entry: String) -> String {
    var result = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\0": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// What `escaped` was given. A backslash before anything else stands for itself: the file may be edited by hand.
  static func unescaped(_ line: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscape = false
    for scalar in line.unicodeScalars {
      switch (isEscape, scalar) {
      case (false, "\\"):
        isEscape = true
        continue
      case (true, "n"): result.append("\n")
      case (true, "r"): result.append("\r")
      case (true, "\\"): result.append("\\")
      case (true, _):
        result.append("\\")
        result.append(scalar)
      case (false, _): result.append(scalar)
      }
      isEscape = false
    }
    if isEscape { result.append("\\") }
    return String(result)
  }
}
