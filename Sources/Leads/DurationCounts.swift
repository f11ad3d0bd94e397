// Durations that are counted and not kept. A bin holds how many fell into it and their sum, both whole numbers, so that
// counts of several threads and files add up in any order to the same.
//
//     0 1 2 … 1023 | 1024 1026 … 2046 | 2048 2052 …      in units: one wide, then 512 bins to every doubling
//
// Bins come in pages of 16, and only those are there that hold something: there is a pair of counts for every week of
// a log, and a small firm's week has few leads.
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
  /// Of every page where it stands among the bins, in pages; −1 where it is not there.
  private var pages: [Int16] = []
  private var bins: [Bin] = []
  private static let page = 16

  /// How far a quantile can be from the truth, as a share of it.
  public static let error = 1.0 / 512

  public init(unit: Int = 1) { self.unit = max(1, unit) }

  /// Counts a duration of 0 seconds or more.
  @inline(__always)
  mutating func add(_ seconds: Int) {
    let at = bin(at: place(of: seconds))
    bins[at].count += 1
    bins[at].sum += seconds
    moments.add(seconds)
  }

  /// Counts what another of the same unit has counted.
  public mutating func merge(_ other: DurationCounts) {
    precondition(unit == other.unit, "durations of one unit")
    for (page, from) in other.pages.enumerated() where from >= 0 {
      let (from, to) = (Int(from) * Self.page, bin(at: page * Self.page))
      for offset in 0..<Self.page {
        bins[to + offset].count += other.bins[from + offset].count
        bins[to + offset].sum += other.bins[from + offset].sum
      }
    }
    moments.merge(other.moments)
  }

  /// Whether the same durations were counted, in whatever order.
  public static func == (a: DurationCounts, b: DurationCounts) -> Bool {
    a.unit == b.unit && a.moments == b.moments && a.held.elementsEqual(b.held)
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
    for bin in held {
      let mean = Double(bin.sum) / Double(bin.count)
      counts[bounds.firstIndex { mean < Double($0) } ?? bounds.count] += bin.count
    }
    return counts
  }

  /// The mean of the bin that holds a rank, from 0.
  private func value(at rank: Int) -> Double {
    var before = 0
    for bin in held {
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

  /// The bins that hold something, in the order of their durations.
  private var held: some Sequence<Bin> {
    pages.lazy.filter { $0 >= 0 }.flatMap { bins[Int($0) * Self.page..<(Int($0) + 1) * Self.page] }
      .filter { $0.count > 0 }
  }

  /// Where the bin of a place stands.
  @inline(__always)
  private mutating func bin(at place: Int) -> Int {
    let page = place / Self.page
    if page < pages.count, pages[page] >= 0 { return Int(pages[page]) * Self.page + place % Self.page }
    return newPage(page) + place % Self.page
  }

  private mutating func newPage(_ page: Int) -> Int {
    if page >= pages.count { pages += repeatElement(-1, count: page + 1 - pages.count) }
    let start = bins.count
    pages[page] = Int16(start / Self.page)
    // By a quarter, not by as much again: there may be a thousand of these.
    if start + Self.page > bins.capacity { bins.reserveCapacity(start + max(4 * Self.page, start / 4)) }
    bins += repeatElement(Bin(), count: Self.page)
    return start
  }
}
