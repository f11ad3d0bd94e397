import Testing

@testable import Calc

struct QuantityReaderTests {
  static let closeRate = Wanted(.percent, name: "close_rate")
  static let dealSize = Wanted(.money, name: "deal_size")
  static let quota = Wanted(Units(money: 1, flow: .period), name: "quota")
  static let reps = Wanted(.count("reps"), name: "reps")
  static let respondWithin = Wanted(.hours, name: "respond_within")
  static let hoursPerWeek = Wanted(.hours, name: "hours_per_week", bareTime: .hours)
  static let salesCycle = Wanted(.days, name: "sales_cycle")
  static let weight = Wanted(.number, name: "seasonality")
  static let clock = Wanted(Units(.choice(["business", "elapsed"])), name: "clock")
  static let queue = Wanted(Units(.choice(["new_first", "in_order"])), name: "queue")

  static func read(_ text: String, _ wanted: Wanted, _ form: NumberForm = .files) throws(Diagnostic) -> Written {
    try QuantityReader(form: form, currency: "EUR").read(text, for: wanted)
  }

  static let values: [(String, Wanted, Written.Shape)] = [
    ("4%", closeRate, .exact(0.04)), ("4 %", closeRate, .exact(0.04)), ("0.04", closeRate, .exact(0.04)),
    ("0", closeRate, .exact(0)), ("0%", closeRate, .exact(0)), ("100%", closeRate, .exact(1)),
    ("104%", closeRate, .exact(1.04)), (" 4% ", closeRate, .exact(0.04)),
    ("5 of 100", closeRate, .counts(5, of: 100)), ("0 of 20", closeRate, .counts(0, of: 20)),
    ("20 of 20", closeRate, .counts(20, of: 20)), ("1k of 20k", closeRate, .counts(1000, of: 20_000)),
    ("3% to 5%", closeRate, .range(0.03, 0.05)), ("3 to 5%", closeRate, .range(0.03, 0.05)),
    ("0.03 to 0.05", closeRate, .range(0.03, 0.05)), ("5% to 5%", closeRate, .exact(0.05)),
    ("0% to 0%", closeRate, .exact(0)), ("4 % TO 5 %", closeRate, .range(0.04, 0.05)),
    ("20k", dealSize, .exact(20_000)), ("€20k", dealSize, .exact(20_000)), ("20,000 EUR", dealSize, .exact(20_000)),
    ("0", dealSize, .exact(0)), ("800 to 1200", dealSize, .range(800, 1200)), ("0 to 5k", dealSize, .range(0, 5000)),
    ("500 to 1k", dealSize, .range(500, 1000)), ("20k to 30k EUR", dealSize, .range(20_000, 30_000)),
    ("€20k to 30k", dealSize, .range(20_000, 30_000)), ("20k to 20k", dealSize, .exact(20_000)),
    ("6", reps, .exact(6)), ("6 reps", reps, .exact(6)), ("1 rep", reps, .exact(1)), ("0.5", reps, .exact(0.5)),
    ("6 Reps", reps, .exact(6)), ("5 to 8 reps", reps, .range(5, 8)),
    ("5 min", respondWithin, .exact(5.0 / 60)), ("1h30", respondWithin, .exact(1.5)), ("2 h", respondWithin, .exact(2)),
    ("0", respondWithin, .exact(0)), ("5 to 10 min", respondWithin, .range(5.0 / 60, 10.0 / 60)),
    ("5 min to 1h30", respondWithin, .range(5.0 / 60, 1.5)),
    ("40", hoursPerWeek, .exact(40)), ("40 h", hoursPerWeek, .exact(40)), ("37.5", hoursPerWeek, .exact(37.5)),
    ("45 days", salesCycle, .exact(45)), ("45", salesCycle, .exact(45)), ("6 weeks", salesCycle, .exact(42)),
    ("30 to 60 days", salesCycle, .range(30, 60)), ("2 to 3 weeks", salesCycle, .range(14, 21)),
    ("0.8", weight, .exact(0.8)), ("80%", weight, .exact(0.8)), ("1.2", weight, .exact(1.2)),
    ("business", clock, .choice(0)), ("Elapsed", clock, .choice(1)), ("new first", queue, .choice(0)),
    ("in-order", queue, .choice(1)),
    ("+10%", dealSize, .step(.relative(0.1))), ("-10%", dealSize, .step(.relative(-0.1))),
    ("\u{2212}10%", dealSize, .step(.relative(-0.1))), ("+ 10 %", dealSize, .step(.relative(0.1))),
    ("*1.1", closeRate, .step(.times(1.1))), ("×1.332", closeRate, .step(.times(1.332))),
    ("*110%", dealSize, .step(.times(1.1))), ("* 2", reps, .step(.times(2))),
    ("+1pp", closeRate, .step(.points(0.01))), ("-0.5pp", closeRate, .step(.points(-0.005))),
    ("+36 pp", closeRate, .step(.points(0.36))), ("+2", reps, .step(.by(2))), ("-1", reps, .step(.by(-1))),
    ("+2 reps", reps, .step(.by(2))), ("-5k EUR", dealSize, .step(.by(-5000))),
    ("+5 min", respondWithin, .step(.by(5.0 / 60))), ("-2", hoursPerWeek, .step(.by(-2))),
    ("+1 week", salesCycle, .step(.by(7))), ("+0", closeRate, .step(.points(0))),
    ("+10%", weight, .step(.relative(0.1)))
  ]

  @Test(arguments: values.indices)
  func aValueIsWhatTheTableSays(row: Int) throws {
    let (text, wanted, shape) = Self.values[row]
    #expect(try Self.read(text, wanted).shape == shape, "\(text)")
  }

  static let refusals: [(String, Wanted, String)] = [
    ("1", closeRate, "1: write 1% or 100%"), ("4", closeRate, "4: write 4%"), ("2.5", closeRate, "2.5: write 2.5%"),
    ("4 EUR", closeRate, "close_rate is a percentage, not money"),
    ("4 USD", closeRate, "close_rate is a percentage, not money"),
    ("5 min", closeRate, "close_rate is a percentage, not a time"),
    ("1pp", closeRate, "1pp is a change: write +1pp or 1%"), ("3% to 5", closeRate, "5: write 5%"),
    ("5% to 3%", closeRate, "5% to 3%: a range goes from the lower to the higher"),
    ("0% to 5%", closeRate, "a range of percentages lies between 0% and 100%"),
    ("50% to 100%", closeRate, "a range of percentages lies between 0% and 100%"),
    ("120 of 100", closeRate, "120 of 100: the first is a part of the second"),
    ("0 of 0", closeRate, "nothing is known from 0: write 0%"),
    ("0.5 of 100", closeRate, "counts are whole numbers: write 5 of 100"),
    ("5% of 100", closeRate, "counts are whole numbers: write 5 of 100"),
    ("10% of quota", closeRate, "quota is not a figure"), ("5 of", closeRate, "a figure is missing"),
    ("5 of 100", reps, "reps is a count of reps, not a share of counts"),
    ("3%-5%", closeRate, "3%-5%: write 3% to 5%"), ("3% – 5%", closeRate, "3% – 5%: write 3% to 5%"),
    ("+10%", closeRate, "+10% of a percentage: write +10pp or *1.1"),
    ("-10%", closeRate, "-10% of a percentage: write -10pp or *0.9"),
    ("+2", closeRate, "+2: a percentage moves by points, write +2pp"),
    ("+0.5", closeRate, "+0.5: a percentage moves by points, write +0.5pp or +50pp"),
    ("+1pp", dealSize, "points change a percentage: write +1%"),
    ("*2 EUR", dealSize, "a factor is a plain number: write *2"),
    ("4%", dealSize, "deal_size is money, not a percentage"),
    ("45 days", dealSize, "deal_size is money, not a number of days"),
    ("20k USD", dealSize, "USD is not the agreement's currency, EUR"),
    ("$20k", dealSize, "$ is not the agreement's currency, EUR"),
    ("20k per month", dealSize, "deal_size is not an amount per time"),
    ("20 to 30k", dealSize, "20 to 30k: write 20k to 30k or 20 to 30000"),
    ("1 200", dealSize, "1 200: write 1200"), ("1 200 000", dealSize, "1 200 000: write 1200000"),
    ("12 34", dealSize, "34 is not part of a value"), ("20 mil", dealSize, "20 mil: write 20k"),
    ("2 mi", dealSize, "2 mi: write 2M"), ("2 millones", dealSize, "2 millones: write 2M"),
    ("3 B", dealSize, "3 B: write 3bn"),
    ("3 m", dealSize, "3 m: write 3M or 3 min"), ("1.200", dealSize, "1.200: write 1200 or 1.2"),
    ("4%", reps, "reps is a count of reps, not a percentage"), ("6 leads", reps, "leads is not part of a value"),
    ("6 reps more", reps, "reps more is not part of a value"),
    ("6 days", reps, "reps is a count of reps, not a number of days"),
    ("45", respondWithin, "45: write 45 min or 45 h"), ("5m", respondWithin, "5m: write 5 min or 5 h"),
    ("40m", hoursPerWeek, "40m: write 40 min or 40 h"), ("1:30", respondWithin, "1:30: write 1h30"),
    ("2 days", respondWithin, "respond_within is a time of work: write 16 h"),
    ("1 week", respondWithin, "respond_within is a time of work: write 40 h"),
    ("5%", respondWithin, "respond_within is a time, not a percentage"), ("+5", respondWithin, "5: write 5 min or 5 h"),
    ("36 h", salesCycle, "sales_cycle is in calendar days: write 1.5 days"),
    ("20 min", salesCycle, "sales_cycle is in calendar days: write days"),
    ("2 months", salesCycle, "months is not part of a value"),
    ("busines", clock, "clock is business or elapsed"), ("1", clock, "clock is business or elapsed"),
    ("NaN", dealSize, "NaN is not a figure"), ("inf", dealSize, "inf is not a figure"),
    ("∞", dealSize, "∞ is not a figure"),
    ("", dealSize, "a value is missing"), ("  ", dealSize, "a value is missing"), ("+", reps, "a figure is missing"),
    ("+-5", reps, "-5 is not a figure"), ("5 to", reps, "a figure is missing"),
    ("(5,000)", dealSize, "(5,000) is not a figure"),
    ("+10% per month", quota, "a relative change has no period"),
    ("100k per month to 300k per quarter", quota, "a range is per one period: write it behind the second figure")
  ]

  @Test(arguments: refusals.indices)
  func aRefusalSaysWhatToWrite(row: Int) {
    let (text, wanted, message) = Self.refusals[row]
    let error = #expect(throws: Diagnostic.self) { try Self.read(text, wanted) }
    #expect(error?.message.description == message, "\(text)")
    #expect(error?.place != nil)
  }

  @Test func theWrongUnitIsMarkedAndTheRightOneProposed() {
    let error = #expect(throws: Diagnostic.self) { try Self.read("4 USD", Self.closeRate) }
    #expect(error?.mark?.description == "money")
    #expect(error?.place?.column == 3)
    #expect(error?.place?.width == 3)
    #expect(error?.hint == "4%")
  }

  @Test func aNearlyRightChoiceIsProposed() {
    let error = #expect(throws: Diagnostic.self) { try Self.read("busines", Self.clock) }
    #expect(error?.hint == "business")
  }

  @Test func aPlaceInAFileIsTheCallers() {
    let file = Source("reps: 6x\n", file: "a.yaml")
    let error = #expect(throws: Diagnostic.self) {
      try QuantityReader().read("6x", for: Self.reps) { file.place($0.lowerBound + 6..<$0.upperBound + 6) }
    }
    #expect(error?.place?.file == "a.yaml")
    #expect(error?.place?.column == 8)
  }

  @Test func theAgreementsLanguageDecidesAtThePrompt() throws {
    let spanish = NumberForm.prompt(language: "es")
    #expect(try Self.read("3,5%", Self.closeRate, spanish).shape == .exact(0.035))
    #expect(try Self.read("1.200.000,50", Self.quota, spanish).shape == .exact(1_200_000.5))
    #expect(try Self.read("20 mil", Self.dealSize, spanish).shape == .exact(20_000))
    #expect(try Self.read("1,2 mi", Self.dealSize, .prompt(language: "pt")).shape == .exact(1_200_000))
    let error = #expect(throws: Diagnostic.self) { try Self.read("1.200", Self.dealSize, spanish) }
    #expect(error?.message.description == "1.200: write 1200 or 1,2")
  }

  @Test func aFlowKeepsWhatItIsPer() throws {
    let quarterly = try Self.read("1.2M EUR per quarter", Self.quota)
    #expect(quarterly.per == .quarter)
    #expect(quarterly.over(months: 1).shape == .exact(400_000))
    #expect(quarterly.over(months: 1).per == nil)
    #expect(try Self.read("800 to 1200/month", Self.quota).over(months: 3).shape == .range(2400, 3600))
    #expect(try Self.read("+100k/month", Self.quota).over(months: 3).shape == .step(.by(300_000)))
    #expect(try Self.read("+10%", Self.quota).over(months: 3).shape == .step(.relative(0.1)))
    #expect(try Self.read("1.2M", Self.quota).over(months: 12).shape == .exact(1_200_000))
  }

  // analysis.md: 3 % to 5 % = 3.878 %, 800 to 1200 = 979.8; the logistic of the mean of the logits of 3 % and 5 % has
  // the odds √(3/97 · 5/95) = 0.0403457, which is 0.0387811
  @Test func thePlainValueOfARangeIsItsMedian() throws {
    let percent = try #require(try Self.read("3% to 5%", Self.closeRate).plain)
    #expect(abs(percent - 0.0387811) < 5e-8)
    let money = try #require(try Self.read("800 to 1200", Self.dealSize).plain)
    #expect(abs(money - 979.79590) < 5e-6)
    #expect(try Self.read("0 to 10", Self.reps).plain == 5)
    #expect(try Self.read("5 of 100", Self.closeRate).plain == 0.05)
    #expect(try Self.read("+2", Self.reps).plain == nil)
  }

  static let steps: [(Step, Double, Units, Double)] = [
    (Step.points(0.01), 0.05, Units.percent, 0.06), (.points(-0.005), 0.025, .percent, 0.02),
    (.relative(0.1), 1_200_000, .money, 1_320_000), (.relative(-0.1), 1_200_000, .money, 1_080_000),
    (.times(1.1), 1_200_000, .money, 1_320_000), (.times(1.1), 0.05, .percent, 0.055), (.times(3), 0.1, .number, 0.3),
    (.by(2), 6, .count("reps"), 8), (.by(0.2), 0.1, .number, 0.3), (.by(-1), 1, .count("reps"), 0),
    (.by(1.0 / 3), 1, .hours, 1 + 1.0 / 3), (.points(0.01), 0, .percent, 0.01), (.times(0), 5, .money, 0),
    (.by(1e15), 1e-9, .money, 1e15), (.relative(0.5), -2, .number, -3)
  ]

  @Test(arguments: steps)
  func aStepIsTakenInDecimal(step: Step, from: Double, units: Units, to: Double) throws {
    #expect(try step.applied(to: from, units: units) == to)
  }

  @Test func aStepThatDoesNotFitTheUnitsIsRefusedWhenTaken() {
    #expect(throws: Diagnostic.self) { try Step.relative(0.1).applied(to: 0.05, units: .percent) }
    #expect(throws: Diagnostic.self) { try Step.points(0.1).applied(to: 5, units: .money) }
    #expect(throws: Diagnostic.self) { try Step.times(2).applied(to: 1, units: Units(.choice(["a", "b"]))) }
  }

  @Test func anyTextIsAnsweredOrRefused() {
    var random = SplitMix(seed: 3)
    let pieces = [
      "1", "5", "0", ",", ".", "%", " ", "to", "of", "k", "M", "+", "-", "*", "pp", "h", "min", "EUR", "$", "per",
      "month", "/", "\u{A0}", "−", "é", "reps", "\u{0}", "days", "1h30", "e5"
    ]
    let all = [Self.closeRate, Self.quota, Self.reps, Self.respondWithin, Self.salesCycle, Self.clock, Self.weight]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
      let wanted = all.randomElement(using: &random) ?? Self.reps
      do {
        let written = try Self.read(text.joined(), wanted)
        #expect(written.plain.map(\.isFinite) ?? true)
      } catch {
        #expect(error.place != nil)
      }
    }
  }
}
