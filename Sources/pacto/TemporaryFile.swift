// The file beside a file into which its new text is written first. Its name is fixed, so that what a killed program has
// left is found; its lock tells it from one that is being written now.
//
//     .northwind.yaml.pacto-new

import Calc
import Glibc

/// A temporary file that takes another's place.
struct TemporaryFile {
  private let path: String
  /// Open, and with it the lock, until the file has taken its place.
  private let file: Int32

  private static func path(for target: String) -> String {
    let name = target.lastIndex(of: "/").map { String(target[target.index(after: $0)...]) } ?? target
    return "\(Disk.folder(of: target))/.\(name).pacto-new"
  }

  /// Makes the file, readable by its owner only, and locks it.
  /// - Throws: why it cannot be made; that somebody else is writing the same file.
  init(for target: String, _ named: String) throws(Diagnostic) {
    let path = TemporaryFile.path(for: target)
    self.path = path
    for attempt in 0..<40 {
      let file = Disk.restarted {
        Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
      }
      if file >= 0 {
        // Between the two calls another program may have taken it for a stale one.
        let isLocked = flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
        if isLocked, TemporaryFile.is(file, at: path) {
          self.file = file
          return
        }
        close(file)
      } else if errno == EEXIST {
        if !TemporaryFile.removeStale(for: target) { usleep(useconds_t(10_000 * (attempt + 1))) }
      } else {
        throw Disk.failure("\(named) cannot be written", errno)
      }
    }
    throw Diagnostic("\(named) cannot be written", why: "Another program is writing it.")
  }

  /// Removes what a program that was killed has left beside a file.
  /// - Returns: false where there is a temporary file that cannot be removed, as it is being written.
  @discardableResult
  static func removeStale(for target: String) -> Bool {
    let path = path(for: target)
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return errno == ENOENT }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0, `is`(file, at: path) else { return false }
    return unlink(path) == 0
  }

  /// Whether a path still leads to an open file.
  private static func `is`(_ file: Int32, at path: String) -> Bool {
    var (own, there) = (stat(), stat())
    return fstat(file, &own) == 0 && lstat(path, &there) == 0 && own.st_ino == there.st_ino
      && own.st_dev == there.st_dev
  }

  /// Writes all bytes and flushes them.
  func fill(_ bytes: [UInt8], _ named: String) throws(Diagnostic) {
    var sent = 0
    while sent < bytes.count {
      let count = Disk.restarted { bytes[sent...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) } }
      guard count > 0 else { throw Disk.failure("\(named) cannot be written", count == 0 ? ENOSPC : errno) }
      sent += count
    }
    guard fsync(file) == 0 else { throw Disk.failure("\(named) cannot be written", errno) }
  }

  /// Takes the rights of the file it replaces, or those of a new one. A group that is not ours to give is left.
  func adopt(_ old: stat?) {
    if let old, old.st_uid != geteuid() || old.st_gid != getegid() { _ = fchown(file, old.st_uid, old.st_gid) }
    let mask = umask(0)
    umask(mask)
    _ = fchmod(file, old.map { $0.st_mode & 0o7777 } ?? 0o666 & ~mask)
  }

  /// Puts it in the place of a file.
  /// - Parameter replace: whether a file that has come to be there meanwhile may be written over.
  func finish(over target: String, replace: Bool, _ named: String) throws(Diagnostic) {
    // Some disks tell of a failed write only when a file is closed; a second handle is, the first one keeps the lock.
    let second = fcntl(file, F_DUPFD_CLOEXEC, 0)
    guard second >= 0, close(second) == 0 else { throw Disk.failure("\(named) cannot be written", errno) }
    if !replace, access(target, F_OK) == 0 {
      throw Diagnostic("\(named) exists already", why: "“replace” behind the name writes over it.")
    }
    guard rename(path, target) == 0 else { throw Disk.failure("\(named) cannot be written", errno) }
    close(file)
  }

  /// Removes it.
  func drop() {
    unlink(path)
    close(file)
  }
}
