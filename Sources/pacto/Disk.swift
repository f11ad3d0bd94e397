// The real disk: whole files read with a limit, written so that a file is the whole old or the whole new one.
//
//     write   temporary file in the same folder → all bytes → flushed → renamed over → folder flushed
//
// Links are followed to their target; devices, pipes and folders are refused.

import Calc
import Glibc
import SLA
import Shell

enum Disk {
  /// No agreement or script is larger.
  private static let limit = 64 << 20

  static let world = World(
    read: { path throws(Diagnostic) in try read(path) },
    write: { path, bytes, replace throws(Diagnostic) in try write(path, bytes, replace) },
    list: { list($0) }, now: { now() }, folder: { folder() })

  static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
    let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure("\(path) cannot be read", errno) }
    defer { close(file) }
    var info = stat()
    guard fstat(file, &info) == 0 else { throw failure("\(path) cannot be read", errno) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw Diagnostic("\(path) is not a file") }
    guard info.st_size <= limit else { throw Diagnostic("\(path) is larger than 64 MB") }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(info.st_size) + 1)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("\(path) cannot be read", errno)
      }
      bytes += chunk[..<count]
      guard bytes.count <= limit else { throw Diagnostic("\(path) is larger than 64 MB") }
    }
  }

  static func write(_ named: String, _ bytes: [UInt8], _ replace: Bool) throws(Diagnostic) {
    let path = target(named)
    var info = stat()
    var mode: mode_t = 0o644
    if stat(path, &info) == 0 {
      guard info.st_mode & S_IFMT == S_IFREG else { throw Diagnostic("\(named) is not a file") }
      guard replace else {
        throw Diagnostic("\(named) exists already", why: "“replace” behind the name writes over it.")
      }
      mode = info.st_mode & 0o7777
    }
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let temporary = "\(folder)/.\(name).pacto-new"
    unlink(temporary)
    let file = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else { throw failure("\(named) cannot be written", errno) }
    do throws(Diagnostic) {
      try fill(file, bytes, named)
    } catch {
      close(file)
      unlink(temporary)
      throw error
    }
    guard close(file) == 0, rename(temporary, path) == 0 else {
      let why = errno
      unlink(temporary)
      throw failure("\(named) cannot be written", why)
    }
    let place = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if place >= 0 {
      fsync(place)
      close(place)
    }
  }

  private static func fill(_ file: Int32, _ bytes: [UInt8], _ named: String) throws(Diagnostic) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("\(named) cannot be written", errno)
      }
      sent += count
    }
    guard fsync(file) == 0 else { throw failure("\(named) cannot be written", errno) }
  }

  /// The file a link leads to, or the path itself.
  private static func target(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
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
    case ENOSPC: "The disk is full."
    case EROFS: "The disk is read-only."
    case EISDIR: "It is a folder."
    default: Phrase(verbatim: String(cString: strerror(code)) + ".")
    }
  }
}
