// Durations that are counted and not kept. A bin holds how many fell into it and their sum, both whole numbers, so that
// counts of several threads and files add up in any order to the same.
//
//     0 1 2 … 1023 | 1024 1026 … 2046 | 2048 2052 …      in units: one wide, then 512 bins to every doubling
//
// A quantile takes a bin's mean for each of its members. It is therefore exact below 1024 units and wherever a bin's
// members are equal, as whole minutes are up to 9 hours counted in seconds; elsewhere at most 1 part in 512 off.

/// Mean, quantiles and a histogram of durations.
public struct DurationCounts: Sendable, Equatable {
  private struct Bin: Equatable {
    var count = 0
    var sum = 0
  }

  /// Seconds of a unit: what bins are counted in.
  public let unit: Int
  /// How many, and their sum and squares in seconds, exactly.
  public private(set) var moments = Moments()
  private var bins: [Bin] = []

  /// How far a quantile can be from the truth, as a share of it.
  public static let error = 1.0 / 512

  public init(unit: Int = 1) { self.unit = max(1, unit) }

  /// Counts a duration of 0 seconds or more.
  @inline(__always)
  mutating func add(_ seconds: Int) {
    let place = place(of: seconds)
    if place >= bins.count { grow(to: place) }
    bins[place].count += 1
    bins[place].sum += seconds
    moments.add(seconds)
  }

  /// Counts what another of the same unit has counted.
  public mutating func merge(_ other: DurationCounts) {
    precondition(unit == other.unit, "durations of one unit")
    if other.bins.count > bins.count { grow(to: other.bins.count - 1) }
    for place in other.bins.indices where other.bins[place].count > 0 {
      bins[place].count += other.bins[place].count
      bins[place].sum += other.bins[place].sum
    }
    moments.merge(other.moments)
  }

  /// How many durations were counted.
  public var count: Int { moments.count }

  /// The mean in seconds; nil where nothing was counted.
  public var mean: Double? { moments.mean }

  /// The duration below which a share of them lies, in seconds, between ranks linearly (Hyndman and Fan's type 7).
  /// - Parameter share: 0 to 1; 0.5 is the median.
  public func quantile(_ share: Double) -> Double? {
    guard count > 0, share >= 0, share <= 1 else { return nil }
    let position = Double(count - 1) * share
    let rank = Int(position)
    let low = value(at: rank)
    let part = position - Double(rank)
    return part > 0 ? low + (value(at: rank + 1) - low) * part : low
  }

  /// How many durations are in each of some ranges: below the first bound, from each bound on, and from the last.
  /// - Parameter bounds: seconds, ascending; exact where they are bounds of bins, as whole minutes up to 17 are.
  public func histogram(_ bounds: [Int]) -> [Int] {
    var counts = [Int](repeating: 0, count: bounds.count + 1)
    for bin in bins where bin.count > 0 {
      let mean = Double(bin.sum) / Double(bin.count)
      counts[bounds.firstIndex { mean < Double($0) } ?? bounds.count] += bin.count
    }
    return counts
  }

  /// The mean of the bin that holds a rank, from 0.
  private func value(at rank: Int) -> Double {
    var before = 0
    for bin in bins where bin.count > 0 {
      before += bin.count
      if rank < before { return Double(bin.sum) / Double(bin.count) }
    }
    return .nan
  }

  @inline(__always)
  private func place(of seconds: Int) -> Int {
    let units = unit == 1 ? seconds : seconds / unit
    guard units >= 1024 else { return max(0, units) }
    let shift = 54 - units.leadingZeroBitCount
    return 512 * shift + units >> shift
  }

  private mutating func grow(to place: Int) {
    bins += repeatElement(Bin(), count: (place / 256 + 1) * 256 - bins.count)
  }
}
