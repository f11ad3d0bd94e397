// What an answer says of a quantity in one line: its total where it adds up, else its worst cell, team by team where
// there are teams (shell.md, Screens).

import Calc
import SLA

/// One line of the watched quantities: a quantity, or one team's part of it, as a single figure.
struct Watched {
  enum Over: String {
    case total, worst
  }

  var place: Int
  /// "SDR hours used, fullest"
  var title: String
  /// What `value` stands for; nil for a quantity without axes.
  var over: Over?
  /// The team it is told for.
  var labels: [(axis: String, label: String)]
  /// The cell it is the value of, where it is the worst.
  var cell: [(axis: String, label: String)]
  var value: Double
  var definition: Definition

  /// The lines of a plan's watched quantities.
  static func lines(_ plan: Plan, _ places: [Int]? = nil) -> [Watched] {
    (places ?? plan.watched).flatMap { lines(of: $0, plan) }
  }

  static func lines(of place: Int, _ plan: Plan) -> [Watched] {
    let schema = plan.schema
    let definition = schema.definitions[place]
    let grid = plan.sheet.grid(place)
    let title = definition.title.description
    func line(
      _ title: String, _ over: Over?, _ labels: [(axis: String, label: String)],
      _ cell: [(axis: String, label: String)], _ value: Double
    ) -> Watched {
      Watched(place: place, title: title, over: over, labels: labels, cell: cell, value: value, definition: definition)
    }
    if grid.axes.isEmpty { return [line(title, nil, [], [], grid.cells.first ?? .nan)] }
    if definition.totals == .sum {
      let value = grid.cells.contains(where: \.isNaN) ? .nan : grid.cells.reduce(0, +)
      return [line(title, .total, [], [], grid.cells.isEmpty ? .nan : value)]
    }
    let word = definition.worstWord.map { "\($0)" } ?? (definition.worst == .up ? "highest" : "lowest")
    guard grid.axes.contains(place: Model.team) else {
      guard let cell = worst(grid, grid.cells.indices.map { $0 }, definition) else { return [] }
      return [line("\(title), \(word)", .worst, [], schema.labels(of: cell, over: grid.axes), grid.cells[cell])]
    }
    return schema.axes[Model.team].labels.enumerated().compactMap { index, team in
      let stride = grid.stride(of: Model.team)
      let cells = grid.cells.indices.filter { $0 / stride % schema.axes[Model.team].labels.count == index }
      guard let cell = worst(grid, cells, definition) else { return nil }
      let labels = schema.labels(of: cell, over: grid.axes).filter { $0.axis != "team" }
      let lowered = title.first.map { $0.lowercased() + title.dropFirst() } ?? title
      return line("\(team) \(lowered), \(word)", .worst, [("team", team)], labels, grid.cells[cell])
    }
  }

  /// The worst of some cells; an undefined one is the worst of all.
  private static func worst(_ grid: Grid, _ cells: [Int], _ definition: Definition) -> Int? {
    if let undefined = cells.first(where: { grid.cells[$0].isNaN }) { return undefined }
    return definition.worst == .up
      ? cells.max { grid.cells[$0] < grid.cells[$1] } : cells.min { grid.cells[$0] < grid.cells[$1] }
  }
}
