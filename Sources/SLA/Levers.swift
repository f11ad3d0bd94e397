// The levers of a broken promise (analysis.md): for each driver that the test depends on, changed alone and in a
// direction that is a remedy at all, the smallest change that keeps it; then the cheapest pairs.
//
//     size     how far a lever moves: points of a percentage, else the part of today's value; ranking goes by it
//     side     who bears it
//     weakens  a change of the promise itself (a longer response time); ranked after those that keep it as it is
//
// Nobody negotiates about ten times as many reps: a way ends at a tenth or ten times of today's value, or at a bound.

import Calc

/// One driver that can mend a test, or comes nearest.
public struct Lever: Sendable {
  public var movement: Movement
  public var name: String
  public var labels: [String]
  /// The point of the movement that keeps the test; its best where none does.
  public var point: Double
  public var satisfies: Bool
  public var weakens: Bool
  /// How big the change is; the ranking goes by it.
  public var size: Double
  /// Whether the test all but holds: most of what is missing is made up for, and little is missing still.
  public var isNear: Bool
  public var side: String
  /// The driver's cells before and after.
  public var before: [Double] { movement.cells(at: movement.present) }
  public var after: [Double] { movement.cells(at: point) }
  /// `reps[SDR]`
  public var target: String { labels.isEmpty ? name : "\(name)[\(labels.joined(separator: ", "))]" }
}

/// What mends a broken test.
public struct Levers: Sendable {
  /// Why a driver that would do it is no lever.
  public enum Omission: Sendable, Equatable {
    case asked
    /// It would have to go where it is no remedy.
    case noRemedy(Definition.Direction)
  }

  /// Those that do it, smallest first; those that weaken the promise; those that do not do it.
  public var all: [Lever] = []
  /// Counts one step short of doing it, where that is nearly enough.
  public var nearly: [Lever] = []
  /// Two drivers together, each by the same part of its way.
  public var pairs: [[Lever]] = []
  public var leftOut: [(target: String, why: Omission)] = []

  public var mending: [Lever] { all.filter { $0.satisfies && !$0.weakens } }
  public var weakening: [Lever] { all.filter { $0.satisfies && $0.weakens } }

  /// How many pairs are told.
  public static let mostPairs = 5
  /// Among how many levers pairs are sought.
  private static let mostInPairs = 12

  /// Finds the levers of a test.
  /// - Parameter without: names of drivers that are not to be moved.
  /// - Throws: `Diagnostic.stopped`.
  public init(
    of checked: Checked, in plan: Plan, without: Set<String>, progress: Progress
  ) throws(Diagnostic) {
    let candidates = Levers.movable(checked, plan, without)
    leftOut = candidates.asked.map { ($0, .asked) }
    let places = Set(candidates.movements.map(\.movement.place)).sorted()
    var solver = Solver(checked, varying: places, in: plan.sheet, care: .quick)
    for (at, (movement, labels)) in candidates.movements.enumerated() {
      try progress.check()
      progress.report(0.4 * Double(at) / Double(candidates.movements.count))
      add(movement, labels, plan, &solver)
    }
    all.sort { a, b in
      (a.satisfies ? 0 : 1, a.weakens ? 1 : 0, a.size, a.name) < (
        b.satisfies ? 0 : 1, b.weakens ? 1 : 0, b.size, b.name
      )
    }
    try findPairs(plan, &solver, progress.part(0.4...1))
  }

  /// Tries one driver.
  private mutating func add(_ movement: Movement, _ labels: [String], _ plan: Plan, _ solver: inout Solver) {
    let definition = plan.schema.definitions[movement.place]
    let path = Path(movement, within: Levers.way(of: movement))
    let solution = solver.solve(path, up: definition.never != .up, down: definition.never != .down)
    var lever = Lever(
      movement: movement, name: definition.name, labels: labels, point: solution.point ?? solution.best,
      satisfies: solution.point != nil, weakens: definition.weakens, size: 0, isNear: true,
      side: definition.side ?? "both")
    guard lever.point != movement.present else {
      guard let never = definition.never else { return }
      if solver.solve(path, up: never == .up, down: never == .down).point != nil {
        leftOut.append((lever.target, .noRemedy(never)))
      }
      return
    }
    lever.size = Levers.size(movement, definition, lever.point)
    // Two of the same team's or tier's shares may be one change: 51 % for the one is 49 % for the other.
    if movement.isShares,
      all.contains(where: { $0.movement.place == movement.place && Levers.same($0.after, lever.after) })
    {
      return
    }
    if !lever.satisfies { lever.isNear = Levers.isNear(solution.bestGap, solution.present) }
    all.append(lever)
    // One rep less may be as good as enough.
    if lever.satisfies, path.isWhole {
      var short = lever
      short.point -= lever.point > movement.present ? 1 : -1
      guard short.point != movement.present, path.range.contains(short.point) else { return }
      short.satisfies = false
      guard Levers.isNear(solver.gap(path, at: short.point), solution.present) else { return }
      short.size = Levers.size(movement, definition, short.point)
      nearly.append(short)
    }
  }

  /// Whether four fifths of a gap are closed, and what is left is less than a twentieth of the limit.
  private static func isNear(_ gap: Gap, _ present: Gap) -> Bool {
    present.size > -.infinity && gap.size >= present.size / 5 && gap.size >= -0.05
  }

  private static func same(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-9 * max(abs($0), abs($1), 1e-3) }
  }

  /// How far a driver is looked at.
  static func way(of movement: Movement) -> ClosedRange<Double>? {
    switch movement.manner {
    case .value where movement.bounds.upper <= 1 || movement.present <= 0: nil
    case .value: movement.present / 10...movement.present * 10
    case .factor: 0.1...10
    case .step: movement.cells(at: 0).max().map { -$0...9 * $0 }
    }
  }

  /// How far a point is from today: points of a percentage, else a part of today's value.
  static func size(_ movement: Movement, _ definition: Definition, _ point: Double) -> Double {
    switch movement.manner {
    case .value where definition.units.isPercent: return abs(point - movement.present)
    case .value: return movement.present == 0 ? .infinity : abs(point - movement.present) / abs(movement.present)
    case .factor: return abs(point - 1)
    case .step:
      let mean = movement.cells(at: 0).reduce(0, +) / Double(max(1, movement.origin.grid.cells.count))
      return mean == 0 ? .infinity : abs(point) / abs(mean)
    }
  }

  /// The drivers that a test depends on: teams one by one, tiers together, shares label by label. Weights of months
  /// are no lever: only how they compare matters.
  private static func movable(
    _ checked: Checked, _ plan: Plan, _ without: Set<String>
  ) -> (movements: [(movement: Movement, labels: [String])], asked: [String]) {
    let schema = plan.schema
    var movements: [(Movement, [String])] = []
    var asked: [String] = []
    for place in plan.sheet.program.dependencies(of: checked.reads) {
      let definition = schema.definitions[place]
      guard definition.role == .driver, !definition.holdsForItsMonth else { continue }
      if without.contains(definition.name) {
        asked.append(definition.name)
        continue
      }
      let axis =
        definition.isShares
        ? definition.axes.places.first : definition.axes.contains(place: Model.team) ? Model.team : nil
      for labels in axis.map({ schema.axes[$0].labels.map { [$0] } }) ?? [[]] {
        let selections = labels.compactMap { schema.label($0) }
        if let movement = Movement(place, at: selections, in: plan.sheet) { movements.append((movement, labels)) }
      }
    }
    return (movements, asked)
  }

  /// The cheapest pairs: both go the same part of their ways, the smallest that keeps the test.
  private mutating func findPairs(_ plan: Plan, _ solver: inout Solver, _ progress: Progress) throws(Diagnostic) {
    let levers = Array(all.filter { !$0.weakens }.prefix(Levers.mostInPairs))
    var found: [(size: Double, pair: [Lever])] = []
    for (at, one) in levers.enumerated() {
      progress.report(Double(at) / Double(levers.count))
      for other in levers.dropFirst(at + 1) where one.movement.place != other.movement.place {
        try progress.check()
        let path = Path(ways: [(one.movement, one.point), (other.movement, other.point)])
        guard let part = solver.solve(path, up: true, down: false).point, part > 0 else { continue }
        var pair = [one, other]
        for (index, leg) in path.legs.enumerated() {
          pair[index].point = leg.at(part)
          pair[index].satisfies = true
          pair[index].isNear = true
          pair[index].size = Levers.size(
            leg.movement, plan.schema.definitions[leg.movement.place], pair[index].point)
        }
        // Where one of them stays as it is, or goes all its way alone, the other is no help.
        guard pair.allSatisfy({ $0.point != $0.movement.present }),
          !zip(pair, [one, other]).contains(where: { $1.satisfies && $0.point == $1.point })
        else { continue }
        found.append((pair[0].size + pair[1].size, pair))
      }
    }
    pairs = found.sorted { $0.size < $1.size }.prefix(Levers.mostPairs).map(\.pair)
  }
}
