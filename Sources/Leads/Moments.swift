// Sums that say what a mean is and how sure it is, in whole numbers, so that they add up in any order.

/// Count, sum and sum of squares of whole amounts.
public struct Moments: Sendable, Equatable {
  public var count = 0
  public var sum = 0
  public var squares: UInt128 = 0

  public init(count: Int = 0, sum: Int = 0, squares: UInt128 = 0) {
    (self.count, self.sum, self.squares) = (count, sum, squares)
  }

  @inline(__always)
  mutating func add(_ amount: Int) {
    count += 1
    sum.addBounded(amount)
    let square = amount.magnitude.multipliedFullWidth(by: amount.magnitude)
    squares += UInt128(square.high) << 64 | UInt128(square.low)
  }

  public mutating func merge(_ other: Moments) {
    count += other.count
    sum.addBounded(other.sum)
    squares += other.squares
  }

  /// Nil where nothing was added.
  public var mean: Double? { count > 0 ? Double(sum) / Double(count) : nil }

  /// The standard deviation over the mean. Nil below two, or where the mean is 0.
  public var variation: Double? {
    guard count > 1, let mean, mean != 0 else { return nil }
    let variance = (Double(squares) / Double(count) - mean * mean) * Double(count) / Double(count - 1)
    return max(0, variance).squareRoot() / mean.magnitude
  }
}

extension Int {
  /// Adds, and stays at the largest number where the sum is larger: no export that means it comes near.
  @inline(__always)
  mutating func addBounded(_ other: Int) {
    let (sum, isOver) = addingReportingOverflow(other)
    self = isOver ? (other > 0 ? .max : .min) : sum
  }
}
