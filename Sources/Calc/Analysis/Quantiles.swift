// The percentiles of any number of results in a fixed amount of memory, the same whatever threads they come from.
//
// Results are counted in bins that are linear near an anchor and logarithmic away from it:
//
//     w = |x − anchor| ÷ unit + 1        bin = the exponent and the first 11 bits of w (and the side)
//
// so that a bin is 2^−11 of the distance from the anchor, plus the unit, wide; bins are whole numbers, and adding them
// up in any order gives the same. Anchor and unit come from a pilot, the first trials: the anchor is 0 for results
// that spread over more than twofold on one side of 0, and else the pilot's median, so that the bins are fine
// against both the size of the results and their spread. (The log-linear bins are those of G. Tene's HdrHistogram.)

/// Percentiles, mean and histogram of results that are not kept. Merges in any order to the same bits, as long as the
/// results come in the same blocks.
package struct Quantiles: Sendable {
  /// Where the bins are. All that is to be merged shares one.
  package struct Scale: Sendable, Equatable {
    let anchor: Double
    let unit: Double
    /// Values that the pilot has more than once: results that are whole or that meet a bound. In order.
    let repeated: [Double]

    /// From the first results (some thousand); those that are not finite are passed over.
    package init(pilot: some Collection<Double>) {
      let sorted = pilot.filter(\.isFinite).sorted()
      var repeated: [Double] = []
      for (a, b) in zip(sorted, sorted.dropFirst()) where a == b && repeated.last != a { repeated.append(a) }
      self.repeated = repeated
      guard let first = sorted.first, let last = sorted.last else {
        (anchor, unit) = (0, 1)
        return
      }
      let low = sorted[sorted.count / 20]
      let high = sorted[sorted.count - 1 - sorted.count / 20]
      let least = min(low.magnitude, high.magnitude)
      let finest = Double.leastNormalMagnitude * 0x1p64
      if low > 0 || high < 0, max(low.magnitude, high.magnitude) > 2 * least {
        (anchor, unit) = (0, max(least / 8, finest))
      } else {
        let spread = high > low ? high / 8 - low / 8 : last / 8 - first / 8
        anchor = sorted[sorted.count / 2]
        unit = max(spread > 0 ? spread : anchor.magnitude * 0x1p-20, finest)
      }
    }
  }

  /// How many results fall into equal parts of a range.
  package struct Histogram: Sendable, Equatable {
    package let range: ClosedRange<Double>
    /// The counts from the lowest part to the highest.
    package let counts: [Int]
    /// Results outside the range.
    package let below: Int
    package let above: Int
  }

  package let scale: Scale
  /// The number of results that are finite.
  package private(set) var count = 0
  /// The number of results that are not: undefined.
  package private(set) var undefined = 0
  /// The least result, +∞ where there is none.
  package private(set) var minimum = Double.infinity
  /// The greatest result, −∞ where there is none.
  package private(set) var maximum = -Double.infinity
  /// Two bins for each step away from the anchor: above it, below it.
  private var bins: [UInt32] = []
  private var sum = ExactSum()

  private static let bits: UInt64 = 11
  private static let shift = 52 - bits
  private static let firstKey = 1.0.bitPattern >> shift
  /// 64 octaves of bins are enough for anything; further out they are one bin.
  private static let steps = 64 << Int(bits)

  /// Empty.
  package init(_ scale: Scale) { self.scale = scale }

  /// The mean, not a number where there is no result.
  package var mean: Double { sum.mean(of: count) }

  /// Counts a block of results; up to 2^32 − 1 in all.
  package mutating func add(_ results: UnsafeBufferPointer<Double>) {
    var start = 0
    while start < results.count {
      let end = min(results.count, start + 1024)
      addPart(UnsafeBufferPointer(rebasing: results[start..<end]))
      start = end
    }
  }

  /// Counts what another of the same scale has counted.
  package mutating func merge(_ other: Quantiles) {
    precondition(scale == other.scale, "only what shares a scale can be merged")
    if bins.count < other.bins.count { bins += repeatElement(0, count: other.bins.count - bins.count) }
    for i in other.bins.indices { bins[i] &+= other.bins[i] }
    count += other.count
    undefined += other.undefined
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    sum.add(other.sum)
  }

  /// The ⌈share · count⌉-th smallest result, at most `error` from it; not a number where there is none.
  /// Where the pilot has results more than once, as whole numbers and bounds are, it is one of those, exactly.
  package func percentile(_ share: Double) -> Double {
    guard count > 0, share >= 0, share <= 1 else { return .nan }
    // Less a hair, so that 7 % of 100 is the 7th although 0.07 × 100 is above 7.
    let rank = max(1, Int((share * Double(count) * (1 - 0x1p-50)).rounded(.up)))
    if rank == 1 { return minimum }
    if rank >= count { return maximum }
    var before = 0
    var result = maximum
    eachBin { bin, here in
      if before + here >= rank { result = place(bin, part: (Double(rank - before) - 0.5) / Double(here)) }
      before += here
      return before < rank
    }
    return result
  }

  /// How far a percentile may be from the result it stands for: one bin's width.
  package func error(at value: Double) -> Double {
    ((value - scale.anchor).magnitude + scale.unit) * 0x1p-11
  }

  /// The results in `parts` equal parts of a range, by default from the 0.5 % to the 99.5 % point.
  package func histogram(_ parts: Int = 30, over range: ClosedRange<Double>? = nil) -> Histogram? {
    guard count > 0, parts > 0 else { return nil }
    let low = range?.lowerBound ?? percentile(0.005)
    let high = range?.upperBound ?? max(low, percentile(0.995))
    var counts = [Int](repeating: 0, count: high > low ? parts : 1)
    var (below, above) = (0, 0)
    eachBin { bin, here in
      let value = place(bin, part: 0.5)
      if value < low {
        below += here
      } else if value > high {
        above += here
      } else {
        let part = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) * Double(parts) : 0
        counts[min(counts.count - 1, Int(part))] += here
      }
      return true
    }
    return Histogram(range: low...high, counts: counts, below: below, above: above)
  }

  private mutating func addPart(_ results: UnsafeBufferPointer<Double>) {
    // Four lanes, so that additions do not wait for each other; their order is part of the result.
    var (sums, low, high) = (SIMD4<Double>.zero, SIMD4(repeating: minimum), SIMD4(repeating: maximum))
    let rest = results.count % 4
    for i in stride(from: 0, to: results.count - rest, by: 4) {
      let four = SIMD4(results[i], results[i + 1], results[i + 2], results[i + 3])
      sums += four
      low.replace(with: four, where: four .< low)
      high.replace(with: four, where: four .> high)
    }
    for x in results.suffix(rest) {
      sums[0] += x
      low[0] = x < low[0] ? x : low[0]
      high[0] = x > high[0] ? x : high[0]
    }
    let total = sums.sum()
    if !total.isFinite {
      let finite = results.filter(\.isFinite)
      if finite.count < results.count {
        undefined += results.count - finite.count
        finite.withUnsafeBufferPointer { addPart($0) }
        return
      }
      // Only their sum is too large.
      for x in finite { sum.add(x) }
    }
    sum.add(total)
    (minimum, maximum) = (low.min(), high.max())
    count += results.count
    var next = 0
    while next < results.count {
      let missing = fill(from: results, &next)
      if missing > 0 {
        // To the end of the octave.
        let octave = 2 << Int(Self.bits)
        bins += repeatElement(0, count: (missing + octave - 1) / octave * octave - bins.count)
      }
    }
  }

  /// Counts results from `next` on, until a bin is missing: how many bins there must be then, else 0.
  private mutating func fill(from results: UnsafeBufferPointer<Double>, _ next: inout Int) -> Int {
    let perUnit = 1 / scale.unit
    let (anchor, top) = (scale.anchor, Self.steps - 1)
    return bins.withUnsafeMutableBufferPointer { bins in
      for i in next..<results.count {
        let away = results[i] - anchor
        let w = away.magnitude * perUnit + 1
        let step = min(Int(truncatingIfNeeded: (w.bitPattern >> Self.shift) &- Self.firstKey), top)
        let bin = step &* 2 &+ Int(truncatingIfNeeded: away.bitPattern >> 63)
        guard bin < bins.count else {
          next = i
          return bin + 1
        }
        bins[bin] &+= 1
      }
      next = results.count
      return 0
    }
  }

  /// Goes through the bins that hold something, from the least results to the greatest, while `body` wants more.
  private func eachBin(_ body: (_ bin: Int, _ count: Int) -> Bool) {
    for bin in stride(from: bins.count - 1, to: 0, by: -2) where bins[bin] > 0 {
      guard body(bin, Int(bins[bin])) else { return }
    }
    for bin in stride(from: 0, to: bins.count, by: 2) where bins[bin] > 0 {
      guard body(bin, Int(bins[bin])) else { return }
    }
  }

  /// The result a part of the way through a bin, or a repeated one that is in it.
  private func place(_ bin: Int, part: Double) -> Double {
    let key = Self.firstKey + UInt64(bin / 2)
    let near = (Double(bitPattern: key << Self.shift) - 1) * scale.unit
    let far = (Double(bitPattern: (key + 1) << Self.shift) - 1) * scale.unit
    let isBelow = bin % 2 == 1
    let low = max(minimum, isBelow ? scale.anchor - far : scale.anchor + near)
    let high = min(maximum, isBelow ? scale.anchor - near : scale.anchor + far)
    let value = low + (high - low) * part
    return scale.repeated(from: low, to: high, near: value) ?? value
  }
}

extension Quantiles.Scale {
  /// The repeated value in a range that is nearest to `value`.
  func repeated(from low: Double, to high: Double, near value: Double) -> Double? {
    var (start, end) = (0, repeated.count)
    while start < end {
      let middle = (start + end) / 2
      if repeated[middle] < low { start = middle + 1 } else { end = middle }
    }
    var best: Double?
    while start < repeated.count, repeated[start] <= high {
      if let known = best, (known - value).magnitude <= (repeated[start] - value).magnitude { break }
      best = repeated[start]
      start += 1
    }
    return best
  }
}
