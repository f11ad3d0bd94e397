// Why did it change? The difference between two states, shared among the drivers that changed so that the parts add
// up: a driver's part is what changing it moves, averaged over all orders in which the drivers may be changed
// (L. S. Shapley, A Value for n-Person Games, 1953):
//
//     part_i = Σ over sets S without i of |S|! (n − |S| − 1)! ÷ n! · (v(S with i) − v(S))
//
// 2^n values up to 12 drivers. Above, the average over sampled orders, each with its reverse (which evens out what the
// early and the late places differ in); every order's parts add up by themselves.

/// The difference of several quantities between two states, by driver.
package struct Shapley: Sendable, Equatable {
  /// What each driver contributes to each quantity: `parts[driver][quantity]`.
  package let parts: [[Double]]
  /// Whether orders were sampled; else the parts are exact.
  package let isSampled: Bool

  /// Up to how many drivers all sets are calculated.
  package static let exactLimit = 12

  /// - Parameters:
  ///   - drivers: how many have changed.
  ///   - seed: of the orders, where they are sampled.
  ///   - orders: how many orders are sampled, half of them the reverse of the others.
  ///   - value: the quantities where the drivers marked true have their new value and the others their old one;
  ///     always as many quantities. What it throws ends the calculation.
  package init<E: Error>(
    drivers: Int, seed: Seed, orders: Int = 256, value: ([Bool]) throws(E) -> [Double]
  ) throws(E) {
    isSampled = drivers > Self.exactLimit
    parts =
      isSampled
      ? try Self.sampled(drivers, seed, orders, value) : try Self.exact(max(0, drivers), value)
  }

  private static func exact<E: Error>(
    _ n: Int, _ value: ([Bool]) throws(E) -> [Double]
  ) throws(E) -> [[Double]] {
    var values: [[Double]] = []
    values.reserveCapacity(1 << n)
    for set in 0..<1 << n { values.append(try value((0..<n).map { set >> $0 & 1 == 1 })) }
    // weights[s] = s! (n − s − 1)! ÷ n! = 1 ÷ (n · (n − 1 over s))
    var weights: [Double] = []
    var ways = 1.0
    for size in 0..<n {
      weights.append(1 / (Double(n) * ways))
      ways = ways * Double(n - 1 - size) / Double(size + 1)
    }
    return (0..<n).map { driver in
      var part = values[0].map { _ in 0.0 }
      for set in values.indices where set >> driver & 1 == 0 {
        let weight = weights[set.nonzeroBitCount]
        for (i, (with, without)) in zip(values[set | 1 << driver], values[set]).enumerated() {
          part[i] += weight * (with - without)
        }
      }
      return part
    }
  }

  private static func sampled<E: Error>(
    _ n: Int, _ seed: Seed, _ orders: Int, _ value: ([Bool]) throws(E) -> [Double]
  ) throws(E) -> [[Double]] {
    let old = try value([Bool](repeating: false, count: n))
    let new = try value([Bool](repeating: true, count: n))
    var parts = [[Double]](repeating: old.map { _ in 0 }, count: n)
    let stream = seed.stream("shapley")
    let pairs = max(1, orders / 2)
    for pair in 0..<pairs {
      var order = Array(0..<n)
      for i in stride(from: n - 1, to: 0, by: -1) { order.swapAt(i, stream.whole(below: i + 1, pair * n + i)) }
      for order in [order, order.reversed()] {
        var set = [Bool](repeating: false, count: n)
        var before = old
        for (place, driver) in order.enumerated() {
          set[driver] = true
          let after = place == n - 1 ? new : try value(set)
          for i in old.indices { parts[driver][i] += (after[i] - before[i]) / Double(2 * pairs) }
          before = after
        }
      }
    }
    return parts
  }

  /// Parts rounded to what is shown, so that they add up to the total that is shown: each is the step below or above
  /// its exact value, those with the largest remainders rounded up (the first of equal ones).
  /// - Parameters:
  ///   - total: the difference as it is shown; rounded to a step here. Where it is several steps from the sum of the
  ///     parts, the rest is spread evenly over them.
  ///   - step: what the last shown digit counts, such as 1 or 0.01.
  /// - Returns: the parts as they come where something is not finite or too large for steps.
  package static func apportioned(_ parts: [Double], total: Double, step: Double) -> [Double] {
    let scaled = parts.map { $0 / step }
    let wanted = (total / step).rounded()
    let limit = 0x1p52
    guard !parts.isEmpty, step > 0, wanted.magnitude < limit, scaled.allSatisfy({ $0.magnitude < limit }) else {
      return parts
    }
    var steps = scaled.map { $0.rounded(.down) }
    var missing = wanted - steps.reduce(0, +)
    let count = Double(parts.count)
    let rounds = (missing / count).rounded(.down)
    if rounds != 0 {
      for i in steps.indices { steps[i] += rounds }
      missing -= rounds * count
    }
    let order = parts.indices.sorted { a, b in
      let (x, y) = (scaled[a] - scaled[a].rounded(.down), scaled[b] - scaled[b].rounded(.down))
      return x == y ? a < b : x > y
    }
    for i in order.prefix(Int(missing)) { steps[i] += 1 }
    // 3 × 0.1 is not 0.3, but 3 ÷ 10 is.
    let inverse = (1 / step).rounded()
    let isDecimal = inverse > 1 && (inverse * step - 1).magnitude < 1e-12
    return steps.map { isDecimal ? $0 / inverse : $0 * step }
  }
}
