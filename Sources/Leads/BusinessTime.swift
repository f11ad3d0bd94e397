// The clock that stands still when business is closed. Every day of a zone has an opening and a closing moment (both
// the same at weekends and on holidays) and the business time that has passed before it; the business time between two
// moments is the difference of what has passed at each, hence additive, and exact over both changes of the clocks.
//
//     midnight        opens            closes         midnight
//     |---------------|################|--------------|
//     before[d] ------+ grows ---------+ before[d + 1]

import Calc

/// Business hours and holidays in a time zone.
public struct BusinessTime: Sendable, Equatable {
  public let zone: Zone
  /// Minutes since midnight.
  public let opens: Int
  public let closes: Int
  public let holidays: [Day]

  /// A day of the table.
  private struct BusinessDay: Equatable {
    /// Local midnight; where clocks skip it, the first moment of the day.
    var start: Int
    var opens: Int
    var closes: Int
    /// Seconds of business before it.
    var before: Int
  }
  /// The days of `Instant.plausible`, and one behind them.
  private let days: [BusinessDay]
  private static let first = Instant.plausible.lowerBound

  /// - Parameters:
  ///   - opens: minutes since midnight.
  ///   - closes: minutes since midnight, up to 1440.
  ///   - holidays: closed as at weekends.
  public init(zone: Zone, opens: Int, closes: Int, holidays: [Day]) {
    (self.zone, self.opens, self.closes, self.holidays) = (zone, opens, max(opens, closes), holidays)
    let numbers = Instant.plausible.lowerBound...Instant.plausible.upperBound
    var isOpen = numbers.map { Day(number: $0).isWeekday }
    for holiday in holidays where numbers.contains(holiday.number) { isOpen[holiday.number - Self.first] = false }
    var before = 0
    var clock = ZoneClock(zone)
    days = numbers.map { number in
      let start = clock.seconds(local: number * 86_400)
      let opening = clock.seconds(local: number * 86_400 + opens * 60)
      let closing =
        isOpen[number - Self.first] ? clock.seconds(local: number * 86_400 + max(opens, closes) * 60) : opening
      defer { before += closing - opening }
      return BusinessDay(start: start, opens: opening, closes: closing, before: before)
    }
  }

  public static func == (a: BusinessTime, b: BusinessTime) -> Bool {
    (a.zone, a.opens, a.closes, a.holidays) == (b.zone, b.opens, b.closes, b.holidays)
  }

  /// Seconds of business between two moments, below 0 where the second is earlier.
  public func seconds(from start: Instant, to end: Instant) -> Int {
    passed(at: end.seconds) - passed(at: start.seconds)
  }

  /// Whether business is open at a moment; at closing time it is not.
  public func isOpen(at instant: Instant) -> Bool { isOpen(at: instant.seconds, place: place(of: instant.seconds)) }

  /// The first moment by which some seconds of business have passed.
  public func instant(_ seconds: Int, after start: Instant) -> Instant {
    guard seconds > 0 else { return start }
    let target = passed(at: start.seconds) + seconds
    var place = place(of: start.seconds)
    while place < days.count - 1, days[place].before + days[place].closes - days[place].opens < target { place += 1 }
    return Instant(seconds: days[place].opens + max(0, target - days[place].before))
  }

  // MARK: - The same in seconds since 1970, of which the day's place in the table may be known

  @inline(__always)
  func isOpen(at seconds: Int, place: Int) -> Bool { seconds >= days[place].opens && seconds < days[place].closes }

  /// Seconds of business up to a moment.
  @inline(__always)
  func passed(at seconds: Int) -> Int { passed(at: seconds, place: place(of: seconds)) }

  @inline(__always)
  func passed(at seconds: Int, place: Int) -> Int {
    let day = days[place]
    return day.before + min(max(seconds - day.opens, 0), day.closes - day.opens)
  }

  /// The day of the table that a moment falls on.
  @inline(__always)
  func place(of seconds: Int) -> Int {
    // No zone is further than a day from UTC, so that at most two steps are missing.
    var place = min(max(floorDivide(seconds, 86_400) - Self.first, 0), days.count - 1)
    while place + 1 < days.count, days[place + 1].start <= seconds { place += 1 }
    while place > 0, days[place].start > seconds { place -= 1 }
    return place
  }
}
