// What quantities are split by. The axes of a sheet stand in one fixed order (the business decides: tier, stage,
// team, month), behind them come those that an analysis adds (sweep points, trials). An axis is known by its place
// in that order, a set of axes is a bit mask of places, and a grid's cells are nested in the same order.

/// Something quantities are split by, with its labels: tiers, teams, months.
public struct Axis: Sendable, Equatable {
  /// The name in formulas, singular: "tier".
  public var name: String
  public var labels: [String]

  public init(_ name: String, _ labels: [String]) {
    self.name = name
    self.labels = labels
  }
}

/// A set of axes, by their places.
public struct AxisSet: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  public init(place: Int) { rawValue = 1 << UInt16(truncatingIfNeeded: place) }

  /// The places of the members, in order.
  public var places: [Int] {
    var result: [Int] = []
    var bits = rawValue
    while bits != 0 {
      result.append(bits.trailingZeroBitCount)
      bits &= bits - 1
    }
    return result
  }

  public var count: Int { rawValue.nonzeroBitCount }
  public func contains(place: Int) -> Bool { rawValue & (1 << UInt16(truncatingIfNeeded: place)) != 0 }
}
