// The bytes of an export, read piece by piece from wherever they are, so that a file of any size needs the memory of a
// few pieces. What cannot be read twice (standard input) is first copied to a file that has no name any more.

import Calc
import Glibc

/// Bytes that can be read at any place, by several threads at once.
public struct LeadBytes: Sendable {
  /// How many there are.
  public var count: Int
  /// Fills a buffer with the bytes from an offset on; fewer only at the end.
  public var read: @Sendable (_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) throws(Diagnostic) -> Int
  /// The file they are in, where that is known.
  var path: String?

  public init(
    count: Int,
    read: @escaping @Sendable (_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) throws(Diagnostic) -> Int
  ) {
    (self.count, self.read) = (count, read)
  }

  /// Bytes in memory.
  public init(_ bytes: [UInt8]) {
    self.init(count: bytes.count) { buffer, offset in
      let part = bytes[min(max(0, offset), bytes.count)...].prefix(buffer.count)
      part.withUnsafeBytes { buffer.copyMemory(from: $0) }
      return part.count
    }
  }

  /// The bytes of a range, fewer where it ends behind them.
  func part(_ range: Range<Int>) throws(Diagnostic) -> [UInt8] {
    var part = [UInt8](repeating: 0, count: max(0, min(range.upperBound, count) - range.lowerBound))
    let result = part.withUnsafeMutableBytes { buffer -> Result<Int, Diagnostic> in
      do throws(Diagnostic) { return .success(try read(buffer, range.lowerBound)) } catch { return .failure(error) }
    }
    part.removeLast(part.count - (try result.get()))
    return part
  }

  /// A file.
  /// - Throws: why it cannot be opened.
  public static func file(_ path: String) throws(Diagnostic) -> LeadBytes {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw failure("\(path) cannot be read", errno) }
    var info = stat()
    guard fstat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      close(file)
      throw Diagnostic("\(path) is not a file")
    }
    var bytes = LeadBytes(OpenFile(file, name: path), count: Int(info.st_size))
    bytes.path = path
    return bytes
  }

  /// All that comes from standard input, or from another open file that cannot be read twice.
  /// - Throws: why it cannot be read, or kept for the while.
  public static func stream(
    _ input: Int32 = STDIN_FILENO, progress: Progress = .silent
  ) throws(Diagnostic) -> LeadBytes {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/pacto-XXXXXX".utf8CString)
    let copy = mkstemp(&template)
    guard copy >= 0 else { throw failure("standard input cannot be kept in \(folder)", errno) }
    unlink(template)
    _ = fcntl(copy, F_SETFD, FD_CLOEXEC)
    let kept = OpenFile(copy, name: "standard input")
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    var count = 0
    while true {
      try progress.check()
      let got = Glibc.read(input, &piece, piece.count)
      if got == 0 { return LeadBytes(kept, count: count) }
      if got < 0 {
        if errno == EINTR { continue }
        throw failure("standard input cannot be read", errno)
      }
      var sent = 0
      while sent < got {
        let wrote = piece[sent..<got].withUnsafeBytes { Glibc.write(copy, $0.baseAddress, $0.count) }
        if wrote < 0, errno != EINTR { throw failure("standard input cannot be kept in \(folder)", errno) }
        sent += max(0, wrote)
      }
      count += got
    }
  }

  private init(_ file: OpenFile, count: Int) {
    self.init(count: count) { buffer, offset throws(Diagnostic) in try file.read(buffer, offset) }
  }

  /// An open file, closed when nobody needs it any more.
  private final class OpenFile: Sendable {
    private let number: Int32
    private let name: String

    init(_ number: Int32, name: String) { (self.number, self.name) = (number, name) }
    deinit { close(number) }

    func read(_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) throws(Diagnostic) -> Int {
      var done = 0
      while done < buffer.count {
        let got = pread(number, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
        if got == 0 { break }
        if got < 0 {
          if errno == EINTR { continue }
          throw LeadBytes.failure("\(name) cannot be read", errno)
        }
        done += got
      }
      return done
    }
  }

  private static func failure(_ message: Phrase, _ code: Int32) -> Diagnostic {
    let why: Phrase =
      switch code {
      case ENOENT: "There is no such file or folder."
      case EACCES, EPERM: "There is no permission for it."
      case ENOSPC: "The disk is full."
      case EISDIR: "It is a folder."
      default: Phrase(verbatim: String(cString: strerror(code)) + ".")
      }
    return Diagnostic(message, why: why)
  }
}
