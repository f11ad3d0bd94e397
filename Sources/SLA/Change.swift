// Setting a quantity: the one way in which `set`, a scenario's steps and a promise's relief change what is given.
//
//     set close_rate +1pp            every label moves by the step
//     set close_rate[CEO] 6%         that label; the others stay
//     set reps[AE] 9 from Sep        that label, from a month on
//     set mix[CEO] 20%               a share: the other labels shrink or grow in proportion
//
// What could be meant two ways is refused with both readings.

import Calc

/// One change of one quantity, resolved against a schema.
public struct Change: Sendable, Equatable {
  /// The quantity's name; names outlive a schema, places do not.
  public var name: String
  public var labels: [String]
  /// The month from which it holds.
  public var from: String?
  public var written: Written
  /// The value as typed, for the scenario's file and the minutes.
  public var text: String
  /// Where it comes from, as a comment said.
  public var source: String?

  public init(
    name: String, labels: [String] = [], from: String? = nil, written: Written, text: String, source: String? = nil
  ) {
    self.name = name
    self.labels = labels
    self.from = from
    self.written = written
    self.text = text
    self.source = source
  }

  public var isStep: Bool { if case .step = written.shape { true } else { false } }

  /// `reps[AE]`
  public var target: String { labels.isEmpty ? name : "\(name)[\(labels.joined(separator: ", "))]" }
}

/// Where the parts of a change stand, for errors.
public struct ChangePlaces: Sendable {
  /// The quantity with its labels.
  public var target: Place
  public var value: Place
  public var month: Place?

  public init(target: Place, value: Place, month: Place? = nil) {
    (self.target, self.value, self.month) = (target, value, month)
  }
}

/// What quantities are given as, by their place in the schema.
public typealias Givens = [Int: Given]

extension Change {
  /// Carries the change out on what is given.
  /// - Parameters:
  ///   - places: where its parts stand, for errors.
  ///   - present: a quantity's present values, over all its axes.
  /// - Throws: what makes it impossible or ambiguous; then nothing has changed.
  public func apply(
    to givens: inout Givens, schema: Schema, at places: ChangePlaces? = nil, present: (Int) -> Grid
  ) throws(Diagnostic) {
    guard let place = schema.place(of: name) else { throw Diagnostic("nothing is called \(name)") }
    let definition = schema.definitions[place]
    guard definition.role != .fact, definition.role != .test else {
      throw definition.group == Model.actuals
        ? Diagnostic(
          "\(name) is what happened and cannot be set", at: places?.target, mark: "cannot be set",
          why: "\(definition.describe)", hint: "track \(schema.axes[Model.month].labels[0]) leads …")
        : Diagnostic(
          "\(name) follows from the agreement's dates and cannot be set", at: places?.target, mark: "cannot be set",
          why: "\(definition.describe)")
    }
    let checker = Checker(schema, source: Source(target))
    let selections = try checker.selections(
      Reference(name, labels: labels.map { Reference.Label($0) }), of: definition)
    let isAll = labels.contains { $0.lowercased() == "all" }
    let month = try fromMonth(definition, schema, places)
    if let axis = definition.axes.places.first(where: { schema.axes[$0].labels.isEmpty }) {
      let label = schema.axes[axis].name
      throw Diagnostic(
        "the agreement has no \(label)s", why: "\(name) has a value for each \(label), and there is none yet.")
    }
    let now = present(place)
    if definition.role == .computed, selections.isEmpty, !isAll, now.cells.count > 1, !isStep {
      throw Diagnostic(
        "\(name) is computed and has \(now.cells.count) values", at: places?.target, mark: "computed",
        why: definition.totals == .sum
          ? "To reach a total, ask which driver does it; to pin every value to the same figure, say so."
          : "To move it, change a driver behind it (why \(name)); to pin every value to the same figure, say so.",
        hint: Diagnostic.hint(
          (definition.totals == .sum ? ["solve close_rate for total(\(name)) = \(text)"] : [])
            + ["set \(name)[all] \(text)"]))
    }

    var given = givens[place] ?? Given(over: [], in: schema)
    var touched: AxisSet = []
    for selection in selections { touched.insert(AxisSet(place: selection.place)) }
    if month != nil { touched.insert(AxisSet(place: Model.month)) }
    // A step moves each cell from where it is, so cells that differ by their defaults must be told apart first.
    if isStep, !given.isWhole || givens[place] == nil { touched.formUnion(Change.differing(now, definition.axes)) }
    let isSplit = definition.spread != nil && !given.axes.contains(touched.intersection(Change.first(definition)))
    given = given.expanded(over: touched.intersection(definition.axes), in: schema)
    let grid = Grid(axes: given.axes, shape: given.shape, cells: [])
    if isSplit {
      // One figure for all was divided among the labels; told apart, each has its part.
      for cell in given.cells.indices where given.cells[cell] != nil {
        given.cells[cell] = Change.presentCell(now, given.axes, grid.position(of: cell))
      }
    }
    let targets = given.cells.indices.filter { given.holds($0, at: selections, from: month) }

    if !isStep, !isAll, month == nil, let first = targets.first {
      _ = try value(of: definition, schema: schema, old: given.cells[first], at: places)
      try refuseDiffering(given, targets, selections, definition, schema, places)
    }
    if !isStep, selections.isEmpty, isAll || given.axes.isEmpty, month == nil, !definition.isShares {
      let old = given.cells.first ?? nil
      given = Given(over: [], in: schema)
      given.cells[0] = try value(of: definition, schema: schema, old: old, at: places)
      givens[place] = given
      return
    }
    for target in targets {
      let old = given.cells[target] ?? Change.presentCell(now, given.axes, grid.position(of: target))
      given.cells[target] = try value(of: definition, schema: schema, old: old, at: places)
    }
    if definition.isShares {
      do throws(Diagnostic) {
        given = try balanced(given, fixed: Set(targets), now: now, definition, schema)
      } catch {
        throw error.with { $0.place = $0.place ?? places?.value }
      }
    }
    givens[place] = given.compact()
  }

  private func fromMonth(
    _ definition: Definition, _ schema: Schema, _ places: ChangePlaces?
  ) throws(Diagnostic) -> Int? {
    guard let from else { return nil }
    let all = "set \(target) \(text)"
    guard definition.axes.contains(place: Model.month) else {
      throw Diagnostic(
        "\(name) does not change by month", at: places?.month, why: "It has one value for the whole period.", hint: all)
    }
    guard let label = schema.label(from), label.place == Model.month else {
      let months = schema.axes[Model.month].labels
      throw Diagnostic(
        "\(from) is not a month of the agreement", at: places?.month, mark: "unknown",
        why: "Its months are \(months.joined(separator: ", ")).",
        hint: "\(all) from \(Suggestion.best(for: from, among: months) ?? months.last ?? "")")
    }
    return label.index
  }

  /// The axes along which present values differ.
  private static func differing(_ now: Grid, _ axes: AxisSet) -> AxisSet {
    var result: AxisSet = []
    for place in now.axes.places where axes.contains(place: place) {
      let stride = now.stride(of: place)
      let at = now.axes.places.firstIndex(of: place) ?? 0
      let differs = now.cells.indices.contains { cell in
        let first = now.cells[cell - now.position(of: cell)[at] * stride]
        return now.cells[cell] != first && !(now.cells[cell].isNaN && first.isNaN)
      }
      if differs { result.insert(AxisSet(place: place)) }
    }
    return result
  }

  private static func first(_ definition: Definition) -> AxisSet {
    definition.axes.places.first.map { AxisSet(place: $0) } ?? []
  }

  private static func presentCell(_ now: Grid, _ axes: AxisSet, _ position: [Int]) -> Given.Cell? {
    var cell = 0
    for (place, index) in zip(axes.places, position) { cell += now.stride(of: place) * index }
    let value = cell < now.cells.count ? now.cells[cell] : .nan
    return value.isNaN ? nil : Given.Cell(value)
  }

  /// One figure over labels that differ: which of them, or all?
  private func refuseDiffering(
    _ given: Given, _ targets: [Int], _ selections: [Checked.Selection], _ definition: Definition, _ schema: Schema,
    _ places: ChangePlaces?
  ) throws(Diagnostic) {
    let values = targets.map { given.cells[$0] }
    guard let first = values.first, values.contains(where: { $0?.value != first?.value }) else { return }
    let open = given.axes.places.filter { place in !selections.contains { $0.place == place } }
    guard let axis = open.first else { return }
    // In a scenario a value without a month is for all of them, whatever the agreement has by month since.
    if axis == Model.month, places == nil { return }
    let named = selections.map { schema.axes[$0.place].labels[$0.index] }
    let one = (named + [schema.axes[axis].labels[0]]).joined(separator: ", ")
    let all = (named + ["all"]).joined(separator: ", ")
    let everywhere = "set \(name)[\(all)] \(text)"
    let readings =
      axis == Model.month && !named.isEmpty
      ? [everywhere, "set \(target) \(text) from \(schema.axes[axis].labels.last ?? "")"]
      : definition.isShares
        ? ["set \(name)[\(one)] \(text)"] : ["set \(name)[\(one)] \(text)", everywhere]
    throw Diagnostic(
      "\(target) differs by \(schema.axes[axis].name): which one\(definition.isShares ? "" : ", or all")?",
      at: places?.target, mark: "which?", why: "Now: \(Change.spoken(given, targets, definition, schema)).",
      hint: Diagnostic.hint(readings))
  }

  /// "SDR 6, AE 7, AE 8 from 2026-09": the present values at some cells, a month only where the value changes.
  private static func spoken(
    _ given: Given, _ targets: [Int], _ definition: Definition, _ schema: Schema
  ) -> String {
    let format = QuantityFormat(currency: schema.currency)
    var parts: [String] = []
    var last: (who: String, value: Double)?
    for cell in targets {
      guard let value = given.cells[cell]?.value else { continue }
      let labels = schema.labels(of: cell, over: given.axes)
      let who = labels.filter { $0.axis != "month" }.map(\.label).joined(separator: " ")
      if let last, last.who == who, last.value == value { continue }
      let from = last?.who == who ? labels.last.map { " from \($0.label)" } ?? "" : ""
      last = (who, value)
      parts.append((who.isEmpty ? "" : who + " ") + format.short(value, definition.units) + from)
    }
    return parts.prefix(8).joined(separator: ", ") + (parts.count > 8 ? " …" : "")
  }

  /// The new cell: the written value, or the step from the old one.
  func value(
    of definition: Definition, schema: Schema, old: Given.Cell?, at places: ChangePlaces? = nil
  ) throws(Diagnostic) -> Given.Cell {
    let months = definition.units.flow == .month ? 1 : schema.months
    // A bare figure over a flow that was written with a period keeps that period (model.md, Time).
    var written = self.written
    if written.per == nil, definition.units.flow != nil, let per = old?.per { written.per = per }
    let per = written.per
    let flow = written.over(months: months)
    var cell: Given.Cell
    switch flow.shape {
    case .exact(let value): cell = Given.Cell(value, per: per)
    case .choice(let index): cell = Given.Cell(Double(index))
    case .range, .counts: cell = Given.Cell(flow.plain ?? .nan, spread: flow.shape, per: per)
    case .step(let step):
      guard let old else {
        throw Diagnostic("\(target) has no value yet to step from", at: places?.value, hint: "set \(target) …")
      }
      cell = Given.Cell(try step.applied(to: old.value, units: definition.units), per: old.per)
    }
    let bounds = definition.bounds
    guard bounds.contains(cell.value) else {
      let format = QuantityFormat(currency: schema.currency)
      // Short, unless that hides by how much a bound is missed.
      func shown(_ value: Double) -> String {
        let isNear = [bounds.lower, bounds.upper].contains {
          $0 != value && format.short($0, definition.units) == format.short(value, definition.units)
        }
        return isNear ? format.full(value, definition.units) : format.short(value, definition.units)
      }
      var fault = Diagnostic(
        "\(target) would be \(shown(cell.value)), out of bounds", at: places?.value, mark: "out of bounds",
        why: bounds.upper >= 1e13
          ? (bounds.aboveLower
            ? "It must be above \(shown(bounds.lower))." : "It must be at least \(shown(bounds.lower)).")
          : bounds.aboveLower
            ? "It must be above \(shown(bounds.lower)) and at most \(shown(bounds.upper))."
            : "It goes from \(shown(bounds.lower)) to \(shown(bounds.upper)).")
      if case .step = flow.shape, let old {
        fault.why.append("\(text) is a step from what it is now, \(format.short(old.value, definition.units)).")
      }
      throw fault
    }
    return cell
  }

  /// Shares after a change: the named labels hold, the rest are rescaled in proportion, evenly if they are all 0.
  private func balanced(
    _ given: Given, fixed: Set<Int>, now: Grid, _ definition: Definition, _ schema: Schema
  ) throws(Diagnostic) -> Given {
    guard let place = definition.axes.places.first else { return given }
    var result = given.expanded(over: AxisSet(place: place), in: schema)
    if !given.axes.contains(place: place) { return try checked(result, definition, schema) }
    let grid = Grid(axes: result.axes, shape: result.shape, cells: [])
    for cell in result.cells.indices where result.cells[cell] == nil {
      result.cells[cell] = Change.presentCell(now, result.axes, grid.position(of: cell))
    }
    let rest = result.cells.indices.filter { !fixed.contains($0) }
    let held = fixed.reduce(0) { $0 + (result.cells[$1]?.value ?? 0) }
    guard !rest.isEmpty else { return try checked(result, definition, schema) }
    guard held <= 1 + 1e-9 else { return try checked(result, definition, schema) }
    let left = max(0, 1 - held)
    let sum = rest.reduce(0) { $0 + (result.cells[$1]?.value ?? 0) }
    for cell in rest {
      let value = result.cells[cell]?.value ?? 0
      let share = sum > 0 ? value / sum * left : left / Double(rest.count)
      result.cells[cell] = Given.Cell(Change.tidy(share))
    }
    return result
  }

  /// A share without the binary noise of the division: 0.30000000000000004 is 0.3.
  private static func tidy(_ share: Double) -> Double {
    (share * 1e15).rounded() / 1e15
  }

  /// The sum of shares as it is told: without binary noise, but never as 100 % where it is not.
  static func spoken(sum: Double) -> String {
    QuantityFormat().full((sum * 1e9).rounded() / 1e9, .percent)
  }

  private func checked(_ given: Given, _ definition: Definition, _ schema: Schema) throws(Diagnostic) -> Given {
    let sum = given.cells.reduce(0) { $0 + ($1?.value ?? 0) }
    guard abs(sum - 1) <= 1e-9 else {
      throw Diagnostic(
        "\(name) would add up to \(Change.spoken(sum: sum)), not 100%",
        why: "Shares are parts of one whole: set one of them and the others make room.",
        hint: schema.labels(of: definition.axes).first.map { "set \(name)[\($0)] \(text)" })
    }
    return given
  }
}
