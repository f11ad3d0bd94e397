// One or several drivers moved by a single number: a lever goes along one movement, a pair of levers along two.

/// A way to move drivers with a single number: each goes along its own movement.
public struct Path: Sendable {
  /// The movements, with the point of each at a point of the path.
  public let legs: [(movement: Movement, at: @Sendable (Double) -> Double)]
  /// The point that stands for today.
  public let present: Double
  /// The points that are looked at.
  public let range: ClosedRange<Double>
  /// Whether only whole numbers are meant.
  public let isWhole: Bool
  /// Whether points are told apart by their ratio.
  public let isFactor: Bool

  /// How far counts are looked at: nobody has a million reps more, and queueing among more takes long to reckon.
  private static let farthest = 1e6

  /// One driver along its movement.
  /// - Parameter range: how far it goes; nil for as far as its bounds.
  public init(_ movement: Movement, within range: ClosedRange<Double>? = nil) {
    let itself: @Sendable (Double) -> Double = { $0 }
    legs = [(movement, itself)]
    present = movement.present
    isWhole = movement.isWhole
    var widest = movement.range
    if movement.isWhole { widest = widest.clamped(to: present - Path.farthest...present + Path.farthest) }
    self.range = range.map { $0.clamped(to: widest) } ?? widest
    isFactor = movement.manner == .factor
  }

  /// Several drivers, each by the same part of its way: 0 is today, 1 the end of every way. Whole numbers are taken
  /// to the next one on the way.
  public init(ways: [(movement: Movement, end: Double)]) {
    legs = ways.map { movement, end in
      let start = movement.present
      let isWhole = movement.isWhole
      let at: @Sendable (Double) -> Double = { part in
        let point = part >= 1 ? end : start + (end - start) * part
        guard isWhole else { return point }
        let whole = end > start ? (point - 1e-9).rounded(.up) : (point + 1e-9).rounded(.down)
        return end > start ? min(max(whole, start), end) : max(min(whole, start), end)
      }
      return (movement, at)
    }
    present = 0
    range = 0...1
    isWhole = false
    isFactor = false
  }

  /// The drivers' pins at a point.
  public func pins(at point: Double) -> [Int: Pin] {
    Dictionary(legs.map { ($0.movement.place, $0.movement.pin(at: $0.at(point))) }) { $1 }
  }

  /// The drivers' pins over an analysis axis, one point after another.
  func pins(along points: [Double], axis: Int) -> [Int: Pin] {
    Dictionary(legs.map { ($0.movement.place, $0.movement.pin(along: points.map($0.at), axis: axis)) }) { $1 }
  }

  /// How far a point is from today: factors by their ratio.
  func distance(_ point: Double) -> Double {
    guard isFactor, point > 0 else { return abs(point - present) }
    return point > 1 ? point - 1 : 1 / point - 1
  }

  /// Points from today's value out to a bound: dense near today, the bound last, today's left out.
  func points(to bound: Double, count: Int) -> [Double] {
    let far = abs(bound - present)
    guard far > 0, count > 0 else { return [] }
    let direction = bound > present ? 1.0 : -1.0
    let unit = abs(present)
    var points: [Double] = []
    points.reserveCapacity(count)
    if unit > 0 ? far <= 20 * unit : far <= 1 {
      for step in 1..<count {
        let part = Double(step) / Double(count)
        points.append(present + direction * far * part * part)
      }
    } else {
      // The bound is far away: from a thousandth of today's value on by a constant ratio.
      var size = (unit > 0 ? unit : min(1, far)) * 1e-3
      let ratio = Function.power(far / size, 1 / Double(max(1, count - 1)))
      for _ in 1..<count {
        points.append(present + direction * min(size, far))
        size *= ratio
      }
    }
    return points + [bound]
  }
}
