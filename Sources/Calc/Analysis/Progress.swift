// A long computation and the person who waits for it: how far it is, and whether it may go on. The program hands over
// the terminal's; without one nothing is shown and nothing stops.

/// How a long computation is watched.
public struct Progress: Sendable {
  /// Whether the person who waits has had enough. Asked often, from any thread.
  public var isCancelled: @Sendable () -> Bool
  /// Told how much is done, from 0 to 1; shows it after a while.
  public var report: @Sendable (_ done: Double) -> Void

  public init(isCancelled: @escaping @Sendable () -> Bool, report: @escaping @Sendable (Double) -> Void) {
    self.isCancelled = isCancelled
    self.report = report
  }

  /// Never shown, never stopped.
  public static let silent = Progress(isCancelled: { false }, report: { _ in })

  /// Ends a computation that was cancelled.
  /// - Throws: `Diagnostic.stopped`.
  public func check() throws(Diagnostic) {
    if isCancelled() { throw .stopped }
  }

  /// The same, told as a part of a longer computation.
  public func part(_ range: ClosedRange<Double>) -> Progress {
    let report = report
    return Progress(isCancelled: isCancelled) { done in
      report(range.lowerBound + (range.upperBound - range.lowerBound) * done)
    }
  }
}

extension Diagnostic {
  /// What a computation that was cancelled ends with.
  public static let stopped = Diagnostic("stopped: nothing has changed")

  public var isStopped: Bool { message.template == Diagnostic.stopped.message.template }
}
