// The levers of a broken promise (analysis.md): for each driver that the test depends on, changed alone and in a
// direction that is a remedy at all, the smallest change that keeps it; then the cheapest pairs.
//
//     size    how far a lever moves: points of a percentage, else the part of today's value; ranking goes by it
//     side    who bears it
//     weakens a change of the promise itself (a longer response time); ranked after those that keep it as it is

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
  public var side: String
  /// The drivers' cells before and after.
  public var before: [Double] { movement.cells(at: movement.present) }
  public var after: [Double] { movement.cells(at: point) }
}

/// What mends a broken test.
public struct LeverAnswer: Sendable {
  public var levers: [Lever] = []
  /// Two drivers together, each by the same part of its way.
  public var pairs: [[Lever]] = []
  public var leftOut: [(name: String, why: Phrase)] = []
}

extension Plan {
  /// The levers of a test.
  /// - Parameters:
  ///   - without: drivers that are not to be moved.
  ///   - goesOn: asked between drivers; false ends the search with what is found.
  public func levers(
    for checked: Checked, without: Set<String>, goesOn: () -> Bool = { true }
  ) throws(Diagnostic) -> LeverAnswer {
    var answer = LeverAnswer()
    for (place, labels) in movable(checked) {
      guard goesOn() else { return answer }
      let definition = schema.definitions[place]
      let target = labels.isEmpty ? definition.name : "\(definition.name)[\(labels.joined(separator: ", "))]"
      if without.contains(definition.name) {
        answer.leftOut.append((target, "you said so"))
        continue
      }
      let selections = labels.compactMap { schema.label($0) }
      guard let movement = Movement(place, at: selections, in: sheet) else { continue }
      var solver = Solver(checked, Path(movement), in: sheet)
      let solution = solver.solve(up: definition.never != .up, down: definition.never != .down)
      let point = solution.point ?? solution.best
      guard point != movement.present else {
        if let never = definition.never {
          answer.leftOut.append((target, never == .down ? "less of it is no remedy" : "more of it is no remedy"))
        }
        continue
      }
      answer.levers.append(
        Lever(
          movement: movement, name: definition.name, labels: labels, point: point, satisfies: solution.point != nil,
          weakens: definition.weakens, size: size(movement, definition, point), side: definition.side ?? "both"))
    }
    answer.levers.sort { a, b in
      (a.satisfies ? 0 : 1, a.weakens ? 1 : 0, a.size, a.name) < (
        b.satisfies ? 0 : 1, b.weakens ? 1 : 0, b.size, b.name
      )
    }
    answer.pairs = try pairs(answer.levers.filter { !$0.weakens }, checked, goesOn)
    return answer
  }

  /// How far a point is from today: points of a percentage, else a part of today's value.
  private func size(_ movement: Movement, _ definition: Definition, _ point: Double) -> Double {
    switch movement.manner {
    case .value where definition.units.isPercent: return abs(point - movement.present)
    case .value: return movement.present == 0 ? .infinity : abs(point - movement.present) / abs(movement.present)
    case .factor: return abs(point - 1)
    case .step:
      let mean = movement.cells(at: 0).reduce(0, +) / Double(max(1, movement.origin.grid.cells.count))
      return mean == 0 ? .infinity : abs(point) / abs(mean)
    }
  }

  /// The drivers that a test depends on: teams one by one, tiers together, shares label by label.
  private func movable(_ checked: Checked) -> [(place: Int, labels: [String])] {
    var result: [(Int, [String])] = []
    for place in sheet.program.dependencies(of: checked.reads) {
      let definition = schema.definitions[place]
      guard definition.role == .driver, definition.units.choices == nil else { continue }
      let axis =
        definition.isShares
        ? definition.axes.places.first : definition.axes.contains(place: Model.team) ? Model.team : nil
      guard let axis else {
        result.append((place, []))
        continue
      }
      for label in schema.axes[axis].labels { result.append((place, [label])) }
    }
    return result
  }

  /// The five cheapest pairs: both go the same part of their ways, the smallest that keeps the test.
  private func pairs(_ levers: [Lever], _ checked: Checked, _ goesOn: () -> Bool) throws(Diagnostic) -> [[Lever]] {
    var found: [(size: Double, pair: [Lever])] = []
    let all = levers.prefix(12)
    for (at, one) in all.enumerated() {
      for other in all.dropFirst(at + 1) where one.movement.place != other.movement.place {
        guard goesOn() else { return [] }
        let path = Path(ways: [(one.movement, one.point), (other.movement, other.point)])
        var solver = Solver(checked, path, in: sheet)
        guard let part = solver.solve(up: true, down: false).point, part > 0 else { continue }
        var pair = [one, other]
        for index in pair.indices {
          pair[index].point = path.legs[index].at(part)
          pair[index].satisfies = true
          pair[index].size = size(
            pair[index].movement, schema.definitions[pair[index].movement.place], pair[index].point)
        }
        // A pair in which one driver stays where it is is no pair.
        guard pair.allSatisfy({ $0.point != $0.movement.present }) else { continue }
        found.append((pair[0].size + pair[1].size, pair))
      }
    }
    return found.sorted { $0.size < $1.size }.prefix(5).map(\.pair)
  }
}
