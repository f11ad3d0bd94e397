import Calc
import Testing

@Suite("Uncertain drivers")
struct DistributionTests {
  /// scipy.stats.norm.ppf
  @Test func normalQuantiles() {
    let references = [
      (1e-20, -9.262340089798409), (1e-10, -6.361340902404056), (1e-5, -4.264890793922825), (0.01, -2.3263478740408408),
      (0.05, -1.6448536269514729), (0.075, -1.4395314709384563), (0.3, -0.5244005127080409), (0.5, 0),
      (0.95, 1.6448536269514722)
    ]
    for (p, z) in references { #expect(close(StandardNormal.quantile(p), z, 2e-15)) }
    #expect(StandardNormal.quantile(0).isNaN && StandardNormal.quantile(1).isNaN && StandardNormal.quantile(.nan).isNaN)
  }

  struct Reference: Sendable {
    let a, b: Double
    /// At 1e-9, 5 %, 50 %, 95 % and 1 − 1e-5.
    let quantiles: [Double]
  }

  /// scipy.stats.beta.ppf(p, a, b); the first three are those of analysis.md.
  static let references = [
    Reference(
      a: 0.5, b: 20.5,
      quantiles: [
        3.8782139995743026e-20, 9.707775858233171e-05, 0.011169169123591411, 0.0904764265378723, 0.382137276327771
      ]),
    Reference(
      a: 5.5, b: 95.5,
      quantiles: [
        0.0006682261295545363, 0.02313285117061833, 0.05153202050646017, 0.09577076350011557, 0.19838296685066997
      ]),
    Reference(
      a: 20.5, b: 0.5,
      quantiles: [
        0.39825309991033214, 0.9095235734621276, 0.9888308308764086, 0.9999029222414176, 0.9999999999961218
      ]),
    Reference(
      a: 50000.5, b: 950000.5,
      quantiles: [
        0.04870373874131132, 0.04964247365757717, 0.050000150000333164, 0.05035944966515783, 0.05093512256244774
      ]),
    Reference(
      a: 0.5, b: 1_000_000.5,
      quantiles: [
        7.853979670479326e-25, 1.966069506559609e-09, 2.2746812882186074e-07, 1.9207270855660624e-06,
        9.75566045663887e-06
      ]),
    Reference(
      a: 0.5, b: 0.5,
      quantiles: [2.4674011002723396e-18, 0.0061558297024311365, 0.5, 0.9938441702975689, 0.9999999997532598]),
    Reference(
      a: 1.5, b: 0.5,
      quantiles: [
        1.7706821269366493e-06, 0.22851981380632877, 0.8368060145916072, 0.9984570806973271, 0.999999999938315
      ])
  ]

  @Test(arguments: references) func betaQuantiles(_ it: Reference) {
    for (p, x) in zip([1e-9, 0.05, 0.5, 0.95, 1 - 1e-5], it.quantiles) {
      #expect(close(Beta.quantile(p, it.a, it.b), x, 1e-10), "\(p)")
      #expect(close(Beta.cdf(x, it.a, it.b), p, 1e-8), "\(p)")
    }
  }

  /// The digits of analysis.md: 5 %, median, 95 %.
  @Test func countsAsTheDesignGivesThem() throws {
    let references = [
      (0.0, 20.0, [0.00010, 0.0112, 0.09048]), (5, 100, [0.02313, 0.0515, 0.09577]),
      (20, 20, [0.90952, 0.9888, 0.99990])
    ]
    for (hits, trials, expected) in references {
      let counts = try #require(Distribution(hits, of: trials))
      for ((p, x), digits) in zip(zip([0.05, 0.5, 0.95], expected), [5e-6, 5e-5, 5e-6]) {
        #expect((counts.quantile(p) - x).magnitude <= digits * 1.01)
      }
      #expect(counts.plain == hits / trials)
    }
  }

  /// The examples of analysis.md.
  @Test func plainValueOfARangeIsItsMedian() throws {
    #expect(close(try #require(Distribution(from: 0.03, to: 0.05, percent: true)).plain, 0.03878, 1e-4))
    #expect(close(try #require(Distribution(from: 800, to: 1200)).plain, 979.8, 1e-5))
    #expect(try #require(Distribution(from: -2, to: 4)).plain == 1)
  }

  static let ranges = [
    Distribution(from: 0.03, to: 0.05, percent: true), Distribution(from: 800, to: 1200), Distribution(from: -2, to: 4),
    Distribution(from: 0, to: 4), Distribution(from: 0.9, to: 1.2, percent: true)
  ].compactMap(\.self)

  @Test func endsAreTheFiveAndNinetyFivePercentPoints() {
    for (range, ends) in zip(Self.ranges, [(0.03, 0.05), (800, 1200), (-2, 4), (0, 4), (0.9, 1.2)]) {
      #expect((range.quantile(0.05) - ends.0).magnitude < 1e-12 * ends.1)
      #expect(close(range.quantile(0.95), ends.1))
    }
    #expect(Self.ranges.count == 5)
  }

  @Test func shapeFollowsUnitsAndSigns() {
    for (range, name) in zip(Self.ranges, ["logitNormal", "logNormal", "normal", "normal", "logNormal"]) {
      let found =
        switch range.shape {
        case .certain: "certain"
        case .normal: "normal"
        case .logNormal: "logNormal"
        case .logitNormal: "logitNormal"
        case .beta: "beta"
        }
      #expect(found == name)
    }
  }

  /// Calculated with scipy.stats.norm.ppf on the logarithms and logits.
  @Test func quantilesBetweenTheEnds() throws {
    let money = try #require(Distribution(from: 800, to: 1200))
    #expect(close(money.quantile(0.25), 901.6366740138099) && close(money.quantile(0.9), 1147.4517545919928))
    let rate = try #require(Distribution(from: 0.03, to: 0.05, percent: true))
    #expect(close(rate.quantile(0.25), 0.03491582373521151) && close(rate.quantile(0.9), 0.04728361880267724))
  }

  @Test func quantileAndCDFUndoEachOther() throws {
    let all = Self.ranges + [try #require(Distribution(5, of: 100)), try #require(Distribution(0, of: 3))]
    for distribution in all {
      for p in [1e-6, 0.01, 0.3, 0.5, 0.8, 0.999] {
        #expect(close(distribution.cdf(distribution.quantile(p)), p, 1e-9))
      }
      #expect(distribution.quantile(0).isNaN && distribution.quantile(1).isNaN && distribution.cdf(.nan).isNaN)
    }
  }

  @Test func meansThatHaveAForm() throws {
    #expect(close(try #require(Distribution(from: 800, to: 1200)?.mean), 987.2663769819005))
    #expect(try #require(Distribution(5, of: 99)?.mean) == 0.055)
    #expect(Distribution(from: -2, to: 4)?.mean == 1)
    #expect(try #require(Distribution(from: 0.03, to: 0.05, percent: true)).mean == nil)
  }

  @Test func boundsHold() throws {
    let attempts = try #require(Distribution(from: 1, to: 9, within: 2...6))
    #expect(attempts.quantile(0.01) == 2 && attempts.quantile(0.99) == 6)
    #expect(attempts.cdf(1.9) == 0 && attempts.cdf(6) == 1 && attempts.cdf(2) > 0)
  }

  @Test func sameEndsAreCertain() throws {
    let fixed = try #require(Distribution(from: 7, to: 7))
    #expect(fixed.isCertain && fixed.plain == 7 && fixed.quantile(0.1) == 7 && fixed.cdf(6.9) == 0 && fixed.cdf(7) == 1)
  }

  @Test func whatIsNoRangeIsRefused() {
    #expect(Distribution(from: 5, to: 3) == nil && Distribution(from: .nan, to: 3) == nil)
    #expect(Distribution(from: 3, to: .infinity) == nil)
    #expect(Distribution(3, of: 2) == nil && Distribution(-1, of: 2) == nil && Distribution(0, of: 0) == nil)
    #expect(Distribution(.nan, of: 2) == nil && Distribution(1, of: 2e9) == nil)
  }
}
