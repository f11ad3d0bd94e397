import Testing

@testable import Calc

@Suite("Random numbers that belong to a trial")
struct SeedTests {
  /// SplitMix64 from the state 1234567, as its authors' splitmix64.c prints it.
  @Test func streamIsSplitMix64() {
    let stream = TrialStream(key: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821
    ]
    #expect((0..<5).map { stream.bits($0) } == expected)
  }

  @Test func blocksOfAnySizeGiveTheSameNumbers() {
    let stream = Seed(42).stream("close_rate")
    let one = filled(1000) { stream.fillUniform($0, from: 0) }
    for size in [1, 7, 64, 999] {
      var joined: [Double] = []
      for start in stride(from: 0, to: 1000, by: size) {
        joined += filled(min(size, 1000 - start)) { stream.fillUniform($0, from: start) }
      }
      #expect(joined == one)
    }
    #expect(one == (0..<1000).map { stream.uniform($0) })
  }

  @Test func seedsAndDriversHaveTheirOwnStreams() {
    let keys = [
      Seed(1).stream("close_rate"), Seed(2).stream("close_rate"), Seed(1).stream("close_rate[CEO]"),
      Seed(1).stream(0), Seed(0).stream(1), Seed(1).stream(1)
    ].map(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(Seed(1).stream("close_rate") == Seed(1).stream("close_rate"))
  }

  @Test func numbersAreStrictlyBetweenNothingAndOne() {
    // The two ends of what 64 bits can give.
    #expect(TrialStream.fraction(.min) == 0x1p-53 && TrialStream.fraction(.max) == 1 - 0x1p-53)
    let numbers = filled(20_000) { Seed(3).stream("u").fillUniform($0, from: 0) }
    #expect(numbers.allSatisfy { $0 > 0 && $0 < 1 })
  }

  /// χ² with 99 degrees of freedom over 100 cells of 200,000 numbers: below 149 with a chance of 99.9 %. The serial
  /// and the cross correlation of two streams have a standard deviation of 0.0022.
  @Test func numbersAreEvenAndIndependent() {
    let n = 200_000
    let (a, b) = (Seed(5).stream("a"), Seed(5).stream("b"))
    let x = filled(n) { a.fillUniform($0, from: 0) }
    let y = filled(n) { b.fillUniform($0, from: 0) }
    var cells = [Double](repeating: 0, count: 100)
    for u in x { cells[Int(u * 100)] += 1 }
    let expected = Double(n) / 100
    #expect(cells.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected } < 149)
    let serial = zip(x, x.dropFirst()).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) } * 12 / Double(n)
    let cross = zip(x, y).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) } * 12 / Double(n)
    #expect(serial.magnitude < 0.009 && cross.magnitude < 0.009)
  }

  @Test func wholeNumbersAreBelowTheirBound() {
    let stream = Seed(6).stream("whole")
    var seen = Set<Int>()
    for i in 0..<1000 { seen.insert(stream.whole(below: 6, i)) }
    #expect(seen == Set(0..<6))
    #expect(stream.whole(below: 1, 0) == 0 && stream.whole(below: 0, 0) == 0 && stream.whole(below: -5, 0) == 0)
  }
}

/// A buffer of `count` numbers, filled.
func filled(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Double>) -> Void) -> [Double] {
  [Double](unsafeUninitializedCapacity: count) { buffer, used in
    fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
    used = count
  }
}
