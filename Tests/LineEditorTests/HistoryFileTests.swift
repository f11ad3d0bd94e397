import Glibc
import Testing

@testable import LineEditor

/// A folder that is gone after the test.
final class Folder {
  let path: String

  init() throws {
    var name = Array("/tmp/line-editor-XXXXXX".utf8CString)
    try #require(mkdtemp(&name) != nil)
    path = String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    var process: pid_t = 0
    var arguments = ["rm", "-rf", path].map { (text: String) in strdup(text) } + [nil]
    if posix_spawn(&process, "/bin/rm", nil, nil, &arguments, nil) == 0 { waitpid(process, nil, 0) }
    for text in arguments { free(text) }
  }

  func write(_ text: String, to name: String) throws {
    let file = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(file >= 0)
    try #require(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
    close(file)
  }

  func read(_ name: String) -> String {
    let file = open(path + "/" + name, O_RDONLY)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 4 << 20)
    let count = Glibc.read(file, &buffer, buffer.count)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  func mode(_ name: String) -> UInt32? {
    var status = stat()
    return stat(path + "/" + name, &status) == 0 ? status.st_mode & 0o777 : nil
  }
}

@Suite struct HistoryFileTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func file(limit: Int = 5_000, longest: Int = 1 << 20) -> HistoryFile {
    HistoryFile(path: folder.path + "/state/pacto/history", limit: limit, longest: longest)
  }

  @Test func whatIsAppendedIsLoaded() throws {
    let lines = ["set close_rate 5%", "print \"a\\nb\"", "two\nlines\r\n", "ñ 日本 🎉", "back\\slash\\"]
    for line in lines { try file().append(line) }
    #expect(try file().load() == lines)
    #expect(folder.read("state/pacto/history").split(separator: "\n").count == 5)
  }

  @Test func isReadableByItsOwnerOnly() throws {
    umask(0)
    try file().append("x")
    #expect(folder.mode("state/pacto/history") == 0o600)
    #expect(folder.mode("state/pacto") == 0o700)
    #expect(folder.mode("state") == 0o700)
  }

  @Test func aFileOthersCouldReadIsClosedToThem() throws {
    try folder.write("old\n", to: "history")
    let file = HistoryFile(path: folder.path + "/history")
    try file.append("new")
    #expect(folder.mode("history") == 0o600)
    #expect(try file.load() == ["old", "new"])
  }

  @Test func noFileYetIsNoError() throws { #expect(try file().load() == []) }

  /// What is left where the first line could not be written.
  @Test func anEmptyFileHasNoLines() throws {
    try folder.write("", to: "history")
    #expect(try HistoryFile(path: folder.path + "/history").load() == [])
  }

  @Test func consecutiveDuplicatesAreNotWritten() throws {
    for line in ["a", "a", "b", "a", "ba", "a"] { try file().append(line) }
    #expect(folder.read("state/pacto/history") == "a\nb\na\nba\na\n")
  }

  @Test func blankAndHugeLinesAreLeftOut() throws {
    try file().append("   ")
    try file().append(String(repeating: "x", count: 1 << 20))
    #expect(try file().load() == [])
  }

  @Test func halfALineStaysALine() throws {
    try folder.write("one\ntw", to: "history")
    let file = HistoryFile(path: folder.path + "/history")
    try file.append("three")
    #expect(try file.load() == ["one", "tw", "three"])
  }

  @Test func anyBytesAreLoaded() throws {
    try folder.write("ok\n\u{0}\u{1}\\x\\\nlast\\", to: "history")
    #expect(try HistoryFile(path: folder.path + "/history").load() == ["ok", "\u{0}\u{1}\\x\\", "last\\"])
  }

  @Test func onlyTheNewestAreLoaded() throws {
    for number in 1...30 { try file(limit: 10).append("line \(number)") }
    #expect(try file(limit: 10).load() == (21...30).map { "line \($0)" })
  }

  @Test func aLongFileIsShortened() throws {
    let file = file(limit: 5_000, longest: 4_096)
    for number in 1...2_000 { try file.append("line \(number)") }
    let text = folder.read("state/pacto/history")
    #expect(text.utf8.count <= 4_096)
    #expect(text.hasSuffix("line 1999\nline 2000\n"))
    #expect(folder.mode("state/pacto/history") == 0o600)
    #expect(folder.mode("state/pacto/history.new") == nil)
    // No gap: the numbers that are there follow one another.
    let numbers = try file.load().compactMap { Int($0.dropFirst(5)) }
    #expect(numbers == Array((2_001 - numbers.count)...2_000))
  }

  @Test func severalWritersLoseNothing() async throws {
    // Small enough that files are exchanged under the writers many times.
    let file = file(limit: 100_000, longest: 64 << 10)
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<2 {
        group.addTask {
          for number in 0..<1_000 {
            do { try file.append("writer \(writer) line \(number)") } catch { Issue.record(error) }
          }
        }
      }
    }
    let lines = try file.load()
    for writer in 0..<2 {
      let own = lines.filter { $0.hasPrefix("writer \(writer) ") }
      let first = 1_000 - own.count
      #expect(own == (first..<1_000).map { "writer \(writer) line \($0)" })
      #expect(own.count > 200)
    }
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    try folder.write("", to: "plain")
    try #require(mkdir(folder.path + "/history", 0o700) == 0)
    let cases: [(String, HistoryFile.Failure.Step, Int32)] = [
      (folder.path + "/plain/history", .makeFolder, ENOTDIR),
      (folder.path + "/plain/deep/history", .makeFolder, ENOTDIR),
      (folder.path + "/history", .open, EISDIR),
      ("/proc/nowhere/history", .makeFolder, ENOENT),
      ("/dev/full", .open, EINVAL)
    ]
    for (path, step, code) in cases {
      let failure = #expect(throws: HistoryFile.Failure.self) { try HistoryFile(path: path).append("x") }
      #expect(failure?.step == step && failure?.code == code, "\(path): \(String(describing: failure))")
    }
    #expect(throws: HistoryFile.Failure.self) { try HistoryFile(path: folder.path).load() }
  }

  @Test(arguments: [0o720, 0o702, 0o1777] as [mode_t]) func aFolderThatOthersMayWriteToIsNotUsed(mode: mode_t) throws {
    try #require(chmod(folder.path, mode) == 0)
    let failure = #expect(throws: HistoryFile.Failure.self) {
      try HistoryFile(path: folder.path + "/history").append("x")
    }
    #expect(failure?.step == .makeFolder && failure?.code == EPERM)
    #expect(folder.read("history") == "")
  }

  @Test func whatOthersTypedComesOnceAndInItsOrder() throws {
    var (one, other) = (file(), file())
    #expect(try one.news() == [])
    try one.append("a")
    try other.append("b")
    #expect(try one.news() == ["a", "b"])
    #expect(try one.news() == [])
    try one.append("b")
    #expect(try one.news() == [], "it stands there last already")
    try one.append("c")
    #expect(try one.news() == ["c"])
    #expect(try other.news() == ["a", "b", "c"])
  }

  @Test func aFileThatWasShortenedMeanwhileBringsNothingTwice() throws {
    let path = folder.path + "/state/pacto/history"
    var reader = HistoryFile(path: path, longest: 4_096)
    let writer = HistoryFile(path: path, longest: 4_096)
    var seen: [String] = []
    for number in 0..<600 {
      try writer.append("line \(number)")
      if number % 7 == 0 { seen += try reader.news() }
    }
    seen += try reader.news()
    #expect(seen == (0..<600).map { "line \($0)" })
  }

  @Test func aHeldLockIsNotWaitedForForever() throws {
    try file().append("x")
    let other = open(folder.path + "/state/pacto/history", O_RDONLY)
    defer { close(other) }
    try #require(flock(other, LOCK_EX) == 0)
    let failure = #expect(throws: HistoryFile.Failure.self) { try file().append("y") }
    #expect(failure?.step == .lock)
  }
}
