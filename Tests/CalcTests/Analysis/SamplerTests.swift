import Calc
import Testing

@Suite("Draws in bulk")
struct SamplerTests {
  /// The stated error, over all octaves of both tails.
  @Test(arguments: [
    (Distribution(from: 0.03, to: 0.05, percent: true), 1e-8),
    (Distribution(from: 0.001, to: 0.999, percent: true), 1e-8),
    (Distribution(from: 800, to: 1200), 1e-8), (Distribution(from: 1, to: 1000), 1e-8),
    (Distribution(from: 1, to: 1_000_000), 1e-7), (Distribution(0, of: 20), 1e-8), (Distribution(5, of: 100), 1e-8),
    (Distribution(20, of: 20), 1e-8), (Distribution(1, of: 1), 1e-8), (Distribution(50_000, of: 1_000_000), 1e-8)
  ])
  func drawIsTheQuantile(_ distribution: Distribution?, _ error: Double) throws {
    let distribution = try #require(distribution)
    let uniform = spread(500)
    for (u, draw) in zip(uniform, draws(Sampler(distribution), uniform)) {
      #expect(close(draw, distribution.quantile(u), error), "at \(u)")
    }
  }

  @Test func normalDrawIsTheQuantileInStandardDeviations() throws {
    let normal = try #require(Distribution(from: -StandardNormal.at95, to: StandardNormal.at95))
    let uniform = spread(1500)
    for (u, draw) in zip(uniform, draws(Sampler(normal), uniform)) {
      #expect((draw - normal.quantile(u)).magnitude < 1e-8)
    }
  }

  /// So that a sensitivity does not turn round in a small step: draws rise with the uniform number, within their error.
  @Test func drawsRiseWithTheUniformNumber() throws {
    for distribution in [Distribution(from: 0.03, to: 0.05, percent: true), Distribution(0, of: 20)] {
      let uniform = (1..<20_000).map { Double($0) / 20_000 }
      let draws = draws(Sampler(try #require(distribution)), uniform)
      #expect(zip(draws, draws.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  @Test func manyDrawsHaveTheMeanAndTheShares() throws {
    let n = 160_000
    for distribution in [Distribution(from: 800, to: 1200), Distribution(5, of: 100), Distribution(from: -3, to: 5)] {
      let distribution = try #require(distribution)
      let sampler = Sampler(distribution)
      let draws = filled(n) { sampler.fill($0, from: Seed(11).stream("d"), at: 0) }
      // Five standard errors; a standard deviation is about 0.304 of the middle 90 %.
      let deviation = 0.31 * (distribution.quantile(0.95) - distribution.quantile(0.05))
      let mean = draws.reduce(0, +) / Double(n)
      #expect((mean - (try #require(distribution.mean))).magnitude < 5 * deviation / 400)
      for p in [0.05, 0.5, 0.95] {
        let point = distribution.quantile(p)
        let share = Double(draws.count { $0 <= point }) / Double(n)
        #expect((share - p).magnitude < 5 * (p * (1 - p)).squareRoot() / 400)
      }
    }
  }

  @Test func boundsAndCertaintyHold() throws {
    let held = Sampler(try #require(Distribution(from: 0.5, to: 2, within: 0.6...1)))
    let draws = draws(held, spread(500))
    #expect(draws.min() == 0.6 && draws.max() == 1)
    let certain = Sampler(try #require(Distribution(from: 3, to: 3)))
    #expect(self.draws(certain, [0.1, 0.9]) == [3, 3])
  }

  /// A range of 300 orders of magnitude either way has pieces that are not finite; draws still are.
  @Test func absurdRangesStayFinite() throws {
    for distribution in [Distribution(from: 1e-300, to: 1e300), Distribution(from: -1e308, to: 1e308)] {
      #expect(draws(Sampler(try #require(distribution)), spread(300)).allSatisfy { $0.isFinite })
    }
  }

  /// Numbers from 0 to 1, a third of them in either tail at all scales.
  private func spread(_ count: Int) -> [Double] {
    let stream = Seed(9).stream("spread")
    return (0..<count).map { i in
      let u = stream.uniform(2 * i)
      let tail = Elementary.exp(-30 * u) / 2
      return i % 3 == 0 ? u : i % 3 == 1 ? tail : 1 - tail
    }
  }

  private func draws(_ sampler: Sampler, _ uniform: [Double]) -> [Double] {
    var values = uniform
    values.withUnsafeMutableBufferPointer { sampler.transform($0) }
    return values
  }
}
