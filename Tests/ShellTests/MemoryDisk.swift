// A disk that holds its files in memory and answers as the program's does, so that transcripts save, export and run.

import Calc
import Shell
import Synchronization

/// Files in memory.
final class MemoryDisk: Sendable {
  private let files: Mutex<[String: [UInt8]]>

  init(_ files: [String: String] = [:]) { self.files = Mutex(files.mapValues { Array($0.utf8) }) }

  func bytes(_ path: String) -> [UInt8]? { files.withLock { $0[path] } }
  func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

  /// Writes a file as another program would; nil removes it.
  func put(_ path: String, _ text: String?) { files.withLock { $0[path] = text.map { Array($0.utf8) } } }

  var names: [String] { files.withLock { $0.keys.sorted() } }

  var world: World {
    World(
      read: { path throws(Diagnostic) in
        guard let bytes = self.bytes(path) else {
          throw Diagnostic("\(path) cannot be read", why: "There is no such file or folder.")
        }
        return bytes
      },
      write: { path, bytes, replace throws(Diagnostic) in
        guard replace || self.bytes(path) == nil else {
          throw Diagnostic("\(path) exists already", why: "“replace” behind the name writes over it.")
        }
        self.files.withLock { $0[path] = bytes }
      },
      list: { _ in self.names })
  }
}
