// The outside as a few closures: files, exports, the clock, and the person who waits. The program hands over the real
// ones, a test its own.

import Calc
import Leads

/// What the shell may do to the outside.
public struct World: Sendable {
  /// The bytes of a file. Throws why it cannot be read.
  public var read: @Sendable (_ path: String) throws(Diagnostic) -> [UInt8]
  /// Writes a whole file, atomically; refuses an existing one unless told to replace it.
  public var write: @Sendable (_ path: String, _ bytes: [UInt8], _ replace: Bool) throws(Diagnostic) -> Void
  /// The names in a folder, folders with a `/` behind them; for completion.
  public var list: @Sendable (_ folder: String) -> [String]

  /// The time on the wall.
  public var now: @Sendable () -> Moment
  /// The folder that relative paths start from.
  public var folder: @Sendable () -> String
  /// The bytes of an export of the CRM, piece by piece; `-` is standard input. Throws why it cannot be read.
  public var leads: @Sendable (_ path: String) throws(Diagnostic) -> LeadBytes

  /// Where long computations show how far they are, and learn that they are to stop.
  public var progress = Progress.silent

  public init(
    read: @escaping @Sendable (String) throws(Diagnostic) -> [UInt8],
    write: @escaping @Sendable (String, [UInt8], Bool) throws(Diagnostic) -> Void,
    list: @escaping @Sendable (String) -> [String] = { _ in [] },
    now: @escaping @Sendable () -> Moment = { Moment(day: Day(number: 0), minute: 0) },
    folder: @escaping @Sendable () -> String = { "/" }
  ) {
    self.read = read
    self.write = write
    self.list = list
    self.now = now
    self.folder = folder
    leads = { path throws(Diagnostic) in LeadBytes(try read(path)) }
  }

  /// A world without files.
  public static let none = World(
    read: { path throws(Diagnostic) in throw Diagnostic("there is no file \(path)") },
    write: { path, _, _ throws(Diagnostic) in throw Diagnostic("\(path) cannot be written") })
}
