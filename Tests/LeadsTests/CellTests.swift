// Dates, amounts and answers as exports write them.

import Calc
import Testing

@testable import Leads

/// A cell with the bytes of a text; what stands behind it is not its own.
func withCell<Result>(_ text: String, _ body: (Cell) throws -> Result) rethrows -> Result {
  try withCell(Array(text.utf8), body)
}

func withCell<Result>(_ bytes: [UInt8], _ body: (Cell) throws -> Result) rethrows -> Result {
  try (bytes + "9,\n".utf8).withUnsafeBufferPointer { all in
    guard let start = all.baseAddress else { preconditionFailure("there are three bytes more") }
    return try body(Cell(start, bytes.count))
  }
}

@Suite struct DateCellTests {
  private static func local(_ text: String, hasTime: Bool = true) -> DateCell {
    let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
    let day = Day(year: parts[0], month: parts[1], day: parts[2])?.number ?? 0
    let clock = parts.dropFirst(3)
    let seconds = zip(clock, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    return .local(day * 86_400 + seconds, hasTime: hasTime)
  }

  private static func moment(_ text: String) -> DateCell {
    guard case .local(let seconds, _) = local(text) else { return .unreadable }
    return .moment(seconds)
  }

  static let forms: [(String, DateCell)] = [
    ("", .empty),
    ("2026-07-01", local("2026-07-01", hasTime: false)), ("2026-07-01 09:30", local("2026-07-01 09:30")),
    ("2026-07-01T09:30", local("2026-07-01 09:30")), ("2026-07-01 09:30:15", local("2026-07-01 09:30:15")),
    ("2026-7-1", local("2026-07-01", hasTime: false)), ("2026/07/01", local("2026-07-01", hasTime: false)),
    ("2026-07-01T09:30:00.000Z", moment("2026-07-01 09:30")), ("2026-07-01T09:30:00Z", moment("2026-07-01 09:30")),
    ("2026-07-01T09:30:00.000+0000", moment("2026-07-01 09:30")),
    ("2026-07-01T09:30:00+02:00", moment("2026-07-01 07:30")), ("2026-07-01 09:30 UTC", moment("2026-07-01 09:30")),
    ("2026-07-01T09:30:00-03:00", moment("2026-07-01 12:30")),
    ("1782891000000", moment("2026-07-01 07:30")), ("1782891000", moment("2026-07-01 07:30")),
    ("20260701", local("2026-07-01", hasTime: false)),
    ("13/04/2026", .needsOrder), ("03/04/2026", .needsOrder), ("04/04/2026", local("2026-04-04", hasTime: false)),
    ("1 Jul 2026", local("2026-07-01", hasTime: false)), ("Jul 1, 2026", local("2026-07-01", hasTime: false)),
    ("22 Jul, 2026 14:03:11", local("2026-07-22 14:03:11")), ("01-Jul-2026", local("2026-07-01", hasTime: false)),
    ("Wednesday, July 1, 2026 2:05 PM", local("2026-07-01 14:05")),
    ("1 de julio de 2026", local("2026-07-01", hasTime: false)),
    ("1 ago 2026 9:00", local("2026-08-01 09:00")), ("4/4/2026 12:10 AM", local("2026-04-04 00:10")),
    ("4/4/2026, 12:10 PM", local("2026-04-04 12:10")), ("4/4/26 9:05 p. m.", local("2026-04-04 21:05")),
    ("4.4.2026 9:05\u{202F}PM", local("2026-04-04 21:05")), ("04-04-2026 23:59:60", local("2026-04-04 23:59:59")),
    ("2026-02-29", .unreadable), ("2026-13-01", .unreadable), ("0206-07-01", .unreadable), ("2062-01-01", .unreadable),
    ("2026-07-01 24:00", .unreadable), ("2026-07-01 9:75", .unreadable), ("13:30 PM 4/4/2026", .unreadable),
    ("yesterday", .unreadable), ("45123", .unreadable), ("2026-07", .unreadable), ("4/4/2026 25:00", .unreadable),
    ("32/13/2026", .unreadable), ("1/2/3/4", .unreadable), ("--", .unreadable), ("9999999999999999", .unreadable)
  ]

  @Test(arguments: forms) func reads(_ text: String, _ expected: DateCell) {
    #expect(withCell(text) { DateReader().read($0) } == expected)
  }

  /// The short way, for the form that nearly all dates have, and the long one read the same: tenths of a second take
  /// the long one.
  @Test func readsTheSameEitherWay() {
    var dates = 0
    for text in ["2026-07-01 09:30", "2026-07-01T09:30", "2026-12-31 23:59:59", "2024-02-29 00:00:00"] {
      // The last digit of a time without seconds may be missing: 09:3: is 09:03.
      for place in 0..<(text.utf8.count == 16 ? 15 : 19) {
        // Digits, what stands beside them, and both with the highest bit.
        for byte in Array(0x2F...0x3F) + Array(0xAF...0xBF) as [UInt8] {
          var short = Array(text.utf8)
          short[place] = byte
          let long = short + (short.count == 16 ? ":00.0" : ".0").utf8
          let (read, expected) = (withCell(short) { DateReader().read($0) }, withCell(long) { DateReader().read($0) })
          #expect(read == expected, "\(byte) at \(place) of \(text)")
          if read != .unreadable { dates += 1 }
        }
      }
    }
    #expect(dates > 300)
  }

  @Test func readsByTheOrder() {
    let (day, month) = (DateReader(order: .dayFirst), DateReader(order: .monthFirst))
    #expect(withCell("03/04/2026") { day.read($0) } == Self.local("2026-04-03", hasTime: false))
    #expect(withCell("03/04/2026") { month.read($0) } == Self.local("2026-03-04", hasTime: false))
    #expect(withCell("13.04.26 08:00") { day.read($0) } == Self.local("2026-04-13 08:00"))
    #expect(withCell("04/13/2026") { day.read($0) } == .otherOrder)
    #expect(withCell("13/04/2026") { month.read($0) } == .otherOrder)
    #expect(withCell("26/04/13") { DateReader(order: .yearFirst).read($0) } == Self.local("2026-04-13", hasTime: false))
    #expect(withCell("13/04/2026") { DateReader.evidence($0) } == .dayFirst)
    #expect(withCell("04/13/2026") { DateReader.evidence($0) } == .monthFirst)
    #expect(withCell("03/04/2026") { DateReader.evidence($0) } == nil)
    #expect(withCell("2026-04-13") { DateReader.evidence($0) } == nil)
  }
}

@Suite struct AmountCellTests {
  static let forms: [(String, AmountCell)] = [
    ("", .empty), ("0", .amount(0)), ("22700", .amount(2_270_000)), ("22700.5", .amount(2_270_050)),
    ("$22,700.00", .amount(2_270_000)), ("R$ 1.680,50", .amount(168_050)), ("1\u{A0}680,50 €", .amount(168_050)),
    ("EUR 8 500", .amount(850_000)), ("12'000.00 CHF", .amount(1_200_000)), ("1.234.567", .amount(123_456_700)),
    ("(120.00)", .amount(-12_000)), ("-120", .amount(-12_000)), ("\u{2212}3,5", .amount(-350)),
    ("12000.0", .amount(1_200_000)), ("0.125", .amount(13)), ("0,124", .amount(12)), ("12,34", .amount(1234)),
    ("1,200", .needsMark), ("1.200", .needsMark), ("1234,567", .amount(123_457)),
    ("viel", .unreadable), ("12a34", .unreadable), ("1,2,3", .unreadable), ("1.2.3,4", .unreadable),
    ("99999999999999999999", .unreadable), ("=1+1", .unreadable), ("1e5", .unreadable), ("NaN", .unreadable)
  ]

  @Test(arguments: forms) func reads(_ text: String, _ expected: AmountCell) {
    #expect(withCell(text) { AmountReader().read($0) } == expected)
  }

  @Test func readsByTheMark() {
    #expect(withCell("1,200") { AmountReader(decimalComma: false).read($0) } == .amount(120_000))
    #expect(withCell("1,200") { AmountReader(decimalComma: true).read($0) } == .amount(120))
    #expect(withCell("1.200") { AmountReader(decimalComma: true).read($0) } == .amount(120_000))
    #expect(withCell("12,50") { AmountReader.evidence($0) } == true)
    #expect(withCell("1,200.00") { AmountReader.evidence($0) } == false)
    #expect(withCell("1.200.000") { AmountReader.evidence($0) } == true)
    #expect(withCell("1,200") { AmountReader.evidence($0) } == nil)
    #expect(withCell("1200") { AmountReader.evidence($0) } == nil)
  }
}

@Suite struct CellAnswerTests {
  @Test func answersByTest() {
    var yes = CellAnswers.test(.value)
    for (text, answer) in [
      ("Yes", 1), ("sí", 1), ("TRUE", 1), ("1", 1), ("no", 0), ("0", 0), ("", -1), ("#N/A", -1), ("perhaps", -2)
    ] {
      #expect(withCell(text) { yes.answer($0) } == answer)
    }
    var title = CellAnswers.test(.contains(["chief", "ceo"]))
    #expect(withCell("Chief Executive Officer") { title.answer($0) } == 1)
    #expect(withCell("Head of IT") { title.answer($0) } == 0)
    var tier = CellAnswers.tier(among: ["CEO", "Director", "Manager"])
    for (text, answer) in [("ceo", 0), ("Managers", 2), (" director ", 1), ("Intern", -2), ("", -1)] {
      #expect(withCell(text) { tier.answer($0) } == answer)
    }
  }

  /// More spellings than are kept, and long ones that begin alike.
  @Test func confusesNoSpellings() {
    var tier = CellAnswers.tier(among: (0..<200).map { "Tier of the number \($0)" })
    for _ in 0..<2 {
      for place in 0..<200 { #expect(withCell("tier of the number \(place)") { tier.answer($0) } == place) }
    }
  }

  @Test func readsColumnsAsWritten() throws {
    #expect(ColumnTest(written: "first_contact_date") == ColumnTest("first_contact_date"))
    #expect(ColumnTest(written: "won = yes|closed won") == ColumnTest("won", .equals(["yes", "closed won"])))
    #expect(ColumnTest(written: "won=yes") == ColumnTest("won", .equals(["yes"])))
    #expect(ColumnTest(written: "title contains a | |b|") == ColumnTest("title", .contains(["a", "b"])))
    #expect(ColumnTest(written: "demo date filled") == ColumnTest("demo date", .filled))
    // The sign that stands first tells the test.
    #expect(ColumnTest(written: "note contains a=b") == ColumnTest("note", .contains(["a=b"])))
    #expect(ColumnTest(written: "note = it contains b") == ColumnTest("note", .equals(["it contains b"])))
    #expect(ColumnTest(written: "stage = is filled") == ColumnTest("stage", .equals(["is filled"])))
    for text in ["won = yes|closed won", "job title contains chief|ceo", "demo date is filled", "created"] {
      #expect(ColumnTest(written: text)?.written == text)
    }
    for text in ["", " ", "won =", "= yes", "won contains", "won contains |", "contains yes", "is filled"] {
      #expect(ColumnTest(written: text) == nil, "\(text)")
    }
  }
}
