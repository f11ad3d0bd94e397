// Goal seek: the point of a path, nearest to today's, at which a test holds.
//
//     1  a look at points from today's out to both bounds, dense near today, in blocks
//     2  on each side the first point where the test holds; between it and its failing neighbour the edge is closed in
//        on by secants that keep the bracket (Illinois), and by halving where a secant gains too little
//     3  where no point holds, a closer look, then the tops of the gap are climbed, so that a narrow window between two
//        points is not taken for "no value does"
//
// Counts are tried one whole number after another. What is answered was put in and judged.

/// What a goal seek found.
public struct Solution: Sendable {
  /// The point for which the test holds; nil where none does.
  public var point: Double?
  /// For whole numbers the exact point beside it.
  public var exact: Double?
  /// The best point that was seen where none holds.
  public var best: Double
  public var bestGap: Gap
  /// How the test stands today.
  public var present: Gap
  /// Whether the test held already.
  public var wasKept: Bool { present.holds }
}

/// Seeks the points at which a test holds.
public struct Solver: Sendable {
  /// How closely is looked.
  public enum Care: Sendable {
    /// One driver of many: 64 points a side.
    case quick
    /// The one that was asked for: 256 points a side, and 2,048 before it is said that no value does.
    case thorough
  }

  private var scan: Scan
  private let isEquality: Bool
  private let care: Care

  /// - Parameters:
  ///   - checked: a test of the sheet's schema.
  ///   - drivers: the drivers that will be moved.
  ///   - progress: a search that is cancelled comes to an end soon, and what it found is worth nothing.
  public init(
    _ checked: Checked, varying drivers: [Int], in sheet: Sheet, care: Care, progress: Progress = .silent
  ) {
    scan = Scan(sheet, varying: drivers, judging: checked, progress: progress)
    self.care = care
    if case .binary(.equal, _, _) = checked.node { isEquality = true } else { isEquality = false }
  }

  /// Seeks within a path's range, upwards, downwards or both ways.
  public mutating func solve(_ path: Path, up: Bool = true, down: Bool = true) -> Solution {
    let now = scan.gap(path, at: path.present)
    var solution = Solution(point: nil, exact: nil, best: path.present, bestGap: now, present: now)
    if now.holds {
      solution.point = path.present
      return solution
    }
    let bounds = (up ? [path.range.upperBound] : []) + (down ? [path.range.lowerBound] : [])
    if path.isWhole, let (failing, holding) = whole(path, bounds, &solution) {
      solution.point = holding
      solution.exact = isEquality ? holding : edge(path, failing: failing, holding: holding)
      return solution
    }
    var looks = [(bounds: bounds, count: Scan.width)]
    if care == .thorough {
      // Near today first: far away, where nobody goes, the model may take long.
      let far = 20 * abs(path.present == 0 ? 1 : path.present)
      let near = bounds.map { min(max($0, path.present - far), path.present + far) }
      looks = (near == bounds ? [] : [(near, 4 * Scan.width)]) + [(bounds, 4 * Scan.width), (bounds, 32 * Scan.width)]
    }
    var found: [Double] = []
    for look in looks where found.isEmpty {
      for bound in look.bounds { if let point = seek(path, bound, look.count, &solution) { found.append(point) } }
    }
    let nearest = found.min { path.distance($0) < path.distance($1) }
    if path.isWhole { solution.exact = nearest } else { solution.point = nearest }
    if care == .thorough, solution.point == nil { preferBound(path, bounds, &solution) }
    return solution
  }

  /// Where going further does not help, nor harm, the bound says more than the point from which on it does not:
  /// "even at 100%".
  private mutating func preferBound(_ path: Path, _ bounds: [Double], _ solution: inout Solution) {
    for bound in bounds where abs(bound) <= 100 * max(1, abs(path.present)) {
      guard solution.best != path.present, (bound > path.present) == (solution.best > path.present) else { continue }
      if scan.gap(path, at: bound).size >= solution.bestGap.size - 1e-6 * abs(solution.bestGap.size) {
        solution.best = bound
      }
    }
  }

  /// How the test stands at one point of a path.
  public mutating func gap(_ path: Path, at point: Double) -> Gap { scan.gap(path, at: point) }

  /// How the test stands at points that lie one behind the other: block by block, up to the one where it holds.
  private mutating func gaps(_ path: Path, along points: [Double]) -> [Gap] {
    var result: [Gap] = []
    for start in stride(from: 0, to: points.count, by: Scan.width) {
      result += scan.gaps(path, at: Array(points[start..<min(points.count, start + Scan.width)]))
      if result[start...].contains(where: \.holds) { break }
    }
    return result
  }

  // MARK: Real numbers

  private mutating func seek(_ path: Path, _ bound: Double, _ count: Int, _ solution: inout Solution) -> Double? {
    let points = [path.present] + path.points(to: bound, count: count)
    guard points.count > 1 else { return nil }
    let gaps = [solution.present] + gaps(path, along: Array(points.dropFirst()))
    if isEquality, let root = root(path, points, gaps) { return root }
    if let first = gaps.firstIndex(where: \.holds), first > 0 {
      // Rather a point that holds outright than one that does by the tests' tolerance.
      let sound = gaps[first...].prefix(while: \.holds).firstIndex { $0.size >= 0 } ?? first
      return edge(path, failing: points[first - 1], holding: points[sound])
    }
    if !path.isWhole { note(points, gaps, &solution) }
    return window(path, points, gaps, &solution)
  }

  /// Remembers the best point seen; what is better by rounding only is not better.
  private func note(_ points: [Double], _ gaps: [Gap], _ solution: inout Solution) {
    for (point, gap) in zip(points, gaps)
    where gap.size > solution.bestGap.size + 1e-9 * abs(solution.bestGap.size)
      || gap.size > -.infinity
        && solution.bestGap.size == -.infinity
    {
      solution.best = point
      solution.bestGap = gap
    }
  }

  /// The place where the test begins to hold, from its holding side.
  private mutating func edge(_ path: Path, failing: Double, holding: Double) -> Double {
    let (low, high) = (scan.gap(path, at: failing), scan.gap(path, at: holding))
    // Up to where both sides are equal, not only to where the tests' tolerance begins.
    let isExact = high.size >= 0
    return closed(path, (failing, low.size), (holding, high.size)) { gap in
      (isExact ? gap.size >= 0 : gap.holds, gap.size)
    }.holding
  }

  /// Closes a bracket in to neighbouring numbers, or nearly so.
  /// - Parameter judge: whether a point belongs to the holding side, and a height that goes through 0 in between.
  private mutating func closed(
    _ path: Path, _ failing: (point: Double, height: Double), _ holding: (point: Double, height: Double),
    _ judge: (Gap) -> (holds: Bool, height: Double)
  ) -> (failing: Double, holding: Double) {
    var (low, high) = (failing, holding)
    var (lastSide, slow) = (0, 0)
    for _ in 0..<200 {
      let width = high.point - low.point
      guard abs(width) > 2e-15 * max(abs(low.point), abs(high.point)) else { break }
      let middle = low.point + width / 2
      guard middle != low.point, middle != high.point else { break }
      var next = middle
      let part = low.height / (low.height - high.height)
      if slow < 3, part.isFinite, part > 0, part < 1 {
        // Not onto an end: from there the other end would never move.
        next = low.point + width * min(max(part, 1e-12), 1 - 1e-12)
        if next == low.point || next == high.point { next = middle }
      }
      let (holds, height) = judge(scan.gap(path, at: next))
      if holds {
        if lastSide == 1 { low.height /= 2 }
        (high, lastSide) = ((next, height), 1)
      } else {
        if lastSide == -1 { high.height /= 2 }
        (low, lastSide) = ((next, height), -1)
      }
      slow = abs(high.point - low.point) > abs(width) / 2 ? slow + 1 : 0
    }
    return (low.point, high.point)
  }

  /// The nearest point where left less right changes its sign and both sides are equal.
  private mutating func root(_ path: Path, _ points: [Double], _ gaps: [Gap]) -> Double? {
    for at in gaps.indices.dropFirst() {
      if gaps[at].holds {
        // Both sides may be equal all along a stretch (nothing = 0): its beginning is the nearest.
        guard gaps[at].difference == 0 else { return points[at] }
        return closed(path, (points[at - 1], gaps[at - 1].size), (points[at], 0)) { gap in
          (gap.difference == 0, gap.size)
        }.holding
      }
      let (a, b) = (gaps[at - 1].difference, gaps[at].difference)
      guard !a.isNaN, !b.isNaN, (a < 0) != (b < 0) else { continue }
      let sign = a < 0 ? 1.0 : -1.0
      let ends = closed(path, (points[at - 1], a * sign), (points[at], b * sign)) { gap in
        (gap.difference * sign >= 0, gap.difference * sign)
      }
      for end in [ends.holding, ends.failing] where scan.gap(path, at: end).holds { return end }
    }
    return nil
  }

  /// Looks for a narrow window where the gap has its tops, the highest first.
  private mutating func window(
    _ path: Path, _ points: [Double], _ gaps: [Gap], _ solution: inout Solution
  ) -> Double? {
    let tops = gaps.indices.dropFirst().dropLast().filter { at in
      let (before, here, after) = (gaps[at - 1].size, gaps[at].size, gaps[at + 1].size)
      // Out of reach: the top would have to rise by more than twice what it rose from a neighbour. A plain is no top.
      return here > -.infinity && here >= before && here >= after
        && here - min(before, after) > 1e-12 * abs(here) && here + 2 * (here - min(before, after)) >= 0
    }.sorted { gaps[$0].size > gaps[$1].size }
    for top in tops.prefix(Solver.mostTops) {
      var (low, high) = (points[top - 1], points[top + 1])
      var (left, right) = (low + (high - low) * 0.382, low + (high - low) * 0.618)
      for _ in 0..<Solver.mostClimbs {
        let (a, b) = (scan.gap(path, at: left), scan.gap(path, at: right))
        for (point, gap) in [(left, a), (right, b)] where gap.holds {
          return isEquality ? point : edge(path, failing: points[top - 1], holding: point)
        }
        if !path.isWhole { note([left, right], [a, b], &solution) }
        if a.size >= b.size { high = right } else { low = left }
        (left, right) = (low + (high - low) * 0.382, low + (high - low) * 0.618)
        if abs(high - low) <= 1e-12 * max(abs(low), abs(high)) { break }
      }
    }
    return nil
  }

  /// How many tops are climbed, and how many steps up each: 0.618⁵⁰ of the way between two points is left.
  private static let mostTops = 3
  private static let mostClimbs = 50

  // MARK: Whole numbers

  /// The nearest whole number that does, with its neighbour that does not: one after another at first, then in
  /// growing strides.
  private mutating func whole(
    _ path: Path, _ bounds: [Double], _ solution: inout Solution
  ) -> (failing: Double, holding: Double)? {
    var found: [(failing: Double, holding: Double)] = []
    for bound in bounds {
      let numbers = Solver.wholeNumbers(from: path.present, to: bound, count: care == .thorough ? 2_048 : 128)
      let gaps = gaps(path, along: numbers)
      note(numbers, gaps, &solution)
      guard let first = gaps.firstIndex(where: \.holds) else { continue }
      var (failing, holding) = (first == 0 ? path.present : numbers[first - 1], numbers[first])
      while abs(holding - failing) > 1 {
        let middle = ((failing + holding) / 2).rounded(holding > failing ? .down : .up)
        guard middle != failing, middle != holding else { break }
        if scan.gap(path, at: middle).holds { holding = middle } else { failing = middle }
      }
      found.append((failing, holding))
    }
    return found.min { path.distance($0.holding) < path.distance($1.holding) }
  }

  /// Whole numbers from the one behind today's value out to a bound.
  private static func wholeNumbers(from present: Double, to bound: Double, count: Int) -> [Double] {
    let isUp = bound > present
    var next = isUp ? present.rounded(.down) + 1 : present.rounded(.up) - 1
    var stride = 1.0
    var numbers: [Double] = []
    while numbers.count < 2 * count, isUp ? next <= bound : next >= bound {
      numbers.append(next)
      if numbers.count >= count { stride = (stride * 1.25).rounded(.up) }
      next += isUp ? stride : -stride
    }
    return numbers
  }
}
