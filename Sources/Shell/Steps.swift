// The meeting so far, step by step. A step is a line that changed the plan; undo moves the last one to those that can
// be done again, redo moves it back. So what is in `past` is what was agreed, and the minutes tell just that.
//
//     entries told in full   ···········          past        ← plan now →      future
//     older than undo goes: only their text       states to go back to          steps that were undone

import SLA

/// What one step did, and when.
public struct Entry: Sendable, Equatable {
  public var at: Moment
  /// The line that does the same again (Edit.swift).
  public var line: String
  /// What the files came to that the line tracked, in its order: done again, it needs none of them.
  public var counted: [TrackedFile]

  public init(at: Moment, line: String, counted: [TrackedFile] = []) {
    (self.at, self.line, self.counted) = (at, line, counted)
  }
}

/// A step, with the state on its other side: the one before it in the past, the one after it in the future.
struct Step {
  var state: Plan.State
  var entry: Entry
}

/// The steps of a meeting since the agreement was opened.
struct Steps {
  /// How many steps undo goes back, at least.
  static let depth = 1_000
  /// Steps beyond it go so many at a time.
  private static let slack = 100

  /// What undo goes back through, the last one first to go.
  private(set) var past: [Step] = []
  /// What redo goes through, the last one first to go.
  private(set) var future: [Step] = []
  /// How many steps are older than undo goes.
  private(set) var olderCount = 0
  /// Their entries, one a line, in a single text: a long script has many.
  private var older = ""
  /// What those came to that tracked files, by their places.
  private var olderCounted: [Int: [TrackedFile]] = [:]
  /// How many steps had been done when the agreement was opened or last saved; nil where that state was left behind,
  /// by undoing beyond it and going on from there.
  private(set) var saved: Int? = 0

  /// How many steps are done.
  var count: Int { olderCount + past.count }

  /// All that was done and not undone, in its order.
  var entries: [Entry] {
    let old = older.split(separator: "\n").enumerated().compactMap { place, line -> Entry? in
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, let at = Moment(parts[0]) else { return nil }
      return Entry(at: at, line: String(parts[1]), counted: olderCounted[place] ?? [])
    }
    return old + past.map(\.entry)
  }

  mutating func add(_ step: Step) {
    if let saved, saved > count { self.saved = nil }
    future = []
    past.append(step)
    guard past.count > Steps.depth + Steps.slack else { return }
    for (place, step) in past.prefix(Steps.slack).enumerated() {
      older += "\(step.entry.at) \(step.entry.line)\n"
      if !step.entry.counted.isEmpty { olderCounted[olderCount + place] = step.entry.counted }
    }
    olderCount += Steps.slack
    past.removeFirst(Steps.slack)
  }

  /// Takes the last step back.
  /// - Parameter now: the state that redo comes back to.
  /// - Returns: the state before the step; nil where there is none.
  mutating func undo(from now: Plan.State) -> Plan.State? {
    guard let step = past.popLast() else { return nil }
    future.append(Step(state: now, entry: step.entry))
    return step.state
  }

  /// Does the last step again that was taken back.
  /// - Parameter now: the state that undo comes back to.
  /// - Returns: the state after the step; nil where there is none.
  mutating func redo(from now: Plan.State) -> Plan.State? {
    guard let step = future.popLast() else { return nil }
    past.append(Step(state: now, entry: step.entry))
    return step.state
  }

  /// The state now is the one that was saved.
  mutating func markSaved() { saved = count }
}
