import Testing

@testable import Calc

@Suite("Percentiles of any number of results")
struct QuantilesTests {
  @Test(arguments: [
    Distribution(from: 0.03, to: 0.05, percent: true), Distribution(from: 800, to: 1200),
    Distribution(from: 1, to: 1e6),
    Distribution(from: -3, to: 5), Distribution(from: 999_999, to: 1_000_001),
    Distribution(from: 0.5, to: 2, within: 0...1)
  ])
  func percentilesAreWithinTheStatedError(_ distribution: Distribution?) throws {
    let sampler = Sampler(try #require(distribution))
    let results = filled(30_000) { sampler.fill($0, from: Seed(2).stream("q"), at: 0) }
    for sign in [1.0, -1] {
      let results = results.map { $0 * sign }
      let counted = count(results)
      let sorted = results.sorted()
      for share in [0, 0.001, 0.05, 0.1, 0.5, 0.9, 0.95, 0.999, 1] {
        let exact = sorted[max(1, Int((share * 30_000).rounded(.up))) - 1]
        let found = counted.percentile(share)
        #expect((found - exact).magnitude <= counted.error(at: exact) * (1 + 1e-12), "\(share)")
      }
      #expect(counted.minimum == sorted.first && counted.maximum == sorted.last && counted.count == 30_000)
    }
  }

  /// The stated error is small against the spread as well as against the results.
  @Test func statedErrorIsSmall() throws {
    for (a, b) in [(999_999.0, 1_000_001.0), (1, 1000), (-3, 5), (800, 1200)] {
      let sampler = Sampler(try #require(Distribution(from: a, to: b)))
      let counted = count(filled(20_000) { sampler.fill($0, from: Seed(2).stream("q"), at: 0) })
      for share in [0.05, 0.5, 0.95] {
        #expect(counted.error(at: counted.percentile(share)) < 6e-4 * (b - a))
      }
    }
  }

  /// 1 … 100 in any order: P_q is the ⌈q · 100⌉-th, exactly, because whole results are repeated in the pilot.
  @Test func wholeResultsAreMetExactly() {
    let results = (0..<300).map { Double($0 * 7 % 100 + 1) }
    let counted = count(results)
    for q in 1...100 { #expect(counted.percentile(Double(q) / 100) == Double(q)) }
    #expect(counted.mean == 50.5)
  }

  @Test func oneValueIsItself() {
    let counted = count([Double](repeating: 0.1, count: 1000))
    #expect(counted.percentile(0.5) == 0.1 && counted.percentile(0) == 0.1 && counted.percentile(1) == 0.1)
    #expect(counted.histogram()?.counts == [1000])
  }

  @Test func undefinedResultsAreCountedApart() {
    var results = (1...2000).map(Double.init)
    for i in stride(from: 0, to: 2000, by: 4) { results[i] = i % 8 == 0 ? .nan : .infinity }
    let counted = count(results)
    #expect(counted.undefined == 500 && counted.count == 1500)
    #expect(counted.minimum == 2 && counted.maximum == 2000)
    let mean = results.filter(\.isFinite).reduce(0, +) / 1500
    #expect(close(counted.mean, mean, 1e-15))
    let none = count([.nan, .nan])
    #expect(none.undefined == 2 && none.percentile(0.5).isNaN && none.mean.isNaN && none.histogram() == nil)
  }

  @Test func blocksCountedInAnyOrderByAnyoneGiveTheSameBits() throws {
    let sampler = Sampler(try #require(Distribution(from: -3, to: 7)))
    let results = filled(64 * 500) { sampler.fill($0, from: Seed(4).stream("q"), at: 0) }
    let scale = Quantiles.Scale(pilot: results.prefix(1000))
    func add(_ block: Int, to counted: inout Quantiles) {
      Array(results[block * 500..<(block + 1) * 500]).withUnsafeBufferPointer { counted.add($0) }
    }
    var alone = Quantiles(scale)
    for block in 0..<64 { add(block, to: &alone) }
    for threads in [2, 3, 7] {
      var parts = [Quantiles](repeating: Quantiles(scale), count: threads)
      for block in (0..<64).reversed() { add(block, to: &parts[block * 5 % threads]) }
      var together = Quantiles(scale)
      for part in parts.reversed() { together.merge(part) }
      #expect(together.mean.bitPattern == alone.mean.bitPattern)
      #expect(together.count == alone.count && together.minimum == alone.minimum && together.maximum == alone.maximum)
      for share in [0.05, 0.3, 0.5, 0.95] { #expect(together.percentile(share) == alone.percentile(share)) }
      #expect(together.histogram() == alone.histogram())
    }
  }

  /// Results beyond anything the pilot has seen: within a bin that is wide for its distance, and memory stays small.
  @Test func outliersAreKept() {
    let scale = Quantiles.Scale(pilot: (0..<1000).map { 100 + Double($0) / 1000 })
    var counted = Quantiles(scale)
    let results = [1e300, -1e300, 5e12, 0, -5e12, 100.5, .greatestFiniteMagnitude]
    results.withUnsafeBufferPointer { counted.add($0) }
    #expect(counted.minimum == -1e300 && counted.maximum == .greatestFiniteMagnitude && counted.count == 7)
    #expect(close(counted.percentile(2.0 / 7), -5e12, 1e-3) && close(counted.percentile(5.0 / 7), 5e12, 1e-3))
    #expect((counted.percentile(4.0 / 7) - 100.5).magnitude < 1e-3)
  }

  @Test func histogramHoldsAllResults() throws {
    let results = (0..<1000).map { Double($0) }
    let counted = count(results)
    let all = try #require(counted.histogram(10, over: 0...1000))
    #expect(all.counts == [Int](repeating: 100, count: 10) && all.below == 0 && all.above == 0)
    let middle = try #require(counted.histogram(20))
    #expect(middle.counts.reduce(0, +) + middle.below + middle.above == 1000)
    #expect(middle.below <= 5 && middle.above <= 5 && middle.counts.count == 20)
  }

  @Test func percentileOfNoShareIsNoNumber() {
    let counted = count([1, 2, 3])
    #expect(counted.percentile(-0.1).isNaN && counted.percentile(1.1).isNaN && counted.percentile(.nan).isNaN)
  }

  @Test func exactSumDoesNotRound() {
    let least = Double.leastNonzeroMagnitude
    var sum = ExactSum()
    for x in [1e308, 1, -1e308, 1e-300, least, -1e-300, 2, -least, 0, 1e17, -1e17] { sum.add(x) }
    #expect(sum.mean(of: 3) == 1)
    var negative = ExactSum()
    negative.add(-3)
    negative.add(sum)
    negative.add(-1e-20)
    #expect(negative.mean(of: 1) == -1e-20)
    #expect(ExactSum().mean(of: 5) == 0)
    var large = ExactSum()
    for _ in 0..<10 { large.add(.greatestFiniteMagnitude) }
    #expect(close(large.mean(of: 10), .greatestFiniteMagnitude, 4e-16))
  }

  /// With the pilot being the first 2^14 of the results.
  private func count(_ results: [Double]) -> Quantiles {
    var counted = Quantiles(.init(pilot: results.prefix(1 << 14)))
    results.withUnsafeBufferPointer { counted.add($0) }
    return counted
  }
}
