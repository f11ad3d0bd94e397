// The outside of a session that is fed: one file to read, a disk that takes everything, and nobody who waits longer
// than a moment.

import Calc
import Shell
import Synchronization

enum Outside {
  /// A person stops what takes longer.
  private static let patience = Duration.milliseconds(300)
  private static let began = Mutex(ContinuousClock.now)

  /// A world in which every file holds these bytes.
  static func holding(_ bytes: [UInt8]) -> World {
    var world = World(
      read: { _ throws(Diagnostic) in bytes }, write: { _, _, _ throws(Diagnostic) in }, list: { _ in ["sla.yaml"] })
    world.progress = Progress(isCancelled: { isTooLong }, report: { _ in })
    began.withLock { $0 = .now }
    return world
  }

  private static var isTooLong: Bool { began.withLock { $0.duration(to: .now) > patience } }
}
