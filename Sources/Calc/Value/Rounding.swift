// How a figure is rounded for show. What is computed is never rounded (model.md): needs are shown rounded up, what can
// be done is rounded down, and neither for binary noise: 60 ÷ 3 % is 2,000, not 2,001.

import Glibc  // where floor and ceil are, which unoptimised code calls

/// A way of rounding to whole numbers for show.
public enum Rounding: String, Hashable, Sendable, CaseIterable {
  case up, down, nearest

  /// The whole number that is shown: ⌈x − 10⁻⁹ · max(1, |x|)⌉ for `up`.
  public func whole(_ value: Double) -> Double {
    let rounded =
      switch self {
      case .up: (value - Self.noise(value)).rounded(.up)
      case .down: (value + Self.noise(value)).rounded(.down)
      case .nearest: value.rounded()
      }
    return rounded == 0 ? 0 : rounded  // no −0
  }

  /// What is taken for binary noise beside a value.
  static func noise(_ value: Double) -> Double { 1e-9 * max(1, abs(value)) }
}

extension Digits {
  /// The same with at most so many decimals, half away from zero.
  func rounded(decimals: Int) -> Digits {
    let drop = -exponent - max(0, decimals)
    guard drop > 0 else { return self }
    guard drop <= 18 else { return Digits(0) }
    var power: UInt64 = 1
    for _ in 0..<drop { power *= 10 }
    return Digits((digits + power / 2) / power, exponent: exponent + drop, isNegative: isNegative)
  }

  /// The power of ten of the first digit: 2 for 123, −1 for 0.12; 0 for 0.
  var order: Int { digits == 0 ? 0 : text.utf8.count - 1 + exponent }
}
