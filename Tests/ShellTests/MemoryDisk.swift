// A disk that holds its files in memory and answers as the program's does, so that transcripts save, export and run.

import Calc
import Leads
import Shell
import Synchronization

/// Files in memory.
final class MemoryDisk: Sendable {
  private let files: Mutex<[String: [UInt8]]>
  /// Every look at the clock is a minute after the one before.
  private let minute = Mutex(14 * 60)

  init(_ files: [String: String] = [:]) { self.files = Mutex(files.mapValues { Array($0.utf8) }) }

  func put(_ bytes: [UInt8], at path: String) { files.withLock { $0[MemoryDisk.plain(path)] = bytes } }
  func bytes(_ path: String) -> [UInt8]? { files.withLock { $0[MemoryDisk.plain(path)] } }
  func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

  /// Writes a file as another program would; nil removes it.
  func put(_ path: String, _ text: String?) { files.withLock { $0[path] = text.map { Array($0.utf8) } } }

  var names: [String] { files.withLock { $0.keys.sorted() } }

  /// A path without the folders it leaves again.
  private static func plain(_ path: String) -> String {
    var parts: [Substring] = []
    // The folder that it says it is in.
    let path = path.hasPrefix("/plans/") ? path.dropFirst(7) : path[...]
    for part in path.split(separator: "/") {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

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
        self.put(bytes, at: path)
      },
      list: { _ in self.names },
      now: {
        self.minute.withLock { minute in
          minute += 1
          return Moment(day: Day(number: 20_787), minute: minute % 1_440)
        }
      }, folder: { "/plans" })
  }
}
