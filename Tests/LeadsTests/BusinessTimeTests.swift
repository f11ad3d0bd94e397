// Business time worked by hand in eight zones, over both changes of the clocks, and the laws it keeps.
// PACTO_BUSINESS_TIME=20 tries twenty times as many random moments.

import Calc
import Glibc
import Testing

@testable import Leads

@Suite struct BusinessTimeTests {
  /// 9:00 to 17:00 with one holiday, Monday 2026-08-17.
  private func time(_ zone: String, opens: Int = 540, closes: Int = 1020) throws -> BusinessTime {
    let holiday = try #require(Day("2026-08-17"))
    return BusinessTime(zone: try Zone(zone), opens: opens, closes: closes, holidays: [holiday])
  }

  /// A local time, `2026-07-01 09:30`.
  private func moment(_ text: String, _ zone: Zone) throws -> Instant {
    let day = try #require(Day(text.prefix(10)))
    let clock = text.suffix(5).split(separator: ":").compactMap { Int($0) }
    return zone.instant(local: day.number * 86_400 + clock[0] * 3600 + clock[1] * 60)
  }

  /// How many times the usual moments are tried.
  private static let factor = getenv("PACTO_BUSINESS_TIME").flatMap { Int(String(cString: $0)) } ?? 1
  private static let zones = [
    "Europe/Madrid", "Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata",
    "Australia/Lord_Howe", "America/Santiago"
  ]

  /// Any hours of business, with some of the days from spring 2025 to autumn 2027 free.
  private func anyTime(_ zone: String, _ chance: inout SplitMix) throws -> BusinessTime {
    let (a, b) = (Int(chance.next() % 1441), Int(chance.next() % 1441))
    let days = (0..<Int(chance.next() % 40)).map { _ in Day(number: 20_180 + Int(chance.next() % 930)) }
    return BusinessTime(zone: try Zone(zone), opens: min(a, b), closes: max(a, b), holidays: days)
  }

  struct Worked: Sendable {
    var zone: String
    var from: String
    var to: String
    /// Minutes.
    var elapsed: Int
    var business: Int
    var opens = 540
    var closes = 1020
  }

  static let worked: [Worked] = [
    // Within a day; over night; over a weekend (Friday 3 July 2026).
    Worked(zone: "Europe/Madrid", from: "2026-07-01 09:30", to: "2026-07-01 10:15", elapsed: 45, business: 45),
    Worked(zone: "Europe/Madrid", from: "2026-07-01 16:50", to: "2026-07-02 09:10", elapsed: 980, business: 20),
    Worked(zone: "Europe/Madrid", from: "2026-07-03 16:00", to: "2026-07-06 10:00", elapsed: 3960, business: 120),
    // Asked on a Sunday before a holiday, answered on Tuesday.
    Worked(zone: "Europe/Madrid", from: "2026-08-16 12:00", to: "2026-08-18 09:05", elapsed: 2705, business: 5),
    // Clocks go forward on Sunday 29 March and back on Sunday 25 October.
    Worked(zone: "Europe/Madrid", from: "2026-03-28 23:30", to: "2026-03-29 03:30", elapsed: 180, business: 0),
    Worked(zone: "Europe/Madrid", from: "2026-03-27 16:00", to: "2026-03-30 10:00", elapsed: 3900, business: 120),
    Worked(zone: "Europe/London", from: "2026-10-23 16:00", to: "2026-10-26 10:00", elapsed: 4020, business: 120),
    // New York: forward on 8 March, back on 1 November.
    Worked(zone: "America/New_York", from: "2026-03-06 16:30", to: "2026-03-09 09:30", elapsed: 3840, business: 60),
    Worked(zone: "America/New_York", from: "2026-10-30 16:30", to: "2026-11-02 09:30", elapsed: 3960, business: 60),
    // São Paulo and Tokyo do not change; Kolkata is half an hour off, Lord Howe changes by half an hour (5 April).
    Worked(zone: "America/Sao_Paulo", from: "2026-02-13 16:00", to: "2026-02-16 09:30", elapsed: 3930, business: 90),
    Worked(zone: "Asia/Tokyo", from: "2026-03-27 16:00", to: "2026-03-30 10:00", elapsed: 3960, business: 120),
    Worked(zone: "Asia/Kolkata", from: "2026-07-01 08:00", to: "2026-07-01 09:45", elapsed: 105, business: 45),
    Worked(zone: "Australia/Lord_Howe", from: "2026-04-03 16:00", to: "2026-04-06 10:00", elapsed: 3990, business: 120),
    // Santiago skips midnight of Sunday 6 September.
    Worked(zone: "America/Santiago", from: "2026-09-04 16:30", to: "2026-09-07 09:30", elapsed: 3840, business: 60),
    // A firm that is open all day, on the Monday after: 24 hours each.
    Worked(
      zone: "Europe/Madrid", from: "2026-03-27 00:00", to: "2026-03-31 00:00", elapsed: 5700, business: 2880, opens: 0,
      closes: 1440)
  ]

  @Test(arguments: worked) func countsAsByHand(_ worked: Worked) throws {
    let time = try time(worked.zone, opens: worked.opens, closes: worked.closes)
    let (from, to) = (try moment(worked.from, time.zone), try moment(worked.to, time.zone))
    #expect(to.seconds - from.seconds == worked.elapsed * 60)
    #expect(time.seconds(from: from, to: to) == worked.business * 60)
  }

  @Test func isOpenInBusinessHours() throws {
    let time = try time("Europe/Madrid")
    #expect(time.isOpen(at: try moment("2026-07-01 09:00", time.zone)))
    #expect(!time.isOpen(at: try moment("2026-07-01 17:00", time.zone)))
    #expect(!time.isOpen(at: try moment("2026-07-04 12:00", time.zone)))
    #expect(!time.isOpen(at: try moment("2026-08-17 12:00", time.zone)))
  }

  @Test func findsTheDeadline() throws {
    let time = try time("Europe/Madrid")
    let cases = [
      ("2026-07-01 16:50", "2026-07-02 09:20"), ("2026-07-01 10:00", "2026-07-01 10:30"),
      ("2026-08-14 16:45", "2026-08-18 09:15"), ("2026-07-04 12:00", "2026-07-06 09:30"),
      ("2026-07-01 16:30", "2026-07-01 17:00")
    ]
    for (from, to) in cases {
      #expect(try time.instant(1800, after: moment(from, time.zone)) == moment(to, time.zone))
    }
  }

  /// Additive; a moment's deadline is the first at which its business time has passed; never more than elapsed.
  @Test(arguments: zones) func keepsItsLaws(_ name: String) throws {
    var chance = SplitMix(seed: 7)
    for round in 0..<Self.factor {
      let time = try round == 0 ? time(name) : anyTime(name, &chance)
      for _ in 0..<200 where time.closes > time.opens {
        let start = 1_750_000_000 + Int(chance.next() % 80_000_000)
        let moments = [0, 1, 2].map { _ in Instant(seconds: start + Int(chance.next() % 2_000_000)) }.sorted()
        let (a, b, c) = (moments[0], moments[1], moments[2])
        #expect(time.seconds(from: a, to: b) + time.seconds(from: b, to: c) == time.seconds(from: a, to: c))
        #expect(time.seconds(from: a, to: b) <= b.seconds - a.seconds)
        #expect(time.seconds(from: b, to: a) == -time.seconds(from: a, to: b))
        let wait = 1 + Int(chance.next() % 400_000)
        let deadline = time.instant(wait, after: a)
        #expect(time.seconds(from: a, to: deadline) == wait)
        #expect(time.seconds(from: a, to: Instant(seconds: deadline.seconds - 1)) == wait - 1)
      }
    }
  }
}

extension BusinessTimeTests {
  /// Minute by minute, as somebody would count who looks at a clock on the wall. Half of the moments lie around the
  /// days on which the clocks change, Sundays in all of these zones.
  @Test(arguments: zones) func isWhatAClockOnTheWallCounts(_ name: String) throws {
    var chance = SplitMix(seed: 8)
    let zone = try Zone(name)
    func offset(_ day: Int) -> Int { zone.offset(at: Instant(seconds: day * 86_400)) }
    let changes = (20_180..<21_110).filter { offset($0) != offset($0 + 1) }
    for _ in 0..<Self.factor {
      let time = try anyTime(name, &chance)
      let free = Set(time.holidays)
      for round in 0..<4 {
        let near = round % 2 == 0 ? nil : changes.randomElement(using: &chance)
        let day = near.map { $0 - 2 } ?? 20_180 + Int(chance.next() % 930)
        let start = day * 1440 + Int(chance.next() % 1440)
        let minutes = Int(chance.next() % 7_200)
        var open = 0
        for minute in start..<start + minutes {
          let local = minute + zone.offset(at: Instant(seconds: minute * 60)) / 60
          let day = Day(number: local / 1440)
          if day.isWeekday, !free.contains(day), (time.opens..<time.closes).contains(local % 1440) { open += 1 }
        }
        let (from, to) = (Instant(seconds: start * 60), Instant(seconds: (start + minutes) * 60))
        #expect(time.seconds(from: from, to: to) == open * 60, "\(name), \(time.opens) to \(time.closes), from \(from)")
      }
    }
  }
}

/// The generator of Steele, Lea and Flood; the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
