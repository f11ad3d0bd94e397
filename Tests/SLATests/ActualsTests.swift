import Calc
import Leads
import Testing

@testable import SLA

@Suite("What happened")
struct ActualsTests {
  /// Leads 364 a unit of value: see ExchangeTests. 1,000 leads a month, no cycle; 23, 21 and 22 working days.
  private static let text = """
    agreement: Three tiers
    currency: EUR
    period: {start: 2026-07, months: 3}
    goal: {quota: 1092k per quarter}
    tiers:
      CEO:      {mix: 10%, close_rate: 5%, deal_size: 20k, lead_value: 100}
      Director: {mix: 30%, close_rate: 4%, deal_size: 12k, lead_value: 50}
      Manager:  {mix: 60%, close_rate: 2.5%, deal_size: 8k, lead_value: 40}
    leads: {supply: 900 per month}
    promises:
      - {by: marketing, promise: Leads, test: coverage >= 90%}
      - {by: sales, promise: Speed, test: response_rate >= 80%}
      - {by: sales, promise: Hours, test: utilization <= 100%}

    """

  private func plan(_ change: (inout Actuals) -> Void) throws -> Plan {
    let plan = try AgreementReader.plan(bytes: Array(Self.text.utf8), file: "tiers.yaml")
    var actuals = Actuals()
    change(&actuals)
    return plan.knowing(actuals)
  }

  private func month(_ text: String) throws -> Month { try #require(Month(text)) }

  /// 1,320 leads by mix are 132, 396 and 792; worth 132 × 100 + 396 × 50 + 792 × 40 = 64,680.
  @Test func typedFiguresAreSplitByMix() throws {
    let july = try month("2026-07")
    let plan = try plan {
      $0.typed[july] = [.leads: 1320, .customers: 44, .marketingRevenue: 352_000, .totalRevenue: 900_000]
    }
    let leads = plan.cells(of: "actual_leads")
    #expect([leads[0], leads[3], leads[6]] == [132, 396, 792] && leads[1].isNaN)
    #expect(plan.cells(of: "actual_value")[0] == 64_680)
    // 44 ÷ 1,320 = 3.33 %; 352,000 ÷ 44 = 8,000; 352 ÷ 900 = 39.1 %.
    #expect(abs(plan.cells(of: "actual_close_rate")[0] - 1 / 30) < 1e-12)
    #expect(abs(plan.cells(of: "actual_deal_size")[0] - 8000) < 1e-9)
    #expect(abs(plan.cells(of: "actual_marketing_share")[0] - 352.0 / 900) < 1e-12)
    // The mix moves them, since nobody counted tiers.
    let moved = try plan.with(
      Change(name: "mix", labels: ["CEO"], written: Written(.exact(0.2), units: .percent), text: "20%"))
    #expect(moved.cells(of: "actual_leads")[0] == 264)
  }

  /// Typed cycles weigh by customers: (40 × 10 + 50 × 30) ÷ 40 = 47.5 days.
  @Test func typedCyclesWeighByCustomers() throws {
    let (july, august) = (try month("2026-07"), try month("2026-08"))
    let plan = try plan {
      $0.typed[july] = [.salesCycle: 40, .customers: 10]
      $0.typed[august] = [.salesCycle: 50, .customers: 30]
    }
    #expect(plan.cells(of: "actual_cycle_mean") == [47.5, 47.5, 47.5])
  }

  /// The defaults of tracking.md, with the promise's own figure: 90 % of 1,000 leads, 80 % answered.
  @Test func promisesAreJudgedOnWhatHappenedInMonthsThatAreOver() throws {
    let (july, august) = (try month("2026-07"), try month("2026-08"))
    let plan = try plan {
      $0.typed[july] = [.leads: 900, .responseRate: 0.85]
      $0.typed[august] = [.leads: 899, .responseRate: 0.79]
    }
    let outcomes = plan.outcomes()
    let leads = try #require(outcomes[0].actual)
    #expect(leads.months == [true, false, nil] && leads.judgement.holds == false && leads.since == 1)
    #expect(leads.judgement.left == 899 && abs((leads.judgement.right ?? 0) - 900) < 1e-9)
    #expect(outcomes[1].actual?.months == [true, false, nil])
    #expect(outcomes[2].actual == nil, "hours have no test on what happened")
    #expect(plan.reckoned("missed_months(\"Leads\")").scalar == 1)
    #expect(plan.reckoned("missed_months(\"Hours\")").scalar?.isNaN == true)
  }

  @Test func missedMonthsAreCountedBackFromTheLastOneThatIsOver() throws {
    let months = ["2026-07", "2026-08", "2026-09"].compactMap { Month($0) }
    for (leads, missed) in [([800, 800, 800], 3), ([800, 950, 800], 1), ([800, 800, 950], 0), ([950, 800, 800], 2)] {
      let plan = try plan { for (month, count) in zip(months, leads) { $0.typed[month] = [.leads: Double(count)] } }
      #expect(plan.reckoned("missed_months(\"Leads\")").scalar == Double(missed))
      #expect(plan.outcomes()[0].actual?.missed == missed)
    }
  }

  /// A file as of 20 August: July is over, August is open and counts for nothing.
  @Test func anOpenMonthIsNotJudged() throws {
    let (july, august) = (try month("2026-07"), try month("2026-08"))
    var file = TrackedFile(name: "leads", file: "leads.csv", digest: "1", asOf: try #require(Day("2026-08-20")))
    for (month, leads) in [(july, 950.0), (august, 10.0)] {
      var cohort = TrackedCohort()
      cohort.leads = leads
      file.months[month] = Self.month(ofCEOs: cohort)
    }
    let plan = try plan { $0.track(file) }
    #expect(plan.outcomes()[0].actual?.months == [true, nil, nil])
    #expect(plan.happened == plan.outcomes().map { $0.actual?.judgement.holds } && plan.happened[0] == true)

    // On the last day of a month that goes on, the month is open; told to its end it is over.
    file.asOf = try #require(Day("2026-08-31"))
    file.until = 6.9
    #expect(try self.plan { $0.track(file) }.outcomes()[0].actual?.months == [true, nil, nil])
    file.until = nil
    let whole = try self.plan { $0.track(file) }
    #expect(whole.outcomes()[0].actual?.months == [true, false, nil])
    #expect(whole.happened == whole.outcomes().map { $0.actual?.judgement.holds } && whole.happened[0] == false)
    #expect(plan.outcomes()[0].actual?.judgement.holds == true)
    #expect(plan.outcomes()[1].actual?.judgement.holds == nil)
  }

  /// 1,000 leads a month; July has 23 working days, August 21. On 20 August 14 of them have passed: the line stands at
  /// 1,000 + 1,000 × 14 ÷ 21.
  @Test func theLineRisesWithWorkingDays() throws {
    let (july, august) = (try month("2026-07"), try month("2026-08"))
    var file = TrackedFile(name: "leads", file: "leads.csv", digest: "1", asOf: try #require(Day("2026-08-20")))
    var cohort = TrackedCohort()
    cohort.leads = 800
    cohort.daily = [Double](repeating: 0, count: 30) + [800]
    file.months[july] = Self.month(ofCEOs: cohort)
    cohort.leads = 400
    cohort.daily = [100, 0, 0, 300]
    file.months[august] = Self.month(ofCEOs: cohort)
    let plan = try plan { $0.track(file) }
    let burnUp = try #require(BurnUp(plan, of: .leads))
    #expect(abs(burnUp.goal(burnUp.asOf) - (1000 + 1000.0 * 14 / 21)) < 1e-9)
    #expect(burnUp.daysLeft == 7 + 22 && burnUp.daysGone == 23 + 14)
    #expect(burnUp.actual(try #require(Day("2026-07-30"))) == 0 && burnUp.actual(burnUp.asOf) == 1200)
    #expect(burnUp.actual(try #require(Day("2026-08-03"))) == 900)
    #expect(burnUp.actual(try #require(Day("2026-08-21"))).isNaN)

    // On all days alike, 20 of August's 31 have passed.
    let calendar = try #require(BurnUp(plan, of: .leads, isCalendar: true))
    #expect(abs(calendar.goal(calendar.asOf) - (1000 + 1000.0 * 20 / 31)) < 1e-9)
    #expect(calendar.daysLeft == 11 + 30 && calendar.daysGone == 31 + 20)

    // In value: what leads of CEOs are worth, against the whole quota's value.
    let (worth, owed) = (try #require(plan.cells(of: "lead_value").first), plan.monthly("lead_value_quota"))
    let value = try #require(BurnUp(plan, of: .value))
    #expect(abs(value.actual(try #require(Day("2026-08-03"))) - 900 * worth) < 1e-6)
    #expect(abs(value.goal(value.asOf) - (owed[0] + owed[1] * 14 / 21)) < 1e-6)
  }

  /// What was counted for one promise says nothing of another one.
  @Test func anotherResponseTimeIsNotKnown() throws {
    let july = try month("2026-07")
    var file = TrackedFile(name: "leads", file: "leads.csv", digest: "1", asOf: try #require(Day("2026-07-31")))
    var told = Self.month(ofCEOs: TrackedCohort())
    (told.response.due, told.response.answered) = (200, 170)
    (told.response.mean, told.response.meanBusiness) = (2, 1)
    file.months[july] = told
    let before = try plan { _ in }
    file.terms.within = before.figure("respond_within")
    file.terms.clock = "business"
    file.terms.calendar = before.agreement.calendar(july...july)
    let known = try plan { $0.track(file) }
    #expect(known.cells(of: "actual_response_rate").first == 0.85)
    #expect(known.cells(of: "actual_response_mean_business").first == 1)

    file.terms.within = 3
    let late = try plan { $0.track(file) }
    #expect(late.cells(of: "actual_response_rate").first?.isNaN == true)
    #expect(late.reason("actual_response_rate", firstOf: [0])?.description.contains("another response time") == true)
    #expect(late.cells(of: "actual_response_mean_business").first == 1)

    file.terms.within = before.figure("respond_within")
    file.terms.clock = "elapsed"
    #expect(try plan { $0.track(file) }.cells(of: "actual_response_rate").first?.isNaN == true)

    file.terms.clock = "business"
    file.terms.calendar = "8:00-20:00 UTC"
    let moved = try plan { $0.track(file) }
    #expect(moved.cells(of: "actual_response_rate").first?.isNaN == true)
    #expect(moved.reason("actual_response_rate", firstOf: [0])?.description.contains("business hours") == true)
    #expect(moved.cells(of: "actual_response_mean_business").first?.isNaN == true)
    #expect(moved.cells(of: "actual_response_mean").first == 2)
  }

  /// Beta(K + ½, N − K + ½) from 5 % to 95 % (analysis.md, the published points).
  @Test func intervalsOfShares() throws {
    for (some, all, low, high) in [
      (0.0, 20.0, 0.00010, 0.09048), (5, 100, 0.02313, 0.09577), (20, 20, 0.90952, 0.99990)
    ] {
      let interval = try #require(Interval(some, of: all))
      #expect(abs(interval.low - low) < 1e-5 && abs(interval.high - high) < 1e-5)
    }
    #expect(Interval(1, of: 0) == nil && Interval(3, of: 2) == nil)
  }

  /// 8,000 and 12,000: mean 10,000, standard deviation √8,000,000, cv 0.282843; e^(1.645 × 0.282843 ÷ √2) = 1.389570.
  @Test func intervalsOfMeans() throws {
    let interval = try #require(Interval(meanOf: 2, sum: 20_000, squares: 208_000_000))
    #expect(abs(interval.high / 10_000 - 1.389570) < 1e-5 && abs(interval.low * interval.high - 1e8) < 1)
    #expect(Interval(meanOf: 1, sum: 5, squares: 25) == nil)
  }

  /// A month in which only CEOs came.
  private static func month(ofCEOs cohort: TrackedCohort) -> TrackedMonth {
    var none = TrackedCohort()
    none.leads = 0
    var month = TrackedMonth()
    month.tiers = ["CEO": cohort, "Director": none, "Manager": none]
    return month
  }

  // MARK: Laws

  /// Whatever is tracked is in the file as it was, to the last bit.
  @Test func whatIsSavedReadsBackTheSame() throws {
    var random = Generator(seed: 11)
    for _ in 0..<6 {
      let plan = try plan { $0 = Self.actuals(&random) }
      let text = try AgreementWriter.text(of: plan.agreement)
      let again = try AgreementReader.read(bytes: Array(text.utf8), file: "again.yaml")
      #expect(again.actuals == plan.agreement.actuals, "\(text)")
    }
  }

  /// Three years in yen: sums of squares beyond all that is typed, and decades before the period.
  @Test(arguments: ["en", "es"]) func largeAmountsAndLongExportsAreSaved(_ language: String) throws {
    var file = TrackedFile(name: "leads", file: "leads.csv", digest: "0123456789abcdef", asOf: Day(number: 20_700))
    for number in 1990 * 12..<2026 * 12 + 9 {
      var month = TrackedMonth()
      for field in TrackedMonth.fields { month[keyPath: field.path] = 0.1 * Double(number) }
      for (tier, label) in ["CEO", "Director", "Manager"].enumerated() {
        var cohort = TrackedCohort()
        for field in TrackedCohort.fields { cohort[keyPath: field.path] = Double(number + tier) }
        cohort.revenueSquared = 15_326_578_753_237_435e6 / Double(3 + tier)
        cohort.cycleSquared = nil
        month.tiers[label] = cohort
      }
      month.times = [1, 2, 3]
      month.depth = [3, 2, 1]
      file.months[Month(number: number)] = month
    }
    var agreement = try plan { $0.track(file) }.agreement
    agreement.language = language
    let text = try AgreementWriter.text(of: agreement)
    #expect(try AgreementReader.read(bytes: Array(text.utf8), file: "again.yaml").actuals == agreement.actuals)
    #expect(try TrackedFile(written: try #require(file.written), for: agreement) == file)
  }

  @Test(arguments: [
    ("{CEO: 77 x}", "figures are as track wrote them, 13 in a row"), ("{CEO: -1}", "figures are as track wrote them"),
    ("{CEO: 1 1 1 1 1 1 1 1 1 1 1 1 1 1}", "figures are as track wrote them"), ("{CEO: 1e9}", "figures are as track"),
    ("{CEO: .5}", "figures are as track"), ("{CEO: {figures: 1, lead: 2}}", "“lead” is no key of CEO")
  ]) func rowsThatAreNone(_ tiers: String, _ message: String) {
    let file = "{file: a.csv, digest: 0, as_of: 2026-09-30, months: {2019-07: {tiers: \(tiers)}}}"
    let text = Self.text + "actuals: {files: {leads: \(file)}}\n"
    let error = #expect(throws: Diagnostic.self) {
      try AgreementReader.read(bytes: Array(text.utf8), file: "rows.yaml")
    }
    let told = "\(error?.message ?? "")"
    #expect(told.hasPrefix(message))
  }

  /// A tracked file in one line is the same to the last bit, whatever the language of the agreement.
  @Test func aFileInOneLineReadsBackTheSame() throws {
    var random = Generator(seed: 13)
    for round in 0..<40 {
      var agreement = try plan { _ in }.agreement
      agreement.language = ["en", "es", "pt"][round % 3]
      for file in Self.actuals(&random).files {
        let text = try #require(file.written)
        #expect(!text.utf8.contains(0x0A))
        #expect(try TrackedFile(written: text, for: agreement) == file, "\(text)")
      }
    }
  }

  /// Two files add up to what one file of all their leads tells.
  @Test func filesAddUp() throws {
    var random = Generator(seed: 12)
    for _ in 0..<40 {
      let (one, other) = (Self.month(&random), Self.month(&random))
      let july = try month("2026-07")
      var actuals = Actuals()
      for (name, month) in [("one", one), ("other", other)] { actuals.track(try file(name, [july: month])) }
      let sum = try #require(actuals.month(july))
      for field in TrackedMonth.fields {
        let parts = [one[keyPath: field.path], other[keyPath: field.path]].compactMap { $0 }
        #expect(sum[keyPath: field.path] == (parts.isEmpty ? nil : parts.reduce(0, +)), "\(field.key)")
      }
      for field in TrackedResponse.fields where TrackedResponse.sums.contains(field.key) {
        let parts = [one, other].compactMap { $0.response[keyPath: field.path] }
        #expect(sum.response[keyPath: field.path] == (parts.isEmpty ? nil : parts.reduce(0, +)), "\(field.key)")
      }
      for tier in ["CEO", "Director", "Manager"] {
        let parts = [one.tiers[tier]?.leads, other.tiers[tier]?.leads].compactMap { $0 }
        #expect(sum.tiers[tier]?.leads == (parts.isEmpty ? nil : parts.reduce(0, +)))
      }
      let medians = [sum, one, other].map(\.response.median)
      #expect(medians.contains(nil), "two medians make none")
      actuals.track(try file("third", [july: one]))
      actuals.track(try file("fourth", [july: one]))
      if one.response.median != nil {
        let all = actuals.month(july)?.response
        #expect(all?.median == nil && all?.mean == nil && all?.p90Business == nil, "nor do three")
      }
    }
  }

  private func file(_ name: String, _ months: [Month: TrackedMonth]) throws -> TrackedFile {
    var file = TrackedFile(name: name, file: "\(name).csv", digest: name, asOf: try #require(Day("2026-08-20")))
    file.months = months
    return file
  }

  private static func actuals(_ random: inout Generator) -> Actuals {
    var actuals = Actuals()
    for number in 24_318..<24_321 where Bool.random(using: &random) {
      for figure in TypedFigure.allCases where Bool.random(using: &random) {
        let most = figure == .responseRate ? 1.0 : figure == .salesCycle ? 300 : 1e6
        actuals.typed[Month(number: number), default: [:]][figure] = value(&random, most)
      }
    }
    for name in ["leads", "deals-2", "x.y"] where Bool.random(using: &random) {
      var file = TrackedFile(
        name: name, file: "\(name) of: July#1.csv", digest: "0123456789abcdef",
        asOf: Day(number: 20_000 + Int.random(in: 0..<900, using: &random)))
      file.rows = value(&random, 1e6).rounded()
      file.slowCycle = value(&random, 300)
      file.medianCycles = ["CEO": value(&random, 200)]
      if Bool.random(using: &random) {
        (file.terms.within, file.terms.clock) = (value(&random, 48), "elapsed")
        file.terms.calendar = "9:00-17:00 Europe/Madrid 2026-08-17"
      }
      for week in 0..<Int.random(in: 0..<4, using: &random) {
        file.weeks[Day(number: 4 + 7 * (2_940 + week))] = response(&random)
      }
      for number in 24_316..<24_321 where Bool.random(using: &random) {
        file.months[Month(number: number)] = month(&random)
      }
      actuals.track(file)
    }
    return actuals
  }

  private static func response(_ random: inout Generator) -> TrackedResponse {
    var response = TrackedResponse()
    for field in TrackedResponse.fields where Bool.random(using: &random) {
      response[keyPath: field.path] = value(&random, 1e4)
    }
    return response
  }

  private static func month(_ random: inout Generator) -> TrackedMonth {
    var month = TrackedMonth()
    for field in TrackedMonth.fields where Bool.random(using: &random) {
      month[keyPath: field.path] = value(&random, 1e4)
    }
    month.response = response(&random)
    month.times = (0..<Int.random(in: 0..<11, using: &random)).map { _ in value(&random, 900).rounded() }
    month.timesBusiness = month.times.reversed()
    for tier in ["CEO", "Director", "Manager"] where Bool.random(using: &random) {
      var cohort = TrackedCohort()
      for field in TrackedCohort.fields where Bool.random(using: &random) {
        cohort[keyPath: field.path] = value(&random, 1e6)
      }
      cohort.daily = (0..<Int.random(in: 0..<31, using: &random)).map { _ in value(&random, 90).rounded() }
      month.tiers[tier] = cohort
    }
    return month
  }

  private static func value(_ random: inout Generator, _ most: Double) -> Double {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: 0
    case 1: Double.random(in: 0...most, using: &random).rounded(.down)
    case 2: (Double.random(in: 0...most, using: &random) * 100).rounded(.down) / 100
    default: Double.random(in: 0...most, using: &random)
    }
  }
}
