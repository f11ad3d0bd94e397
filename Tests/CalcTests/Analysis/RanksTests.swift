import Calc
import Testing

@Suite("Where the spread comes from")
struct RanksTests {
  @Test func equalValuesShareTheirRank() {
    #expect(Ranks.averaged([30, 10, 20, 20, 40]) == [4, 1, 2.5, 2.5, 5])
    #expect(Ranks.averaged([7, 7, 7]) == [2, 2, 2])
    #expect(Ranks.averaged([]).isEmpty)
  }

  /// scipy.stats.spearmanr
  @Test func correlationIsSpearmans() {
    let ties = Ranks(drivers: [[1, 2, 2, 3, 5, 8, 8, 8]]).correlations(with: [2, 1, 4, 3, 3, 9, 7, 8])
    #expect(close(ties[0], 0.8274127538189437))
    let falling = Ranks(drivers: [[1, 2, 3, 4, 5, 6]]).correlations(with: [6, 5, 3, 4, 1, 2])
    #expect(close(falling[0], -0.8857142857142858))
  }

  /// x + y/2 of two even numbers: the squared correlations are as 4 to 1, about; a third driver has no part.
  @Test func sharesAddUpAndFollowWhatMatters() {
    let drivers = (0..<3).map { d in (0..<4096).map { Seed(1).stream(UInt64(d)).uniform($0) } }
    let shares = Ranks(drivers: drivers).shares(of: zip(drivers[0], drivers[1]).map { $0 + $1 / 2 })
    #expect(close(shares.reduce(0, +), 1))
    #expect((shares[0] - 0.8).magnitude < 0.03 && shares[2] < 0.005)
  }

  @Test func aStretchedQuantityRanksTheSame() {
    let draws = (0..<500).map { Seed(2).stream("x").uniform($0) }
    let ranks = Ranks(drivers: [draws, draws.reversed()])
    #expect(ranks.shares(of: draws) == ranks.shares(of: draws.map { Elementary.exp(5 * $0) }))
    #expect(ranks.correlations(with: draws.map { -$0 })[0] == -1)
  }

  @Test func undefinedTrialsAreLeftOut() {
    let x: [Double] = [5, 1, 4, 2, 3, 6]
    let found = Ranks(drivers: [x]).correlations(with: [5, .nan, 4, 2, .nan, 6])
    #expect(found == [1])
  }

  @Test func whatDoesNotVaryHasNoShares() {
    let ranks = Ranks(drivers: [[1, 2, 3], [4, 4, 4]])
    #expect(ranks.shares(of: [8, 8, 8]) == [0, 0])
    #expect(ranks.shares(of: [1, 2, 9]) == [1, 0])
    #expect(ranks.shares(of: [.nan, .nan, .nan]) == [0, 0])
    #expect(Ranks(drivers: []).shares(of: [1, 2]).isEmpty)
  }
}
