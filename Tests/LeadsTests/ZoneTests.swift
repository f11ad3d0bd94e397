import Calc
import Testing

@testable import Leads

@Suite struct ZoneTests {
  private func seconds(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0) throws -> Int {
    try #require(Day(year: year, month: month, day: day)).number * 86_400 + hour * 3600 + minute * 60
  }

  @Test func knowsOffsets() throws {
    let madrid = try Zone("Europe/Madrid")
    #expect(madrid.offset(at: Instant(seconds: try seconds(2026, 1, 1, 0))) == 3600)
    #expect(madrid.offset(at: Instant(seconds: try seconds(2026, 7, 1, 0))) == 7200)
    #expect(madrid.offset(at: Instant(seconds: try seconds(2026, 3, 29, 0, 59))) == 3600)
    #expect(madrid.offset(at: Instant(seconds: try seconds(2026, 3, 29, 1))) == 7200)
  }

  /// Beyond the table of the zone's file there is only its rule.
  @Test func goesByTheRuleInYearsToCome() throws {
    let madrid = try Zone("Europe/Madrid")
    #expect(madrid.offset(at: Instant(seconds: try seconds(2055, 3, 28, 0, 59))) == 3600)
    #expect(madrid.offset(at: Instant(seconds: try seconds(2055, 3, 28, 1))) == 7200)
    #expect(madrid.offset(at: Instant(seconds: try seconds(2055, 10, 31, 1))) == 3600)
    let sydney = try Zone("Australia/Sydney")
    #expect(sydney.offset(at: Instant(seconds: try seconds(2050, 1, 1, 0))) == 11 * 3600)
    #expect(sydney.offset(at: Instant(seconds: try seconds(2050, 7, 1, 0))) == 10 * 3600)
    #expect(try Zone("Asia/Kolkata").offset(at: Instant(seconds: try seconds(2050, 7, 1, 0))) == 19_800)
    // Two hours before midnight the clocks of Nuuk change: a time below 0 in the rule.
    let nuuk = try Zone("America/Nuuk")
    #expect(nuuk.offset(at: Instant(seconds: try seconds(2050, 7, 1, 0))) == -3600)
  }

  @Test func readsTimesThatComeTwiceOrNever() throws {
    var clock = ZoneClock(try Zone("Europe/Madrid"))
    // 2:30 does not exist on 29 March: it is read as 3:30.
    #expect(clock.seconds(local: try seconds(2026, 3, 29, 2, 30)) == (try seconds(2026, 3, 29, 1, 30)))
    // On 25 October it comes twice.
    #expect(clock.seconds(local: try seconds(2026, 10, 25, 2, 30)) == (try seconds(2026, 10, 25, 0, 30)))
    #expect(clock.secondsAgain(local: try seconds(2026, 10, 25, 2, 30)) == (try seconds(2026, 10, 25, 1, 30)))
    #expect(clock.secondsAgain(local: try seconds(2026, 10, 25, 3, 30)) == nil)
    #expect(clock.secondsAgain(local: try seconds(2026, 7, 1, 2, 30)) == nil)
  }

  /// What is asked one time after the other is what is asked alone.
  @Test func remembersNoWrongOffset() throws {
    let zone = try Zone("America/New_York")
    var clock = ZoneClock(zone)
    var chance = SplitMix(seed: 3)
    for _ in 0..<2000 {
      let local = 1_600_000_000 + Int(chance.next() % 300_000_000)
      #expect(clock.seconds(local: local) == zone.instant(local: local).seconds)
    }
  }

  @Test func writesTimesAsClocksShowThem() throws {
    let madrid = try Zone("Europe/Madrid")
    #expect(madrid.written(Instant(seconds: try seconds(2026, 9, 30, 15, 42))) == "2026-09-30 17:42")
    #expect(try Zone("America/New_York").written(Instant(seconds: 0)) == "1969-12-31 19:00")
  }

  @Test func refusesZonesNobodyKnows() throws {
    #expect { try Zone("Europe/Madird") } throws: { ($0 as? Diagnostic)?.hint == "Europe/Madrid" }
    for name in ["", "../../etc/passwd", "/etc/passwd", "Europe", "Europe/Madrid\u{0}", "zone.tab"] {
      #expect(throws: Diagnostic.self) { try Zone(name) }
    }
  }

  /// Files that are cut or changed are refused or read, and never trap.
  @Test func takesNoHarmFromBrokenFiles() throws {
    let file = try #require(Zone.file("Europe/Madrid"))
    var chance = SplitMix(seed: 11)
    for _ in 0..<500 {
      var broken = Array(file.prefix(Int(chance.next() % UInt64(file.count + 1))))
      for _ in 0..<4 where !broken.isEmpty {
        broken[Int(chance.next() % UInt64(broken.count))] = UInt8(truncatingIfNeeded: chance.next())
      }
      if let zone = Zone(name: "broken", file: broken) {
        #expect(zone.offset(at: Instant(seconds: 1_800_000_000)).magnitude < 200_000)
      }
    }
  }
}
