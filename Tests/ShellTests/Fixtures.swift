// Files of the tests themselves, found beside their sources.

import Glibc

/// The files beside the tests.
enum Fixtures {
  /// The folder of the tests: `Tests`.
  static let tests: String = {
    let parts = #filePath.split(separator: "/").dropLast(2)
    return "/" + parts.joined(separator: "/")
  }()

  static let transcripts = "\(tests)/ShellTests/Transcripts"
  static let scripts = "\(tests)/ShellTests/Scripts"
  static let cases = "\(tests)/SLATests/Cases"

  /// The names of the files in a folder that end so, in alphabetical order.
  static func names(in folder: String, ending: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(ending) { names.append(name) }
    }
    return names.sorted()
  }

  /// A file's bytes; nil where there is none.
  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// A file's text; nil where there is none.
  static func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

  /// - Returns: whether the whole text was written.
  static func write(_ text: String, to path: String) -> Bool { write(Array(text.utf8), to: path) }

  static func write(_ bytes: [UInt8], to path: String) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let count = bytes.count
    let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, count, file) }
    return fclose(file) == 0 && written == count
  }
}
