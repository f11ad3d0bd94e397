// A named list of changes over the agreement. The changes stay as they were written: `-0.5pp` stays relative, so that
// a change in the agreement shows through every scenario that does not set the same thing.

import Calc

/// A named list of changes.
public struct Scenario: Sendable, Equatable {
  /// The agreement without changes.
  public static let base = "base"

  public var name: String
  public var changes: [Change]

  public init(_ name: String, changes: [Change] = []) {
    self.name = name
    self.changes = changes
  }

  /// Adds a change; one that sets a value outright takes the place of earlier ones of the same target.
  public mutating func add(_ change: Change) {
    if !change.isStep {
      changes.removeAll {
        $0.name == change.name && (change.labels.isEmpty || $0.labels == change.labels) && $0.from == change.from
      }
    }
    changes.append(change)
  }
}
