// A small generator of random numbers (Steele, Lea, Flood 2014), so that a seed names an agreement for good.

struct SplitMix64: Sendable {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number of the range.
  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  /// True so many times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { int(1...100) <= percent }

  /// One of the choices, which must not be empty.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[int(0...choices.count - 1)] }

  /// So many of the choices, in random order.
  mutating func pick<Choice>(_ count: Int, of choices: [Choice]) -> [Choice] {
    var left = choices
    return (0..<min(count, left.count)).map { _ in left.remove(at: int(0...left.count - 1)) }
  }

  /// Whole parts, 0 among them, that add up to the whole.
  mutating func parts(_ count: Int, of whole: Int) -> [Int] {
    let cuts = (1..<max(1, count)).map { _ in int(0...whole) }.sorted()
    return zip([0] + cuts, cuts + [whole]).map { $1 - $0 }
  }
}
