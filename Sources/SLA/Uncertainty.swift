// What is uncertain in a plan: every value that was written as a range or as counts. One written value is one draw:
//
//     deal_size: 8k to 12k                        one draw, for every tier
//     close_rate: {CEO: 3% to 5%, Manager: …}     a draw for each label that has a range, independent of each other
//     reps[AE]: {2026-07: 5 to 7, 2026-09: 8}     one draw for July and August: a value by month holds until the next

import Calc

/// A written value that is uncertain.
package struct Uncertainty: Sendable {
  package var definition: Definition
  /// Where it holds, from axis to label; empty for all. Of several months the first, unless it is all of them.
  package var labels: [(axis: String, label: String)]
  package var draw: Simulation.Draw

  /// Whether it was written as so many of so many.
  package var isCounts: Bool

  /// `close_rate[CEO]`
  package var title: String { draw.name }
}

extension Plan {
  /// What is uncertain, in the order of the model.
  package var uncertainties: [Uncertainty] {
    givens.keys.sorted().flatMap { place in givens[place].map { uncertainties(place, $0) } ?? [] }
  }

  private func uncertainties(_ place: Int, _ given: Given) -> [Uncertainty] {
    let definition = schema.definitions[place]
    // One share for all labels can only be an even part of the whole.
    let isPart = !definition.isShares || definition.axes.places.first.map { given.axes.contains(place: $0) } ?? true
    guard given.isUncertain, isPart else { return [] }
    let grid = Grid(axes: given.axes, shape: given.shape, cells: [])
    // Months stand last, so a value that holds on stands in neighbouring cells.
    let holdsOn = given.axes.contains(place: Model.month) && !definition.holdsForItsMonth
    var result: [Uncertainty] = []
    var last: Given.Cell?
    for (cell, written) in given.cells.enumerated() {
      let position = grid.position(of: cell)
      defer { last = written }
      guard let written, let distribution = Distribution(written, of: definition), !distribution.isCertain else {
        continue
      }
      if holdsOn, position.last != 0, written == last {
        result[result.count - 1].draw.cells.append(cell)
        continue
      }
      let labels = schema.labels(of: cell, over: given.axes)
      result.append(
        Uncertainty(
          definition: definition, labels: labels,
          draw: Simulation.Draw(
            place: place, cells: [cell], name: Uncertainty.name(definition, labels), distribution: distribution),
          isCounts: isCounts(written)))
    }
    guard holdsOn, let months = given.shape.last else { return result }
    return result.map { item in
      guard item.draw.cells.count == months else { return item }
      var whole = item
      whole.labels.removeAll { $0.axis == schema.axes[Model.month].name }
      whole.draw.name = Uncertainty.name(definition, whole.labels)
      return whole
    }
  }
}

private func isCounts(_ cell: Given.Cell) -> Bool { if case .counts = cell.spread { true } else { false } }

extension Uncertainty {
  fileprivate static func name(_ definition: Definition, _ labels: [(axis: String, label: String)]) -> String {
    labels.isEmpty ? definition.name : "\(definition.name)[\(labels.map(\.label).joined(separator: ", "))]"
  }
}

extension Distribution {
  /// What a written value may be, held within its quantity's bounds; nil where it is one figure.
  fileprivate init?(_ cell: Given.Cell, of definition: Definition) {
    let bounds = definition.bounds
    let lower = bounds.aboveLower ? max(bounds.lower, Double.leastNormalMagnitude) : bounds.lower
    switch cell.spread {
    case .range(let low, let high):
      self.init(from: low, to: high, percent: definition.units.isPercent, within: lower...max(lower, bounds.upper))
    case .counts(let some, let all): self.init(some, of: all, within: lower...max(lower, bounds.upper))
    default: return nil
    }
  }
}
