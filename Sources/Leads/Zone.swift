// Time zones as the system's zone files (TZif, RFC 9636) have them: moments at which the offset from UTC changed, and
// behind the last of them a rule in POSIX's writing for the years to come, which is written out here up to 2060.
//
//     transitions   …  2026-03-29T01:00Z      2026-10-25T01:00Z  …
//     offsets     +1 h           +2 h                   +1 h          one more than transitions
//
// A local time may come twice (clocks set back) or never (clocks set forward): the first of two is meant, and one that
// does not exist is read by the offset before, so that 02:30 in the gap is the moment that 03:30 names.

import Calc
import Glibc

/// A time zone by its IANA name.
public struct Zone: Sendable, Equatable {
  /// The name as it was given: `Europe/Madrid`.
  public let name: String
  /// The moments, in seconds since 1970, at which another offset begins.
  let transitions: [Int]
  /// Seconds to add to UTC: before the first transition, and from each one on.
  let offsets: [Int]

  /// Without summer time and at no distance from UTC.
  public static let utc = Zone(name: "UTC", transitions: [], offsets: [0])

  init(name: String, transitions: [Int], offsets: [Int]) {
    (self.name, self.transitions, self.offsets) = (name, transitions, offsets)
  }

  /// A zone from the system's files.
  /// - Throws: that there is no such zone, with the nearest names.
  public init(_ name: String) throws(Diagnostic) {
    if ["UTC", "Z", "GMT"].contains(name.uppercased()) {
      self = .utc
      return
    }
    guard let zone = Zone.file(name).flatMap({ Zone(name: name, file: $0) }) else {
      throw Diagnostic(
        "\(name) is no time zone that this machine knows",
        why: "A zone is named by continent and city, as in Europe/Madrid, America/Sao_Paulo or UTC.",
        hint: Suggestion.best(for: name, among: Zone.all()))
    }
    self = zone
  }

  /// Seconds to add to UTC at a moment.
  public func offset(at instant: Instant) -> Int { offsets[place(of: instant.seconds)] }

  /// The moment a local time names: the first where it comes twice, and in a gap the one that the offset before gives.
  /// - Parameter local: seconds since 1970-01-01T00:00 on the zone's clocks.
  public func instant(local: Int) -> Instant { Instant(seconds: local - offsets[place(ofLocal: local)]) }

  /// The seconds since local midnight, by what the clock shows.
  public func secondOfDay(at instant: Instant) -> Int {
    let local = instant.seconds + offset(at: instant)
    return local - floorDivide(local, 86_400) * 86_400
  }

  /// The calendar day at a moment.
  public func day(at instant: Instant) -> Day {
    Day(number: floorDivide(instant.seconds + offset(at: instant), 86_400))
  }

  /// A moment as the zone's clocks show it: `2026-09-30 17:42`.
  public func written(_ instant: Instant) -> String {
    let local = instant.seconds + offset(at: instant)
    let minutes = floorDivide(local, 60) - floorDivide(local, 86_400) * 1440
    return "\(Day(number: floorDivide(local, 86_400))) \(padded(minutes / 60, 2)):\(padded(minutes % 60, 2))"
  }

  /// Which offset holds at a moment.
  func place(of seconds: Int) -> Int { upperBound { transitions[$0] > seconds } }

  /// Which offset a local time is read by.
  func place(ofLocal local: Int) -> Int {
    // A transition has passed on the clocks when they show what it is by both offsets.
    upperBound { transitions[$0] + max(offsets[$0], offsets[$0 + 1]) > local }
  }

  private func upperBound(_ isBeyond: (Int) -> Bool) -> Int {
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The quotient rounded down, as days before 1970 want it.
@inline(__always)
func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }
