// The real disk: whole files read with a limit, written so that a file is the whole old or the whole new one.
//
//     write   temporary file beside it, locked, owner-only → all bytes → flushed → closed → renamed over → folder flushed
//
// Whatever fails on the way leaves the old file and no litter. What a killed program left is free of its lock and goes
// when the file is next read or written; the lock keeps two that write the same file at once apart. Links are followed
// to their target; devices, pipes and folders are refused.

import Calc
import Documents
import Glibc
import Leads
import SLA
import Shell

enum Disk {
  /// No agreement or script is larger.
  private static let limit = 64 << 20

  static let world: World = {
    var world = World(
      read: { path throws(Diagnostic) in try read(path) },
      write: { path, bytes, replace throws(Diagnostic) in try write(path, bytes, replace) },
      list: { list($0) }, now: { now() }, folder: { folder() })
    world.leads = { path throws(Diagnostic) in try path == "-" ? input() : .file(path) }
    return world
  }()

  /// An export that comes from standard input. A script in a meeting has none: it would wait for the keyboard.
  private static func input() throws(Diagnostic) -> LeadBytes {
    guard isatty(STDIN_FILENO) == 0 else {
      throw Diagnostic("standard input is the keyboard here", hint: "track leads.csv")
    }
    return try .stream()
  }

  // MARK: Read

  static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
    let file = restarted { Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard file >= 0 else { throw failure("\(path) cannot be read", errno) }
    defer { close(file) }
    var info = stat()
    guard fstat(file, &info) == 0 else { throw failure("\(path) cannot be read", errno) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw Diagnostic("\(path) is not a file") }
    guard info.st_size <= limit else { throw Diagnostic("\(path) is larger than 64 MB") }
    TemporaryFile.removeStale(for: target(path))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(info.st_size) + 1)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = restarted { Glibc.read(file, &chunk, chunk.count) }
      if count == 0 { return bytes }
      guard count > 0 else { throw failure("\(path) cannot be read", errno) }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw Diagnostic("\(path) is larger than 64 MB") }
    }
  }

  // MARK: Write

  static func write(_ named: String, _ bytes: [UInt8], _ replace: Bool) throws(Diagnostic) {
    let path = target(named)
    var info = stat()
    let isThere = stat(path, &info) == 0
    if isThere {
      guard info.st_mode & S_IFMT == S_IFREG else { throw Diagnostic("\(named) is not a file") }
      guard replace else {
        throw Diagnostic("\(named) exists already", why: "“replace” behind the name writes over it.")
      }
    }
    let temporary = try TemporaryFile(for: path, named)
    do throws(Diagnostic) {
      try temporary.fill(bytes, named)
      temporary.adopt(isThere ? info : nil)
      try temporary.finish(over: path, replace: replace, named)
    } catch {
      temporary.drop()
      throw error
    }
    let folder = restarted { Glibc.open(Disk.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    let isDurable = folder >= 0 && fsync(folder) == 0
    let code = errno
    if folder >= 0 { close(folder) }
    // Some disks cannot flush a folder and need not.
    if !isDurable, ![EINVAL, ENOTSUP, EACCES].contains(code) {
      let why = String(cString: strerror(code))
      Output.send(
        "pacto: \(Safe.terminal(named)) is written, but the disk has not confirmed that it will outlast a power cut: \(why)\n",
        to: STDERR_FILENO)
    }
  }

  /// The file a link leads to, or the path itself. A link to a file that is not there yet leads to where it would be.
  static func target(_ path: String) -> String {
    var path = path
    for _ in 0..<40 {
      if let real = realpath(path, nil) {
        defer { free(real) }
        return String(cString: real)
      }
      var buffer = [UInt8](repeating: 0, count: 4_096)
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
      }
      guard count > 0, count < buffer.count else { return path }
      let next = String(decoding: buffer[..<count], as: UTF8.self)
      path = next.hasPrefix("/") ? next : folder(of: path) + "/" + next
    }
    return path
  }

  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  static func list(_ folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory), names.count < 5_000 {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
      names.append(isFolder ? name + "/" : name)
    }
    return names
  }

  /// Does a system call again that a signal has cut short, a hundred times at most.
  static func restarted<Result: SignedInteger>(_ call: () -> Result) -> Result {
    var result = call()
    for _ in 0..<100 where result == -1 && errno == EINTR { result = call() }
    return result
  }

  /// The time on the wall here.
  static func now() -> Moment {
    var seconds = time(nil)
    var civil = tm()
    localtime_r(&seconds, &civil)
    let day = Day(year: Int(civil.tm_year) + 1900, month: Int(civil.tm_mon) + 1, day: Int(civil.tm_mday))
    return Moment(day: day ?? Day(number: 0), minute: Int(civil.tm_hour) * 60 + Int(civil.tm_min))
  }

  /// The folder that the program was started in.
  static func folder() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  static func failure(_ message: Phrase, _ code: Int32) -> Diagnostic {
    Diagnostic(message, why: reason(code))
  }

  /// The system's number for what went wrong, as a sentence.
  static func reason(_ code: Int32) -> Phrase {
    switch code {
    case ENOENT: "There is no such file or folder."
    case EACCES, EPERM: "There is no permission for it."
    case ENOSPC, EDQUOT: "The disk is full."
    case EROFS: "The disk is read-only."
    case EISDIR: "It is a folder."
    case EFBIG: "It would be larger than files may be here (ulimit -f)."
    case ENAMETOOLONG: "The name is too long."
    default: Phrase(verbatim: String(cString: strerror(code)) + ".")
    }
  }
}
