// Simulation through the shell: what goes in as a range or as counts comes out as its closed form says.
//
// A log-normal of mean μ and deviation σ of its logarithm has quantiles e^(μ + zσ) and the mean e^(μ + σ²/2); constant ÷
// log-normal is log-normal again; the quantiles of a logit-normal are those of the normal, turned back. z(90 %) =
// 1.2815515655446004, z(95 %) = 1.6448536269514722. Tolerances are five standard errors and a bin's width.

import Calc
import Documents
import Glibc
import SLA
import Synchronization
import Testing

@testable import Shell

@Suite struct SimulateTests {
  private static let z90 = 1.2815515655446004
  private static let z95 = 1.6448536269514722

  private static func agreement(_ goal: String, _ more: String = "") -> String {
    "agreement: A\ncurrency: EUR\nperiod: {start: 2026-07, months: 1}\ngoal: {\(goal)}\n\(more)"
  }

  private func session(_ text: String, progress: Progress = .silent) throws -> Session {
    var world = MemoryDisk(["a.yaml": text]).world
    world.progress = progress
    var session = Session(world: world)
    _ = try session.execute(Source("open a.yaml"))
    return session
  }

  private func simulated(_ text: String, _ lines: String...) throws -> JSON {
    var session = try session(text)
    var last: JSON?
    for line in lines { last = try session.execute(Source(line)).last?.reply.result }
    return try #require(last)
  }

  private func quantity(_ text: String, _ line: String) throws -> JSON {
    try #require(try simulated(text, line)["quantities"]?[0])
  }

  /// Holds the percentiles and the mean against what they should be.
  private func expect(_ found: JSON, p5: Double, p10: Double, p50: Double, p90: Double, p95: Double, mean: Double?) {
    let spread = p95 - p5
    for (key, wanted) in [("p5", p5), ("p10", p10), ("p50", p50), ("p90", p90), ("p95", p95), ("mean", mean ?? .nan)] {
      guard !wanted.isNaN else { continue }
      let value = found[key]?.double ?? .nan
      #expect(abs(value - wanted) <= 0.008 * spread, "\(key) is \(value), not \(wanted)")
    }
  }

  // MARK: Inputs against closed forms

  @Test func aLogNormalInput() throws {
    let found = try quantity(Self.agreement("quota: 800k to 1.2M"), "simulate 100000 show quota")
    let (middle, deviation) = ((log(8e5) + log(1.2e6)) / 2, (log(1.2e6) - log(8e5)) / (2 * Self.z95))
    expect(
      found, p5: 8e5, p10: exp(middle - Self.z90 * deviation), p50: exp(middle),
      p90: exp(middle + Self.z90 * deviation), p95: 1.2e6, mean: exp(middle + deviation * deviation / 2))
    #expect(abs((found["plain"]?.double ?? 0) - 979_795.897) < 0.001)
  }

  @Test func aLogitNormalInput() throws {
    let found = try quantity(Self.agreement("close_rate: 3% to 5%"), "simulate 100000 show sum(close_rate, tier)")
    func logit(_ p: Double) -> Double { log(p / (1 - p)) }
    let (middle, deviation) = ((logit(0.03) + logit(0.05)) / 2, (logit(0.05) - logit(0.03)) / (2 * Self.z95))
    func value(_ z: Double) -> Double { 1 / (1 + exp(-(middle + z * deviation))) }
    // The mean has no closed form: the trapezium rule on ±8 deviations.
    let mean = stride(from: -8.0, through: 8, by: 0.01).reduce(0) {
      $0 + value($1) * exp(-$1 * $1 / 2) * 0.01 / (2 * Double.pi).squareRoot()
    }
    expect(found, p5: 0.03, p10: value(-Self.z90), p50: value(0), p90: value(Self.z90), p95: 0.05, mean: mean)
    #expect(abs((found["plain"]?.double ?? 0) - 0.03878) < 5e-6)
  }

  /// 0 to 100k is normal, mean 50k; draws are held at 0, so the mean is that of max(0, X): μΦ(μ/σ) + σφ(μ/σ).
  @Test func aNormalInputHeldAtItsBound() throws {
    let found = try quantity(Self.agreement("self_generated: 0 to 100k"), "simulate 100000 show self_generated")
    let deviation = 5e4 / Self.z95
    let density = exp(-Self.z95 * Self.z95 / 2) / (2 * Double.pi).squareRoot()
    expect(
      found, p5: 0, p10: 5e4 - Self.z90 * deviation, p50: 5e4, p90: 5e4 + Self.z90 * deviation, p95: 1e5,
      mean: 5e4 * 0.95 + deviation * density)
  }

  /// The Jeffreys interval of 5 of 100 (analysis.md): 0.02313, median 0.0515, 0.09577; the mean of Beta(5½, 95½) is
  /// 5½ ÷ 101.
  @Test func countsGiveTheJeffreysInterval() throws {
    let found = try quantity(Self.agreement("close_rate: 5 of 100"), "simulate 100000 show sum(close_rate, tier)")
    for (key, wanted) in [("p5", 0.02313), ("p50", 0.0515), ("p95", 0.09577), ("mean", 5.5 / 101)] {
      #expect(abs((found[key]?.double ?? 0) - wanted) < 0.0006, "\(key) is \(found[key]?.written ?? "")")
    }
    #expect(found["plain"]?.double == 0.05)
  }

  // MARK: What follows from them

  /// leads = 600,000 ÷ (5 % × deal size): ln of it is normal with the same deviation, turned round.
  @Test func leadsAreAConstantDividedByALogNormal() throws {
    let text = Self.agreement("quota: 600k, close_rate: 5%, deal_size: 8k to 12k")
    let found = try quantity(text, "simulate 100000 show leads")
    let (middle, deviation) = ((log(8e3) + log(1.2e4)) / 2, (log(1.2e4) - log(8e3)) / (2 * Self.z95))
    func value(_ z: Double) -> Double { 6e5 / 0.05 / exp(middle - z * deviation) }
    expect(
      found, p5: 1000, p10: value(-Self.z90), p50: value(0), p90: value(Self.z90), p95: 1500,
      mean: value(0) * exp(deviation * deviation / 2))
    #expect(found["undefined"]?.double == 0)
    let counts = found["histogram"]?["counts"]?.items.compactMap(\.double) ?? []
    let outside = (found["histogram"]?["below"]?.double ?? 0) + (found["histogram"]?["above"]?.double ?? 0)
    #expect(counts.count == 30 && found["histogram"]?["edges"]?.items.count == 31)
    #expect(counts.reduce(0, +) + outside == 100_000)
  }

  /// ln leads = ln quota − ln deal size, both normal: the rank correlation of normal variables is 6/π · asin(ρ/2).
  @Test func theSpreadIsSharedOutByRankCorrelation() throws {
    let text = Self.agreement("quota: 500k to 700k, close_rate: 5%, deal_size: 8k to 12k")
    let drivers = try quantity(text, "simulate 20000 show leads")["drivers"]
    let (a, b) = (log(7.0 / 5), log(12.0 / 8))
    func rank(_ part: Double) -> Double { 6 / Double.pi * asin(part / (a * a + b * b).squareRoot() / 2) }
    let wanted = rank(a) * rank(a) / (rank(a) * rank(a) + rank(b) * rank(b))
    #expect(drivers?[0]?["name"]?.string == "quota" && drivers?[1]?["name"]?.string == "deal_size")
    #expect(abs((drivers?[0]?["share"]?.double ?? 0) - wanted) < 0.02)
    #expect(abs((drivers?[0]?["share"]?.double ?? 0) + (drivers?[1]?["share"]?.double ?? 0) - 1) < 1e-12)
    // What a quantity does not depend on has no share of it, not even by chance.
    let none = try quantity(text, "simulate 2000 show quota * 2")["drivers"]
    #expect(none?[0]?["share"]?.double == 1 && none?[1]?["share"]?.double == 0)
  }

  /// X ≤ the median in half of the trials, both X ≤ median and Y ≤ median in a quarter.
  @Test func promisesAreKeptInAShareOfTheTrials() throws {
    let promises = """
      promises:
        - {by: sales, promise: Half, test: quota <= 979796}
        - {by: sales, promise: Quarter, test: quota <= 979796 and deal_size <= 9797.96}
        - {by: sales, promise: Other, test: quota <= 979796 or deal_size <= 9797.96}
        - {by: sales, promise: Always, test: quota > 0}

      """
    let text = Self.agreement("quota: 800k to 1.2M, close_rate: 5%, deal_size: 8k to 12k", promises)
    let found = try simulated(text, "simulate 100000")["promises"]
    for (at, wanted) in [0.5, 0.25, 0.75, 1].enumerated() {
      #expect(abs((found?[at]?["kept"]?.double ?? -1) - wanted) < 0.008)
    }
  }

  /// self_generated is 0 in one trial of twenty (0 to 100k held at 0): there the quotient is undefined and no test holds.
  @Test func undefinedTrialsAreCountedAndLeftOut() throws {
    let text = Self.agreement("quota: 1M, self_generated: 0 to 100k")
    let found = try simulated(
      text, "simulate 100000 show quota / self_generated, quota / self_generated > 0, quota / self_generated <= 0")
    let undefined = found["quantities"]?[0]?["undefined"]?.double ?? 0
    #expect(abs(undefined - 5_000) < 5 * (100_000 * 0.05 * 0.95).squareRoot())
    #expect(found["promises"]?[0]?["kept"]?.double == (100_000 - undefined) / 100_000)
    #expect(found["promises"]?[1]?["kept"]?.double == 0)
    // The median of those that are left: half of the 95 % above 0.
    let deviation = 5e4 / Self.z95
    let median = 5e4 + deviation * 0.06270677794321385
    #expect(abs((found["quantities"]?[0]?["p50"]?.double ?? 0) - 1e6 / median) < 0.2)
  }

  // MARK: One written value is one draw

  private static let tiers = """
    tiers:
      A: {mix: 20% to 30%, close_rate: 3% to 5%, deal_size: 1k}
      B: {mix: 25%, close_rate: 3% to 5%, deal_size: 1k}
      C: {close_rate: 4%, deal_size: 1k}
    teams:
      AE: {reps: {2026-07: 5 to 7, 2026-09: 8 to 9}}

    """

  private static func threeMonths(_ goal: String) -> String {
    "agreement: A\nperiod: {start: 2026-07, months: 4}\ngoal: {\(goal)}\n" + tiers
  }

  @Test func eachLabelIsDrawnForItself() throws {
    let found = try quantity(Self.threeMonths("quota: 1M"), "simulate 2000 show close_rate[A] - close_rate[B]")
    #expect((found["p95"]?.double ?? 0) > 0.005 && (found["p5"]?.double ?? 0) < -0.005)
    #expect(found["drivers"]?.items.map { $0["labels"]?["tier"]?.string }.contains("B") == true)
  }

  @Test func aValueWrittenForAllLabelsIsOneDraw() throws {
    let text = Self.threeMonths("quota: 1M, connect_rate: 10% to 20%")
    let found = try simulated(text, "simulate 2000 show connect_rate[A] - connect_rate[B], connect_rate[C]")
    #expect(found["quantities"]?[0]?["p5"]?.double == 0 && found["quantities"]?[0]?["p95"]?.double == 0)
    #expect((found["quantities"]?[1]?["p95"]?.double ?? 0) > 0.19)
  }

  @Test func settingALabelLikeAnotherKeepsThemApart() throws {
    let text = Self.threeMonths("quota: 1M")
    let found = try simulated(
      text, "set close_rate[C] 3% to 5%", "simulate 2000 show close_rate[A] - close_rate[C]")
    #expect((found["quantities"]?[0]?["p95"]?.double ?? 0) > 0.005)
  }

  @Test func aValueThatHoldsOnIsOneDrawUntilTheNext() throws {
    let found = try simulated(
      Self.threeMonths("quota: 1M"),
      "simulate 2000 show reps[AE, 2026-07] - reps[AE, 2026-08], reps[AE, 2026-08] - reps[AE, 2026-09]")
    #expect(found["quantities"]?[0]?["p5"]?.double == 0 && found["quantities"]?[0]?["p95"]?.double == 0)
    #expect((found["quantities"]?[1]?["p95"]?.double ?? 0) < -0.9)
  }

  @Test func sharesStayPartsOfOneWhole() throws {
    let found = try simulated(
      Self.threeMonths("quota: 1M"), "simulate 2000 show sum(mix, tier), mix[A], mix[B] / mix[C]")["quantities"]
    #expect(abs((found?[0]?["p5"]?.double ?? 0) - 1) < 1e-9 && abs((found?[0]?["p95"]?.double ?? 0) - 1) < 1e-9)
    #expect(abs((found?[1]?["p95"]?.double ?? 0) - 0.3) < 0.003)
    let first = found?[2]?["p5"]?.double ?? 0
    #expect(abs(first - (found?[2]?["p95"]?.double ?? 1)) < 1e-9 && first > 0)
  }

  // MARK: The same numbers

  @Test func theSameSeedGivesTheSameAnswerAndAnotherAnother() throws {
    let text = Self.agreement("quota: 800k to 1.2M, close_rate: 5 of 100, deal_size: 8k to 12k")
    let one = try simulated(text, "simulate 30000 seed 7 show leads")
    #expect(one == (try simulated(text, "simulate 30000 seed 7 show leads")))
    let other = try simulated(text, "simulate 30000 seed 8 show leads")
    #expect(one["quantities"] != other["quantities"] && other["seed"]?.double == 8)
  }

  /// Each driver has its own stream: one more that is uncertain changes no other's draws.
  @Test func anotherUncertainDriverLeavesTheOthersAsTheyWere() throws {
    let one = try quantity(Self.agreement("quota: 800k to 1.2M, deal_size: 1k"), "simulate 3000 show quota")
    let two = try quantity(Self.agreement("quota: 800k to 1.2M, deal_size: 1k to 2k"), "simulate 3000 show quota")
    #expect(one["histogram"] == two["histogram"] && one["mean"] == two["mean"])
  }

  @Test(arguments: [5, 64, 1024]) func neitherThreadsNorBlocksMatter(block: Int) throws {
    var session = Session(world: .none)
    _ = try session.execute(Source("open demo"))
    let plan = try #require(session.plan)
    let asked = SimulateAsked(plan: plan)
    let lines =
      try ["leads", "coverage", "utilization"].compactMap { plan.schema.place(of: $0) }
      .flatMap { asked.lines(watching: $0) } + asked.promises().prefix(1)
    func answer(threads: Int, block: Int?) throws -> String {
      var readings: [Simulation.Reading] = []
      var tests: [Checked] = []
      for line in lines {
        switch line.what {
        case .figure(let reading): readings.append(reading)
        case .test(let test): tests.append(test)
        }
      }
      var simulation = Simulation(
        trials: 17_500, seed: 3, draws: plan.uncertainties.map(\.draw), readings: readings, tests: tests)
      simulation.threads = threads
      simulation.block = block
      let answer = try simulation.run(on: plan.sheet)
      let figures = answer.readings.map { summary in
        [0.01, 0.05, 0.5, 0.95].map { summary.quantiles.percentile($0) } + [summary.quantiles.mean] + summary.shares
      }
      return "\(figures) \(answer.kept)"
    }
    let alone = try answer(threads: 1, block: block)
    #expect(alone == (try answer(threads: 2, block: block)))
    #expect(alone == (try answer(threads: 3, block: nil)))
  }

  // MARK: Habits

  @Test func aStoppedSimulationLeavesEverythingAsItWas() throws {
    let asked = Counter()
    let progress = Progress(isCancelled: { asked.next() > 20 }, report: { _ in })
    var session = try session(Self.agreement("quota: 800k to 1.2M"), progress: progress)
    _ = try session.execute(Source("set quota 900k to 1M"))
    let before = session.plan?.agreement.givens
    let fault = #expect(throws: Diagnostic.self) { try session.execute(Source("simulate 1000M show quota")) }
    #expect(fault?.isStopped == true)
    #expect(session.plan?.agreement.givens == before)
    #expect(asked.next() < 100, "it stops soon")
  }

  @Test func itTellsHowFarItIs() throws {
    let heard = Mutex<[Double]>([])
    let progress = Progress(isCancelled: { false }, report: { done in heard.withLock { $0.append(done) } })
    var session = try session(Self.agreement("quota: 800k to 1.2M"), progress: progress)
    _ = try session.execute(Source("simulate 5000000 show quota"))
    let all = heard.withLock { $0 }
    #expect(all.count > 1 && all == all.sorted() && all.allSatisfy { $0 > 0 && $0 <= 1 })
  }

  @Test func aRelativeChangeOfOneLabelSaysThatItsRangeIsGone() throws {
    var session = Session(world: .none)
    _ = try session.execute(Source("open demo"))
    let reply = try #require(try session.execute(Source("set close_rate[Director] +1pp")).last?.reply)
    #expect(reply.text.contains("close_rate[Director] was known as a range; it is now one figure."))
    #expect(session.plan?.uncertainties.map(\.title) == ["close_rate[CEO]"])
    let both = try #require(try session.execute(Source("set close_rate[CEO] *1.1")).last?.reply)
    #expect(both.text.contains("close_rate[CEO] was known from counts; it is now one figure."))
  }

  /// What is proposed where nothing is uncertain works, whatever the agreement gives.
  @Test(arguments: [
    "quota: 1M", "quota: 2.1M per quarter, close_rate: 5%, deal_size: 1k", "close_rate: 98%, deal_size: 12",
    "quota: 1, close_rate: 0.01%"
  ])
  func theHintWorksWhereNothingIsUncertain(goal: String) throws {
    var session = try session(Self.agreement(goal))
    let fault = #expect(throws: Diagnostic.self) { try session.execute(Source("simulate")) }
    _ = try session.execute(Source(try #require(fault?.hint)))
    let reply = try session.execute(Source("simulate 1000 show quota")).last?.reply
    #expect(reply?.result?["trials"]?.double == 1000)
  }
}

/// Counts up, from any thread.
private final class Counter: Sendable {
  private let count = Atomic(0)
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
