// First responses by ISO week, counted by hand, and the law that ties them to those by month.

import Calc
import Testing

@testable import Leads

@Suite struct WeekTests {
  private static let head =
    "lead_id,created_at,tier,source,first_followup_at,attempts,connected,customer,closed_at,revenue\n"

  private static func export(_ rows: [(created: String, answered: String)]) -> Export {
    let lines = rows.enumerated().map { "\($0),\($1.created),CEO,,\($1.answered),,,,,\n" }
    return Export(text: head + lines.joined())
  }

  private static func monday(_ text: String) throws -> Day { try #require(Day(text)) }

  /// A promise of 30 minutes between 9:00 and 17:00 on weekdays. June ends on a Tuesday, and 2026 on a Thursday.
  private static let straddling = export([
    ("2026-06-28 16:50", "2026-06-29 09:20"), ("2026-06-29 10:00", "2026-06-29 10:20"),
    ("2026-06-30 16:50", "2026-07-01 09:30"), ("2026-07-01 09:00", "2026-07-01 10:00"),
    ("2026-07-05 23:59", ""), ("2026-07-06 00:00", "2026-07-05 12:00"), ("2026-07-08", "2026-07-09"),
    ("2026-12-31 12:00", "2026-12-31 12:10"), ("2027-01-03 12:00", "2027-01-04 09:05"),
    ("2027-01-04 09:00", "2027-01-04 09:25")
  ])

  @Test func countsAsByHand() throws {
    let leads = try Self.straddling.read().aggregates
    let mondays = ["2026-06-22", "2026-06-29", "2026-07-06", "2026-12-28", "2027-01-04"]
    #expect(leads.weeks.keys.sorted() == (try mondays.map(Self.monday)))
    func week(_ text: String) throws -> Response { try #require(leads.weeks[Self.monday(text)]) }

    // Sunday to Monday 9:20: 20 minutes of business, and kept.
    let first = try week("2026-06-22")
    #expect((first.due, first.within, first.contacted, first.neverContacted, first.negative) == (1, 1, 1, 0, 0))
    #expect((first.elapsed.moments.sum, first.business.moments.sum) == (59_400, 1200))

    // Two in June, the second over night (10 and 30 minutes of business); two in July, one never contacted.
    let second = try week("2026-06-29")
    #expect((second.due, second.within, second.contacted, second.neverContacted) == (4, 1, 3, 1))
    #expect(second.elapsed.moments.sum == 1200 + 60_000 + 3600)
    #expect(second.business.moments.sum == 1200 + 2400 + 3600)
    #expect(second.business.quantile(0.5) == 2400)

    // Contacted before created, and dates without a time.
    let third = try week("2026-07-06")
    #expect((third.due, third.contacted, third.negative, third.elapsed.count) == (0, 2, 1, 0))

    let turn = try week("2026-12-28")
    // The deadline of the second is Monday 9:30, behind the last thing that happened.
    #expect((turn.due, turn.within, turn.business.moments.sum) == (1, 1, 600 + 300))
    let last = try week("2027-01-04")
    #expect((last.due, last.contacted, last.business.moments.sum) == (0, 1, 1500))
  }

  @Test func weeksAndMonthsHoldTheSame() throws {
    for leads in try [Self.straddling.read(), Export("generated.csv").read()].map(\.aggregates) {
      var (byWeek, byMonth) = (Response(), Response())
      for week in leads.weeks.values { byWeek.merge(week) }
      for month in leads.months.values { byMonth.merge(month.response) }
      #expect(byWeek == byMonth)
      #expect(byWeek.contacted > 0)
      #expect(leads.weeks.keys.allSatisfy { $0 == $0.monday })
    }
  }

  @Test func areTheSameWhateverThePiecesAndThreads() throws {
    let terms = try Export.terms()
    let whole = try Self.straddling.read(terms, pieceSize: 1 << 20, threads: 1).aggregates.weeks
    for (size, threads) in [(1, 3), (7, 2), (50, 4), (200, 2)] {
      #expect(try Self.straddling.read(terms, pieceSize: size, threads: threads).aggregates.weeks == whole)
    }
  }

  /// Where a file does not say when leads were contacted there is no week to speak of.
  @Test func needContacts() throws {
    let leads = try Export(text: "lead_id,created_at\n1,2026-07-01 09:00\n").read { $0.tiers = ["all"] }.aggregates
    #expect(leads.weeks.isEmpty)
  }

  @Test func weeksBeginOnMondays() {
    for number in -1000...30_000 {
      let (day, monday) = (Day(number: number), Day(number: number).monday)
      #expect((0..<7).contains(day.number - monday.number))
      #expect(monday.isWeekday && !Day(number: monday.number - 1).isWeekday)
    }
    #expect(Day("2026-11-30").map(\.monday.description) == "2026-11-30")
    #expect(Day("2027-01-03").map(\.monday.description) == "2026-12-28")
  }
}
