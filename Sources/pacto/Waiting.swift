// What a person sees while a long computation runs: nothing for a moment, then how far it is and how long it will
// take, on standard error, wiped away before the answer. Ctrl-C stops it.

import Calc
import Glibc
import LineEditor
import Synchronization

/// The row of progress under a command that takes long.
final class Waiting: Sendable {
  private struct State {
    var began = ContinuousClock.now
    var shown: ContinuousClock.Instant?
  }

  private static let patience = Duration.milliseconds(300)
  private static let pause = Duration.milliseconds(100)
  private let state = Mutex(State())
  /// A row that is painted again and again wants a terminal that can, and a reader who sees it.
  private let isShown: Bool

  init(accessible: Bool) {
    isShown = isatty(STDERR_FILENO) == 1 && !accessible && TerminalFacts.environment("TERM") != "dumb"
  }

  /// The computation's side of it.
  /// - Parameter stops: whether Ctrl-C stops a computation; otherwise it ends the program as usual.
  func progress(stops: Bool) -> Progress {
    Progress(
      isCancelled: { stops && Interruption.isPending },
      report: { [self] done in show(done) })
  }

  /// A line begins to be carried out.
  func begin() { state.withLock { $0 = State() } }

  /// Its answer comes: the row is wiped away.
  func end() {
    let wasShown = state.withLock { $0.shown != nil }
    if wasShown { Output.send("\r\u{1B}[K", to: STDERR_FILENO) }
    begin()
  }

  private func show(_ done: Double) {
    guard isShown else { return }
    let text = state.withLock { state -> String? in
      let now = ContinuousClock.now
      let passed = state.began.duration(to: now)
      guard passed > Waiting.patience, state.shown.map({ $0.duration(to: now) > Waiting.pause }) ?? true else {
        return nil
      }
      state.shown = now
      return Waiting.sentence(done, after: passed)
    }
    if let text { Output.send("\r\(text)\u{1B}[K", to: STDERR_FILENO) }
  }

  /// "43%, 12 s left · Ctrl-C stops"
  static func sentence(_ done: Double, after passed: Duration) -> String {
    guard done > 0.001, done.isFinite else { return "0% · Ctrl-C stops" }
    let part = min(1, done)
    let left = (passed / .seconds(1)) * (1 - part) / part
    let time =
      left < 90
      ? "\(Int(left.rounded(.up))) s"
      : left < 5_400 ? "\(Int((left / 60).rounded(.up))) min" : "\(Int(min(left / 3_600, 1e6).rounded(.up))) h"
    return "\(Int(part * 100))%, \(time) left · Ctrl-C stops"
  }
}
