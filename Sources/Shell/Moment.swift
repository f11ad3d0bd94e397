// A minute on the wall clock, as minutes and journals write it: 2026-11-30T14:32. No zone: it is the clock that hung on
// the wall of the meeting.

import Leads

/// A day and a time of day.
public struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var day: Day
  /// Minutes since midnight.
  public var minute: Int

  public init(day: Day, minute: Int) {
    self.day = day
    self.minute = minute
  }

  /// Reads `2026-11-30T14:32`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let day = Day(parts[0]), parts[1].utf8.count == 5 else { return nil }
    let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard clock.count == 2, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]) else { return nil }
    self.init(day: day, minute: clock[0] * 60 + clock[1])
  }

  /// "14:32"
  public var clock: String { "\(padded(minute / 60, 2)):\(padded(minute % 60, 2))" }

  public var description: String { "\(day)T\(clock)" }

  public static func < (a: Moment, b: Moment) -> Bool { (a.day, a.minute) < (b.day, b.minute) }
}
