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
    let grid = plan.sheet.grid(place)
    return figures(of: place, grid, plan.schema).map { Watched($0, place, grid, plan.schema) }
  }

  /// What it is the value of, as a formula without axes: for whoever follows it over other sheets (sweeps, trials).
  func formula(in schema: Schema) -> Checked {
    let team = labels.compactMap { label in schema.axes[Model.team].labels.firstIndex(of: label.label) }
    let reduction: Reduction = over == .total ? .sum : definition.worst == .up ? .most : .least
    return .quantity(place, at: team.map { Checked.Selection(place: Model.team, index: $0) }, by: reduction, in: schema)
  }

  /// The figure of a line: a value, the team it is told for, and the cell it is the value of.
  struct Figure {
    var team: Int?
    var cell: Int?
    var value: Double
  }

  /// The figures of a quantity's lines.
  static func figures(of place: Int, _ grid: Grid, _ schema: Schema) -> [Figure] {
    let definition = schema.definitions[place]
    if grid.axes.isEmpty { return [Figure(value: grid.cells.first ?? .nan)] }
    if definition.totals == .sum {
      let hasValue = !grid.cells.isEmpty && !grid.cells.contains(where: \.isNaN)
      return [Figure(value: hasValue ? grid.cells.reduce(0, +) : .nan)]
    }
    guard grid.axes.contains(place: Model.team) else {
      return worst(grid, definition) { _ in true }.map { [Figure(cell: $0, value: grid.cells[$0])] } ?? []
    }
    let stride = grid.stride(of: Model.team)
    let teams = schema.axes[Model.team].labels.count
    return (0..<teams).compactMap { team in
      worst(grid, definition) { $0 / stride % teams == team }.map {
        Figure(team: team, cell: $0, value: grid.cells[$0])
      }
    }
  }

  init(_ figure: Figure, _ place: Int, _ grid: Grid, _ schema: Schema) {
    definition = schema.definitions[place]
    self.place = place
    value = figure.value
    over = grid.axes.isEmpty ? nil : figure.cell == nil ? .total : .worst
    let team = figure.team.map { schema.axes[Model.team].labels[$0] }
    labels = team.map { [("team", $0)] } ?? []
    cell = (figure.cell.map { schema.labels(of: $0, over: grid.axes) } ?? []).filter { $0.axis != "team" }
    title = definition.title.description
    guard figure.cell != nil else { return }
    let word = definition.worstWord.map { "\($0)" } ?? (definition.worst == .up ? "highest" : "lowest")
    if let team { title = "\(team) \(title.first.map { $0.lowercased() + title.dropFirst() } ?? title)" }
    title += ", \(word)"
  }

  /// The worst of some cells; an undefined one is the worst of all.
  private static func worst(_ grid: Grid, _ definition: Definition, among isOne: (Int) -> Bool) -> Int? {
    var worst: Int?
    for (cell, value) in grid.cells.enumerated() where isOne(cell) {
      if value.isNaN { return cell }
      guard let so = worst else {
        worst = cell
        continue
      }
      if definition.worst == .up ? value > grid.cells[so] : value < grid.cells[so] { worst = cell }
    }
    return worst
  }
}
