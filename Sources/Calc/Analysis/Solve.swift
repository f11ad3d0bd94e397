// Goal seek: the value of a driver, nearest to today's, for which a test holds.
//
//     1  a grid from today's value out to both bounds, fine near today, judged in blocks
//     2  on each side the first point where the test begins to hold; between it and its failing neighbour the block
//        is laid anew, 64 points at a time, until the bracket is as narrow as doubles allow
//     3  where no point holds, the tops of the gap are looked into the same way, so that a narrow window between two
//        points is not taken for "no value does"
//
// Counts are tried one whole number after another. What is answered was put in and judged.

/// What a goal seek found.
public struct Solution: Sendable {
  /// The point of the movement for which the test holds; nil where none does.
  public var point: Double?
  /// For whole numbers the exact point beside it.
  public var exact: Double?
  /// The best point where none holds.
  public var best: Double
  public var bestGap: Gap
  /// Whether the test held already.
  public var wasKept: Bool
}

/// Seeks the point of a movement at which a test holds.
public struct Solver {
  private var scan: Scan
  private let path: Path
  private let test: Test
  private let isEquality: Bool

  /// - Parameter checked: a test of the sheet's schema.
  public init(_ checked: Checked, _ path: Path, in sheet: Sheet) {
    scan = Scan(sheet, path, wanted: checked.reads)
    self.path = path
    test = scan.test(checked)
    if case .binary(.equal, _, _) = checked.node { isEquality = true } else { isEquality = false }
  }

  /// Seeks within the movement's range, upwards, downwards or both ways.
  public mutating func solve(up: Bool = true, down: Bool = true) -> Solution {
    let present = path.present
    let now = scan.gaps(test, at: [present])[0]
    var solution = Solution(point: nil, exact: nil, best: present, bestGap: now, wasKept: now.holds)
    if now.holds {
      solution.point = present
      return solution
    }
    var found: [Double] = []
    for direction in [1.0, -1.0] where direction > 0 ? up : down {
      if let point = seek(direction, &solution) { found.append(point) }
    }
    let exact = found.min { distance($0) < distance($1) }
    guard path.isWhole else {
      solution.point = exact
      return solution
    }
    solution.exact = exact
    solution.point = wholeNumber(near: exact, up: up, down: down, &solution)
    return solution
  }

  /// How far a point is from today: factors by their ratio.
  private func distance(_ point: Double) -> Double {
    guard path.isFactor, point > 0 else { return abs(point - path.present) }
    return abs(point > 1 ? point - 1 : 1 / point - 1)
  }

  // MARK: Real numbers

  /// Points from today's value out to the bound, dense near today.
  private func grid(_ direction: Double) -> [Double] {
    let present = path.present
    let bound = direction > 0 ? path.range.upperBound : path.range.lowerBound
    let far = abs(bound - present)
    guard far > 0 else { return [] }
    let count = 4 * Scan.width
    let unit = max(abs(present), path.isWhole ? 1 : 0)
    var points: [Double] = []
    if far <= 20 * max(unit, far / 20 * (unit > 0 ? 0 : 1)) || unit == 0 && far <= 1e4 {
      for step in 1...count {
        let part = Double(step) / Double(count)
        points.append(present + direction * far * part * part)
      }
    } else {
      // The bound is far away: grow from a thousandth of today's value by a constant ratio.
      let start = (unit > 0 ? unit : 1) * 1e-3
      let ratio = power(far / start, 1 / Double(count - 1))
      var size = start
      for _ in 0..<count {
        points.append(present + direction * min(size, far))
        size *= ratio
      }
      points[count - 1] = bound
    }
    return points
  }

  private func power(_ x: Double, _ y: Double) -> Double { Function.power(x, y) }

  private mutating func seek(_ direction: Double, _ solution: inout Solution) -> Double? {
    let points = [path.present] + grid(direction)
    guard points.count > 1 else { return nil }
    let gaps = scan.gaps(test, at: points)
    note(points, gaps, &solution)
    if isEquality { return root(points, gaps) }
    if let first = gaps.indices.first(where: { gaps[$0].holds }), first > 0 {
      return edge(failing: points[first - 1], holding: points[first])
    }
    return window(points, gaps, &solution)
  }

  private func note(_ points: [Double], _ gaps: [Gap], _ solution: inout Solution) {
    for (point, gap) in zip(points, gaps) where gap.size > solution.bestGap.size {
      solution.best = point
      solution.bestGap = gap
    }
  }

  /// The place where the test begins to hold, from its holding side.
  private mutating func edge(failing: Double, holding: Double) -> Double {
    var (low, high) = (failing, holding)
    for _ in 0..<12 {
      let points = between(low, high)
      guard points.count > 2 else { break }
      let gaps = scan.gaps(test, at: points)
      guard let first = gaps.indices.first(where: { gaps[$0].holds }), first > 0 else { break }
      (low, high) = (points[first - 1], points[first])
      if abs(high - low) <= 1e-15 * max(abs(low), abs(high)) { break }
    }
    return high
  }

  private func between(_ low: Double, _ high: Double) -> [Double] {
    var points: [Double] = []
    let last = Scan.width - 1
    for step in 0...last {
      let point = step == last ? high : low + (high - low) * (Double(step) / Double(last))
      if point != points.last { points.append(point) }
    }
    return points
  }

  /// Looks for a narrow window where the gap has its tops.
  private mutating func window(_ points: [Double], _ gaps: [Gap], _ solution: inout Solution) -> Double? {
    let tops = gaps.indices.filter { at in
      gaps[at].size > -.infinity && (at == 0 || gaps[at].size >= gaps[at - 1].size)
        && (at == gaps.count - 1 || gaps[at].size >= gaps[at + 1].size)
    }.sorted { gaps[$0].size > gaps[$1].size }
    for top in tops.prefix(4) {
      var (low, high) = (points[max(0, top - 1)], points[min(points.count - 1, top + 1)])
      for _ in 0..<8 {
        let inner = between(low, high)
        guard inner.count > 2 else { break }
        let own = scan.gaps(test, at: inner)
        note(inner, own, &solution)
        if let first = own.indices.first(where: { own[$0].holds }) {
          return first == 0 ? inner[0] : edge(failing: inner[first - 1], holding: inner[first])
        }
        guard let best = own.indices.max(by: { own[$0].size < own[$1].size }) else { break }
        (low, high) = (inner[max(0, best - 1)], inner[min(inner.count - 1, best + 1)])
      }
    }
    return nil
  }

  /// The nearest change of sign of left less right, narrowed to where both sides are equal.
  private mutating func root(_ points: [Double], _ gaps: [Gap]) -> Double? {
    for at in gaps.indices.dropFirst() {
      if gaps[at].holds { return points[at] }
      let (a, b) = (gaps[at - 1].difference, gaps[at].difference)
      guard !a.isNaN, !b.isNaN, (a < 0) != (b < 0) else { continue }
      var (low, high) = (points[at - 1], points[at])
      for _ in 0..<12 {
        let inner = between(low, high)
        guard inner.count > 2 else { break }
        let own = scan.gaps(test, at: inner)
        guard
          let cross = own.indices.dropFirst().first(where: {
            (own[$0].difference < 0) != (a < 0) || own[$0].difference == 0
          })
        else { break }
        (low, high) = (inner[cross - 1], inner[cross])
      }
      let ends = scan.gaps(test, at: [high, low])
      if ends[0].holds { return high }
      if ends[1].holds { return low }
    }
    return nil
  }

  // MARK: Whole numbers

  private mutating func wholeNumber(near exact: Double?, up: Bool, down: Bool, _ solution: inout Solution) -> Double? {
    let range = path.range
    let start = path.present.rounded(.down)
    var size = 1.0
    let most = 4_096.0
    while size <= most {
      var points: [Double] = []
      var next = size
      while points.count < Scan.width, next <= most {
        for point in [start + next, start - next + (start == path.present ? 0 : 1)] {
          let isUp = point > path.present
          if isUp ? up : down, range.contains(point), point != path.present { points.append(point) }
        }
        next += 1
      }
      if !points.isEmpty {
        let gaps = scan.gaps(test, at: points)
        note(points, gaps, &solution)
        if let first = gaps.indices.first(where: { gaps[$0].holds }) { return points[first] }
      } else if next > most {
        break
      }
      size = next
    }
    // Far away the exact value, rounded to the side that holds, is good enough.
    guard let exact else { return nil }
    let candidates = [exact.rounded(.up), exact.rounded(.down)].filter { range.contains($0) }
    guard !candidates.isEmpty else { return nil }
    let gaps = scan.gaps(test, at: candidates)
    return zip(candidates, gaps).first { $0.1.holds }?.0
  }
}
