import Testing

@testable import Calc

struct QuantityFormatTests {
  static let files = QuantityFormat(currency: "EUR")
  static let spanish = QuantityFormat(form: .prompt(language: "es"), currency: "EUR")

  static let inFull: [(Double, Units, String)] = [
    (1_200_000.0, Units.money, "1,200,000"), (1200.5, .money, "1,200.5"), (0, .money, "0"), (-12, .money, "-12"),
    (0.04, .percent, "4%"), (0.062, .percent, "6.2%"), (1.04, .percent, "104%"), (0.0005, .percent, "0.05%"),
    (0.07, .percent, "7%"), (0.29, .percent, "29%"), (1e-7, .percent, "0.00001%"),
    (1e-5, .number, "0.00001"), (1.0 / 3, .number, "0.3333333333333333"), (2308, .count("leads"), "2,308"),
    (1.5, .hours, "1h30"), (0.75, .hours, "45 min"), (40, .hours, "40 h"), (37.5, .hours, "37.5 h"),
    (220.95, .hours, "220.95 h"), (74.0 / 600, .hours, "7.4 min"), (1.0 / 3, .hours, "20 min"),
    (65.0 / 60, .hours, "1h05"), (1.0 / 360, .hours, "10 s"), (0, .hours, "0 h"), (800.0 / 60, .hours, "13h20"),
    (0.1 + 0.2, .hours, "0.30000000000000004 h"), (45, .days, "45 days"), (1, .days, "1 day"), (0.5, .days, "0.5 days"),
    (1, .truth, "yes"), (1, Units(.choice(["business", "elapsed"])), "elapsed"), (9, Units(.choice(["a"])), "–"),
    (.nan, .money, "–"), (.infinity, .percent, "–"), (-0.0, .money, "0"), (-0.0, .percent, "0%"),
    (1e20, .number, "100,000,000,000,000,000,000")
  ]

  @Test(arguments: inFull)
  func allDigitsAreWritten(value: Double, units: Units, text: String) {
    #expect(Self.files.full(value, units) == text)
  }

  @Test func nothingIsAnUndefinedValue() {
    #expect(Self.files.full(nil, .money) == "–")
    #expect(Self.files.short(nil, .percent) == "–")
  }

  @Test func aFlowNamesItsPeriodAndMoneyItsCurrency() {
    #expect(Self.files.full(1_200_000, .money, per: .quarter, named: true) == "1,200,000 EUR per quarter")
    #expect(Self.files.full(820, .count("leads"), per: .month) == "820 per month")
  }

  @Test func whatIsSetIsEchoedInFullAndReadably() {
    func echo(_ value: Double, _ units: Units, _ per: Per?, _ format: QuantityFormat = Self.files) -> String {
      format.echo(value, units, per: per).map(\.description).joined(separator: " ")
    }
    #expect(echo(1_200_000, .money, .quarter) == "1,200,000 EUR (1.2 million) a quarter")
    #expect(echo(1_234_567, .money, .month) == "1,234,567 EUR (1.23 million) a month")
    #expect(echo(3e9, .money, .year) == "3,000,000,000 EUR (3 billion) a year")
    #expect(echo(20_000, .money, nil) == "20,000 EUR")
    #expect(echo(1_200_000, .money, nil, Self.spanish) == "1.200.000 EUR (1,2 million)")
    #expect(echo(0.04, .percent, nil) == "4%")
  }

  // Where a lone group or three decimals could be read two ways, they are not written.
  @Test func aCautiousFormWritesWhatItReads() {
    let file = QuantityFormat(form: .files(language: "es"))
    #expect(Self.spanish.full(1200, .money) == "1200")
    #expect(Self.spanish.full(113_077, .money) == "113077")
    #expect(Self.spanish.full(1_200_000, .money) == "1.200.000")
    #expect(Self.spanish.full(1234.56, .money) == "1.234,56")
    #expect(Self.spanish.full(1.332, .number) == "1,3320")
    #expect(Self.spanish.full(0.125, .number) == "0,125")
    #expect(file.full(1200, .money) == "1200")
    #expect(file.full(43.956, .number) == "43.9560")
    #expect(QuantityFormat(form: .prompt(language: "es"), typable: false).full(113_077, .money) == "113.077")
    #expect(QuantityFormat(grouped: false).full(1_200_000, .money) == "1200000")
  }

  @Test func whatIsWrittenReadsBackBitForBit() throws {
    var random = SplitMix(seed: 4)
    let forms = [
      NumberForm.files, .prompt(language: "es"), .prompt(language: "es-MX"), .prompt(language: "pt"),
      .files(language: "pt")
    ]
    let units = [Units.money, .percent, .hours, .days, .number, .count("leads"), Units(money: 1, flow: .period)]
    var longest = 0
    for round in 0..<100_000 {
      let value = Self.value(&random)
      let units = units[round % units.count]
      let form = forms[round % forms.count]
      let per = units.flow == nil ? nil : Per.allCases.randomElement(using: &random)
      let format = QuantityFormat(form: form, currency: "EUR", grouped: round % 3 > 0)
      let text = format.full(value, units, per: per, named: round % 2 == 0)
      longest = max(longest, text.utf8.count)
      let read = try QuantityReader(form: form, currency: "EUR").read(text, for: Wanted(units))
      guard case .exact(let back) = read.shape, back.bitPattern == value.bitPattern, read.per == per else {
        Issue.record("\(value) as \(units) is written \(text), read \(read)")
        return
      }
    }
    #expect(longest > 20)
  }

  /// What people write, what divisions yield, and doubles of any bits.
  private static func value(_ random: inout SplitMix) -> Double {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: Double(Int.random(in: 0..<10_000_000, using: &random))
    case 1: Double(Int.random(in: 0..<1_000_000, using: &random)) / 100
    case 2: Double(Int.random(in: 0..<100_000, using: &random)) / 1000
    case 3: Double(Int.random(in: 0..<6000, using: &random)) / 60
    case 4: Double(Int.random(in: 0..<90_000, using: &random)) / 3600
    case 5: Double.random(in: 0..<1, using: &random)
    case 6: Double(Int.random(in: 1..<1000, using: &random)) / Double(Int.random(in: 1..<1000, using: &random))
    default:
      abs(
        Double(
          sign: .plus, exponent: Int.random(in: -60..<49, using: &random),
          significand: Double.random(in: 1..<2, using: &random)))
    }
  }

  static let wholeValues: [(String, Units)] = [
    ("+10%", Units.money), ("-10%", .money), ("*1.1", .percent), ("+1pp", .percent), ("-0.5pp", .percent),
    ("+0pp", .percent),
    ("+2", .count("reps")), ("-1", .count("reps")), ("+5 min", .hours), ("-1h30", .hours), ("3% to 5%", .percent),
    ("5 of 100", .percent), ("800 to 1,200 per month", Units(money: 1, flow: .period)), ("+7 days", .days),
    ("elapsed", Units(.choice(["business", "elapsed"]))), ("+100,000 per year", Units(money: 1, flow: .period))
  ]

  @Test(arguments: wholeValues)
  func aWholeValueIsWrittenAsItIsRead(text: String, units: Units) throws {
    let written = try QuantityReader(currency: "EUR").read(text, for: Wanted(units))
    #expect(Self.files.full(written) == text)
  }

  // MARK: - Tables

  static let inTables: [(Double, Units, String)] = [
    (113_077.3, Units.money, "113,077"), (12.5, .money, "12.50"), (12, .money, "12"), (999.996, .money, "1,000"),
    (0.05, .money, "0.05"), (0.5, .money, "0.50"), (0.0042, .money, "0.0042"), (1234.5, .money, "1,235"),
    (0.7812, .percent, "78%"), (0.025, .percent, "2.5%"), (0.809, .percent, "80.9%"), (0.0005, .percent, "0.05%"),
    (0.125, .percent, "12.5%"), (0.038776, .percent, "3.9%"), (0.9996, .percent, "99.96%"),
    (0.99961, .percent, "99.96%"),
    (1.0023, .percent, "100.2%"), (1.00231, .percent, "100.2%"), (1 - 1e-12, .percent, "100%"),
    (1e-4 / 3, .percent, "0.0033%"), (1e-17, .percent, "0%"), (-0.2, .percent, "-20%"), (-0.0, .percent, "0%"),
    (43.956, .count("leads"), "44"), (3.8666, .number, "3.87"), (6, .count("reps"), "6"),
    (1318.7, .count("leads"), "1,319"),
    (5.0 / 60, .hours, "5 min"), (74.0 / 600, .hours, "7.4 min"), (1.5, .hours, "1.5 h"), (467.2, .hours, "467 h"),
    (45.62, .hours, "45.6 h"), (0, .hours, "0 h"), (45, .days, "45 days"), (1, .days, "1 day"), (-8.4, .hours, "-8.4 h")
  ]

  @Test(arguments: inTables)
  func aTableShowsWhatMatters(value: Double, units: Units, text: String) {
    #expect(Self.files.short(value, units) == text)
  }

  // model.md: 60 ÷ 3 % shows 2,000, not 2,001.
  @Test func needsRoundUpAndWhatCanBeDoneRoundsDownButNotForNoise() {
    #expect(Self.files.short(60 / 0.03, .count("leads"), rounding: .up) == "2,000")
    #expect(Self.files.short(2307.1, .count("leads"), rounding: .up) == "2,308")
    #expect(Self.files.short(2307.9, .count("leads"), rounding: .down) == "2,307")
    #expect(Rounding.down.whole(0.1 * 3 * 10) == 3)
    #expect(Rounding.down.whole(2.9999999999) == 3)
    #expect(Rounding.up.whole(3.0000000001) == 3)
    #expect(Rounding.up.whole(3.00001) == 4)
    #expect(Rounding.up.whole(-0.5).sign == .plus)
  }

  @Test func aColumnOfHoursHasItsUnitInTheHead() {
    #expect(Self.files.short(0.5, .hours, unit: false) == "0.5")
    #expect(Self.files.short(467.2, .hours, unit: false) == "467")
    #expect(Self.files.short(0.81, .percent, unit: false) == "81")
  }

  static let compact: [(Double, String)] = [
    (20_000.0, "20k"), (12_500, "12.5k"), (1_200_000, "1.2M"), (1_250_000, "1.25M"), (3e9, "3bn"), (2308, "2,308"),
    (900, "900"), (1_234_567, "1,234,567"), (0, "0")
  ]

  @Test(arguments: compact)
  func aRoundFigureIsCompact(value: Double, text: String) {
    #expect(Self.files.compact(value, .money) == text)
  }

  static let tests: [(Double, Double, String, String)] = [
    (0.8996, 0.9, "89.96%", "90%"), (0.89996123, 0.9, "89.996%", "90%"), (0.8096, 0.9, "81%", "90%"),
    (0.80961, 0.9, "81%", "90%"), (0.896, 0.904, "89.6%", "90.4%"), (0.8961, 0.9041, "89.6%", "90.4%"),
    (0.9, 0.9, "90%", "90%"), (0.9 - 1e-12, 0.9, "90%", "90%"), (1.0000001, 1, "100.00001%", "100%")
  ]

  @Test(arguments: tests)
  func besideATestTheDigitsAgreeWithItsSign(left: Double, right: Double, shownLeft: String, shownRight: String) {
    let shown = Self.files.besideTest(left, right, .percent)
    #expect(shown.left == shownLeft)
    #expect(shown.right == shownRight)
  }

  @Test func besideATestWhatIsShownStandsAsTheValuesDo() throws {
    var random = SplitMix(seed: 5)
    for round in 0..<20_000 {
      let units = [Units.percent, .money, .count("leads"), .hours][round % 4]
      let right = Double(Int.random(in: 1..<2000, using: &random)) / 1000
      let left = right * (1 + Double.random(in: -1...1, using: &random) * [0.1, 1e-3, 1e-6][round % 3])
      let shown = Self.files.besideTest(left, right, units)
      let reader = QuantityReader(currency: "EUR")
      let shownLeft = try #require(try reader.read(shown.left, for: Wanted(units)).plain)
      let shownRight = try #require(try reader.read(shown.right, for: Wanted(units)).plain)
      if abs(left - right) > 1e-9 * max(left, right) {
        #expect((shownLeft < shownRight) == (left < right) && shownLeft != shownRight, "\(left) \(right) \(shown)")
      }
    }
  }

  static let changes: [(Double, Double, Units, String)] = [
    (2308.0, 1719.0, Units.count("leads"), "−25.5%"), (1.04, 1.4, .percent, "+36 pp"),
    (0.809, 0.902, .percent, "+9.3 pp"),
    (0.86, 0.64, .percent, "−22 pp"), (0.05, 0.06, .percent, "+1 pp"), (5, 5, .money, "0%"), (0, 5, .money, "–"),
    (0, 0, .money, "0%"), (1, 4.5, .money, "+350%"), (1e6, 1_000_400, .money, "+0.04%"),
    (6, 8, .count("reps"), "+33.3%"),
    (0.5, 0.5, .percent, "0 pp"), (100, 0, .money, "−100%")
  ]

  @Test(arguments: changes)
  func aChangeSaysHowFar(before: Double, after: Double, units: Units, text: String) {
    #expect(Self.files.change(from: before, to: after, units) == text)
  }

  @Test func aDifferenceHasItsSign() {
    #expect(Self.files.difference(2, .count("reps")) == "+2")
    #expect(Self.files.difference(-210_000, .money) == "−210,000")
    #expect(Self.files.difference(1.0 / 3, .hours) == "+20 min")
    #expect(Self.files.difference(0.1, .percent) == "+10 pp")
    #expect(Self.files.difference(-0.0, .money) == "0")
    #expect(Self.files.difference(.nan, .money) == "–")
  }

  @Test func noFigureIsWrittenAsAComputerWould() {
    var random = SplitMix(seed: 6)
    for _ in 0..<1000 {
      let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &random))
      for units in [Units.money, .percent, .hours, .number] {
        for text in [
          Self.files.full(value, units), Self.files.short(value, units), Self.files.compact(value, units),
          Self.files.difference(value, units), Self.files.change(from: 1, to: value, units)
        ] {
          #expect(!text.contains("e") && !text.contains("nan") && !text.hasPrefix("-0 ") && text != "-0", "\(value)")
        }
      }
    }
  }
}
