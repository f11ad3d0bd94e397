import Testing

@testable import Calc

struct ApportionmentTests {
  private static func ceiling(_ x: Double) -> Int { Int((x - 1e-9 * max(1, abs(x))).rounded(.up)) }
  private static func floor(_ x: Double) -> Int { Int((x + 1e-9 * max(1, abs(x))).rounded(.down)) }

  /// A random table: even or seasonal, a few leads or many, some of them whole.
  private static func table(_ random: inout SplitMix) -> [[Double]] {
    let tiers = Int.random(in: 1...8, using: &random)
    let months = Int.random(in: 1...24, using: &random)
    let scale = [0.2, 1, 3, 40, 5000][Int.random(in: 0..<5, using: &random)]
    let isEven = Bool.random(using: &random)
    return (0..<tiers).map { _ in
      let mix = Double.random(in: 0...1, using: &random)
      return (0..<months).map { _ in
        if Int.random(in: 0..<10, using: &random) == 0 { return 0 }
        let cell = scale * mix * (isEven ? 1 : Double.random(in: 0...2, using: &random))
        return Int.random(in: 0..<20, using: &random) == 0 ? cell.rounded() : cell
      }
    }
  }

  @Test func atEveryMonthEachTierIsBetweenItsFloorAndItsCeilingAndAllSuffice() throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<2000 {
      let exact = Self.table(&random)
      let shown = try #require(Apportionment.dealt(exact))
      var (all, allShown) = (0.0, 0)
      var running = exact.map { _ in (exact: 0.0, shown: 0) }
      var holds = true
      for month in exact[0].indices {
        for tier in exact.indices {
          running[tier].exact += exact[tier][month]
          running[tier].shown += shown[tier][month]
          let between = Self.floor(running[tier].exact)...Self.ceiling(running[tier].exact)
          holds = holds && shown[tier][month] >= 0 && between.contains(running[tier].shown)
        }
        all = running.reduce(0) { $0 + $1.exact }
        allShown += shown.reduce(0) { $0 + $1[month] }
        holds = holds && allShown == Self.ceiling(all)
      }
      #expect(holds, "\(exact) is shown \(shown)")
    }
  }

  /// model.md word for word, one lead at a time.
  private static func dealtOneByOne(_ exact: [[Double]]) -> [[Int]] {
    var table = exact.map { $0.map { _ in 0 } }
    var shown = exact.map { _ in 0 }
    var (all, allShown) = (0.0, 0)
    let running = exact.map { row in row.indices.map { row[...$0].reduce(0, +) } }
    for month in exact[0].indices {
      all = running.reduce(0) { $0 + $1[month] }
      while allShown < ceiling(all) {
        let order = exact.indices.filter { shown[$0] < ceiling(running[$0][month]) }.map { tier in
          (
            running[tier].firstIndex { floor($0) >= shown[tier] + 1 } ?? .max,
            Double(shown[tier]) - running[tier][month], tier
          )
        }
        guard let next = order.min(by: <) else { break }
        table[next.2][month] += 1
        shown[next.2] += 1
        allShown += 1
      }
    }
    return table
  }

  @Test func dealingDueLeadsInOneGoIsDealingThemOneByOne() {
    var random = SplitMix(seed: 8)
    for _ in 0..<200 {
      let exact = Self.table(&random).map { $0.map { $0 > 100 ? $0 / 100 : $0 } }
      #expect(Apportionment.dealt(exact) == Self.dealtOneByOne(exact))
    }
  }

  // model.md, worked cases
  @Test func oneLeadAMonthGoesAround() throws {
    let shown = try #require(Apportionment.dealt([0.34, 0.33, 0.33].map { Array(repeating: $0, count: 12) }))
    let totals = shown.map { $0.reduce(0, +) }
    #expect(totals.reduce(0, +) == 12)
    #expect(totals.allSatisfy { (4...5).contains($0) })
    #expect((0..<12).allSatisfy { month in shown.reduce(0) { $0 + $1[month] } == 1 })
  }

  // model.md, worked cases: leads a month 43.956 / 131.868 / 263.736, shown in all 1,319 for the quarter
  @Test func theQuarterOfTheExampleAddsUp() throws {
    let need = 1_200_000 * 0.4 / 3 / 364
    let shown = try #require(Apportionment.dealt([0.1, 0.3, 0.6].map { Array(repeating: need * $0, count: 3) }))
    #expect(shown.joined().reduce(0, +) == 1319)
    #expect((0..<3).map { month in shown.reduce(0) { $0 + $1[month] } } == [440, 440, 439])
    #expect(shown.map { $0.reduce(0, +) }.map { Double($0) }.allSatisfy { $0 >= 131 })
  }

  @Test func noiseIsNoLead() {
    #expect(Apportionment.dealt([[60 / 0.03, 0.1 + 0.2 - 0.3]]) == [[2000, 0]])
    #expect(Apportionment.dealt([[0, 0], [0, 0]]) == [[0, 0], [0, 0]])
  }

  @Test func whatCannotBeDealtIsNil() {
    #expect(Apportionment.dealt([[1, -1]]) == nil)
    #expect(Apportionment.dealt([[.nan]]) == nil)
    #expect(Apportionment.dealt([[.infinity]]) == nil)
    #expect(Apportionment.dealt([[1, 2], [1]]) == nil)
    #expect(Apportionment.dealt([[1e15], [1e15]]) == nil)
    #expect(Apportionment.dealt([]) == [])
  }

  @Test func hugeAndTinyCellsAreDealtAtOnce() throws {
    let huge = try #require(Apportionment.dealt((0..<50).map { _ in Array(repeating: 3e11 + 0.3, count: 60) }))
    #expect(huge.joined().allSatisfy { $0 >= 0 })
    let noise = try #require(Apportionment.dealt((0..<50).map { _ in [0.9e-9] }))
    #expect(noise.joined().reduce(0, +) == 1)
  }
}
