// Which uncertain driver does the spread come from? Spearman's rank correlation of each driver's draws with the
// result, squared and shared out, on a sample of the trials (the first 2^14, say: 2 ms a quantity).

/// The drivers' draws as ranks, ready to be compared with any number of quantities of the same trials.
package struct Ranks: Sendable {
  private let draws: [[Double]]
  private let ranks: [[Double]]

  /// - Parameter drivers: each driver's draws in the order of the trials.
  package init(drivers: [[Double]]) {
    draws = drivers
    ranks = drivers.map(Self.averaged)
  }

  /// What share of a quantity's spread each driver accounts for: squared rank correlations, normalised to a sum of 1.
  /// All 0 where the quantity does not vary. Trials in which it is not finite are left out.
  /// - Parameters:
  ///   - results: one a trial; trials beyond the shorter of the two are left out.
  ///   - among: which drivers the quantity depends on; chance alone would give the others a share. Nil for all.
  package func shares(of results: [Double], among: [Bool]? = nil) -> [Double] {
    var squares = correlations(with: results).map { $0 * $0 }
    if let among { for (at, counts) in among.enumerated() where !counts { squares[at] = 0 } }
    let sum = squares.reduce(0, +)
    return sum > 0 ? squares.map { $0 / sum } : squares
  }

  /// Spearman's rank correlation of each driver with a quantity, from −1 to 1; 0 where one of them does not vary.
  package func correlations(with results: [Double]) -> [Double] {
    let trials = min(results.count, draws.map(\.count).min() ?? 0)
    let kept = (0..<trials).filter { results[$0].isFinite }
    let own = Self.averaged(kept.map { results[$0] })
    return draws.indices.map { driver in
      let whole = kept.count == draws[driver].count
      return Self.correlation(whole ? ranks[driver] : Self.averaged(kept.map { draws[driver][$0] }), own)
    }
  }

  /// The rank of each value, from 1; equal values share the average of their ranks.
  package static func averaged(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for i in start..<end { ranks[order[i]] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }

  /// Pearson's correlation of two rankings of the same trials.
  private static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    // The mean rank is known whatever the ties.
    let mean = Double(a.count + 1) / 2
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - mean) * (y - mean)
      aa += (x - mean) * (x - mean)
      bb += (y - mean) * (y - mean)
    }
    return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : 0
  }
}
