// One journal on the disk, held by one shell: its lock goes with the shell, however that ends.
//
//     ~/.local/state/pacto/journal/5d1f3c0a90b2e7d4-1     the first shell on that agreement
//     ~/.local/state/pacto/journal/5d1f3c0a90b2e7d4-2     a second one at the same time

import Calc
import Glibc
import Shell

/// A journal that is open and locked.
struct JournalFile {
  let path: String
  private let file: Int32
  /// How many bytes of it are sound and on the disk.
  private(set) var length: Int

  /// So many shells on one agreement have journals.
  private static let slots = 1...50

  /// The journals of an agreement that are there and that no shell holds; they are held from now on.
  static func left(in folder: String, _ name: String) -> [JournalFile] {
    slots.compactMap { JournalFile("\(folder)/\(name)-\($0)", make: false) }
  }

  /// A new journal of an agreement; nil where none can be made, with the reason in `errno`.
  static func new(in folder: String, _ name: String) -> JournalFile? {
    for slot in slots {
      guard let file = JournalFile("\(folder)/\(name)-\(slot)", make: true) else { continue }
      if file.length == 0 { return file }
      file.close()
    }
    return nil
  }

  /// Opens a journal, for its owner only; nil where it cannot be, or another shell holds it.
  private init?(_ path: String, make: Bool) {
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | (make ? O_CREAT : 0)
    let file = open(path, flags, 0o600)
    guard file >= 0 else { return nil }
    var (opened, named) = (stat(), stat())
    guard fstat(file, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG, opened.st_uid == geteuid(),
      flock(file, LOCK_EX | LOCK_NB) == 0,
      // Whoever held it may have removed it before it let go.
      stat(path, &named) == 0, named.st_ino == opened.st_ino, named.st_dev == opened.st_dev
    else {
      Glibc.close(file)
      return nil
    }
    self.path = path
    self.file = file
    length = Int(opened.st_size)
  }

  /// All that it holds.
  func read() throws(Diagnostic) -> [UInt8] { try Disk.read(path) }

  /// Leaves what is sound and drops the rest.
  mutating func keep(_ length: Int) -> Bool {
    guard ftruncate(file, off_t(length)) == 0 else { return false }
    self.length = length
    return true
  }

  /// Adds lines and brings them to the disk; all of them, or none.
  /// - Returns: the system's number for what went wrong; nil where nothing did.
  mutating func add(_ lines: [UInt8]) -> Int32? {
    var rest = lines[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return undo(errno) }
      rest = rest.dropFirst(count)
    }
    guard fdatasync(file) == 0 else { return undo(errno) }
    length += lines.count
    return nil
  }

  private func undo(_ code: Int32) -> Int32 {
    _ = ftruncate(file, off_t(length))
    return code
  }

  /// Makes it the journal of another agreement, or leaves it where it is that agreement's already.
  /// - Returns: nil where it has to stay what it is.
  func moved(to folder: String, _ name: String) -> JournalFile? {
    guard !path.hasPrefix("\(folder)/\(name)-") else { return self }
    for slot in JournalFile.slots {
      let other = "\(folder)/\(name)-\(slot)"
      guard link(path, other) == 0 else { continue }
      unlink(path)
      return JournalFile(path: other, file: file, length: length)
    }
    return nil
  }

  private init(path: String, file: Int32, length: Int) { (self.path, self.file, self.length) = (path, file, length) }

  /// Lets go of it; it stays for the next start.
  func close() { Glibc.close(file) }

  /// Nothing in it is wanted any more.
  func remove() {
    unlink(path)
    close()
  }

  /// Puts it where no start looks, for somebody to look at.
  func setAside() -> String? {
    let aside = path + ".damaged"
    guard rename(path, aside) == 0 else { return nil }
    close()
    return aside
  }
}
