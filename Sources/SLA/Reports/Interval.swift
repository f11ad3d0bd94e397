// How sure a figure is that was counted: the middle 90 % of what it may be.
//
//     K of N     Beta(K + ½, N − K + ½), from its 5 % to its 95 % point (Jeffreys' interval)
//     a mean     m · e^{±1.645 · cv/√n}: log-normal, cv the standard deviation over the mean

import Calc
import Leads

/// Between what a counted figure lies nine times in ten.
public struct Interval: Sendable, Equatable {
  public var low: Double
  public var high: Double

  /// A share, from counts. Nil where nothing was counted.
  public init?(_ some: Double, of all: Double) {
    guard all > 0, some >= 0, some <= all else { return nil }
    let (a, b) = (some + 0.5, all - some + 0.5)
    (low, high) = (Beta.quantile(0.05, a, b), Beta.quantile(0.95, a, b))
  }

  /// A mean of so many values. Nil below two, or where it is 0.
  /// - Parameters:
  ///   - sum: of the values.
  ///   - squares: the sum of their squares.
  public init?(meanOf count: Double, sum: Double, squares: Double) {
    guard count >= 2, sum > 0 else { return nil }
    let mean = sum / count
    let variance = max(0, (squares / count - mean * mean) * count / (count - 1))
    let width = Elementary.exp(1.645 * variance.squareRoot() / mean / count.squareRoot())
    (low, high) = (mean / width, mean * width)
  }

  public func contains(_ value: Double) -> Bool { value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9) }
}

extension Plan {
  /// Whether the leads of a month are too young to have closed: the month's last day is younger than twice the agreed
  /// cycle, or than the time in which nine of ten of the file's oldest customers closed. (A short export cuts long
  /// cycles off, and flatters.)
  func isYoung(_ tier: Int, _ month: Month) -> Bool {
    let known = agreement.actuals
    guard let asOf = known.asOf else { return false }
    let cycles = cells(of: "sales_cycle")
    let cycle = cycles.indices.contains(tier) ? cycles[tier] : cycles.first ?? 0
    let slow = known.files.compactMap(\.slowCycle).max() ?? 0
    let last = month.first.number + month.dayCount - 1
    return Double(asOf.number - last) <= max(2 * (cycle.isNaN ? 0 : cycle), slow)
  }
}
