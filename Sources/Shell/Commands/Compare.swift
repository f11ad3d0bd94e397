// `compare`: scenarios side by side: what was changed in each, the watched quantities, the promises; for two of them,
// what each change moved (Differences.swift).

import Calc
import Documents
import SLA

extension Command {
  static let compare = Command(
    "compare", others: ["diff"], usage: ["compare [A, B, …]"],
    does:
      "Scenarios side by side, and what each change of two moved; base, now, loaded are names. Alone: loaded and now.",
    examples: ["compare base, {scenario}", "set quota +5%; set reps[{team}] 7; compare"], next: "scenario {scenario}",
    takes: .maybe(.list(.slot(.state)))
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    var names: [(text: String, span: Range<Int>)] = []
    while !parser.isAtEnd {
      guard let (raw, span) = try parser.takeRaw() else { break }
      let quote = (span.count - raw.utf8.count) / 2
      for part in raw.split(separator: ",") where !trimmed(String(part)).isEmpty {
        let start = span.lowerBound + quote + raw.utf8.distance(from: raw.startIndex, to: part.startIndex)
        names.append((trimmed(String(part)), start..<start + part.utf8.count))
      }
      _ = try parser.takeSymbol(",")
    }
    if names.isEmpty { names = [("loaded", 0..<0)] }
    guard names.count <= 12 else {
      throw Diagnostic("12 scenarios at most stand side by side", at: parser.source.place(names[12].span))
    }
    if names.count == 1 { names.append(("now", 0..<0)) }
    var states: [(name: String, plan: Plan)] = []
    for (name, span) in names {
      do throws(Diagnostic) { states.append(try session.state(name, plan)) } catch {
        let near = Suggestion.best(for: name, among: plan.agreement.scenarios.map(\.name))
        let source = parser.source
        let (before, after) = (source.text(0..<span.lowerBound), source.text(span.upperBound..<source.text.utf8.count))
        throw error.placed(source.place(span)).with { $0.hint = near.map { before + $0 + after } }
      }
    }
    return try Comparison(states: states, format: session.format, progress: session.world.progress).reply()
  }
}

extension Session {
  /// The plan a name stands for: a scenario, `now`, or `loaded`.
  func state(_ name: String, _ plan: Plan) throws(Diagnostic) -> (name: String, plan: Plan) {
    switch name.lowercased() {
    case "now": return ("now", plan)
    case "loaded": return ("loaded", loaded ?? plan)
    default:
      let other = try plan.switched(to: name)
      return (other.scenario, other)
    }
  }
}

/// Several states of one agreement, side by side.
struct Comparison {
  let states: [(name: String, plan: Plan)]
  let format: QuantityFormat
  private let lines: [Line]
  /// Of two states, why the lines moved.
  private let differences: Differences?

  /// - Throws: only when it is stopped.
  init(states: [(name: String, plan: Plan)], format: QuantityFormat, progress: Progress) throws(Diagnostic) {
    self.states = states
    self.format = format
    lines = Comparison.watched(states)
    differences =
      states.count == 2
      ? try Differences(from: states[0], to: states[1], lines, format: format, progress: progress) : nil
  }

  private var first: Plan { states[0].plan }

  func reply() -> Reply {
    var reply = Reply()
    var table = Table(fixed: 1, figures: states.count)
    table.add([""] + states.map { Styled($0.name) }, kind: .header)
    let set = changed()
    if !set.isEmpty {
      table.add([Styled("SET", .strong)], kind: .heading)
      for item in set { table.add([Styled(item.title)] + item.shown.map { Styled($0) }, indent: 1) }
    }
    var party: String?
    for (at, line) in lines.enumerated() {
      let owes = line.definition.side ?? "both"
      if owes != party {
        party = owes
        table.add([Styled(ChangeReply.heading(owes), .strong)], kind: .heading)
      }
      let unit = line.definition.units.noun ?? (line.definition.units.isMoney ? first.schema.currency : nil)
      let name = Styled(line.title) + Styled(unit.map { ", \($0)" } ?? "", .quiet)
      table.add(
        [name]
          + (differences?.shown(at)
          ?? zip(states, line.values).map { state, value in
            Figures(plan: state.plan, format: format).shown(value, line.definition)
          }).map { Styled($0) }, indent: 1)
    }
    let promises = self.promises()
    if !promises.isEmpty {
      table.add([Styled("PROMISES", .strong)], kind: .heading)
      for promise in promises {
        table.add(
          [Styled(promise.name)]
            + promise.kept.map { kept in
              kept == true
                ? Styled("✓ kept", .good) : kept == false ? Styled("✗ broken", .bad) : Styled("– undefined", .bad)
            }, indent: 1)
      }
    }
    reply.show(table)
    if set.isEmpty, differences?.isSame != false {
      reply.say(
        Styled("Nothing differs: \(states.map(\.name).joined(separator: " and ")) are the same." as Phrase, .quiet))
    }
    if let blocks = differences?.blocks(), !blocks.isEmpty {
      reply.gap()
      reply.blocks += blocks
    }
    reply.answer = { json(set, promises) }
    reply.cells = { rows() }
    return reply
  }

  private func rows() -> [String] {
    states.flatMap { state in
      first.watched.flatMap { place -> [String] in
        let definition = first.schema.definitions[place]
        guard let own = state.plan.schema.place(of: definition.name) else { return [] }
        return CSV.lines(
          "\(definition.name) (\(state.name))", state.plan.sheet.grid(own), definition.units, state.plan.schema)
      }
    }
  }

  private struct Changed {
    var name: String
    var labels: [(axis: String, label: String)]
    var title: String
    var values: [Double]
    var shown: [String]
    var units: Units
  }

  /// Drivers (and pinned quantities) that are not given alike everywhere, cell by cell.
  private func changed() -> [Changed] {
    var result: [Changed] = []
    for definition in first.schema.definitions where definition.role == .driver || definition.role == .computed {
      let places = states.map { $0.plan.schema.place(of: definition.name) }
      let givens = zip(states, places).map { state, place in place.flatMap { state.plan.givens[$0] } }
      guard givens.contains(where: { $0 != givens[0] }) else { continue }
      let grids = zip(states, places).map { state, place in place.map { state.plan.sheet.grid($0) } ?? Grid(.nan) }
      guard grids.allSatisfy({ $0.shape == grids[0].shape }) else { continue }
      let moved = grids[0].cells.indices.filter { cell in
        grids.contains { Sheet.differs($0.cells[cell], grids[0].cells[cell]) }
      }
      let figures = Figures(plan: first, format: format)
      let signatures = Set(moved.map { cell in grids.map { $0.cells[cell].bitPattern } })
      let isOne = signatures.count == 1 && moved.count == grids[0].cells.count
      for cell in isOne ? Array(moved.prefix(1)) : moved {
        let labels = isOne ? [] : first.schema.labels(of: cell, over: grids[0].axes)
        let spoken = figures.spoken(labels)
        let values = grids.map { $0.cells[cell] }
        result.append(
          Changed(
            name: definition.name, labels: labels,
            title: spoken.isEmpty
              ? definition.name : "\(definition.name)[\(labels.map(\.label).joined(separator: ", "))]",
            values: values, shown: values.map { short($0, definition) }, units: definition.units))
      }
    }
    return merged(result)
  }

  private func short(_ value: Double, _ definition: Definition) -> String {
    let full = format.full(value, definition.units)
    return full.count <= 14 ? full : format.short(value, definition.units)
  }

  /// Months of one label that differ alike stand in one row.
  private func merged(_ items: [Changed]) -> [Changed] {
    var result: [Changed] = []
    for item in items {
      let who = item.labels.filter { $0.axis != "month" }
      if let last = result.last, last.name == item.name, !item.labels.isEmpty, !who.isEmpty,
        last.labels.filter({ $0.axis != "month" }).map(\.label) == who.map(\.label), last.shown == item.shown
      {
        result[result.count - 1].labels = who
        result[result.count - 1].title = "\(item.name)[\(who.map(\.label).joined(separator: ", "))]"
        continue
      }
      result.append(item)
    }
    return result
  }

  /// A watched figure in every state.
  struct Line: Sendable {
    var name: String
    var title: String
    var over: Watched.Over?
    var labels: [(axis: String, label: String)]
    var definition: Definition
    var values: [Double]
  }

  private static func watched(_ states: [(name: String, plan: Plan)]) -> [Line] {
    let all = states.map { Watched.lines($0.plan) }
    var result: [Line] = []
    for lines in all {
      for line in lines where !result.contains(where: { $0.title == line.title }) {
        let values = zip(states, all).map { state, own in
          own.first { $0.title == line.title }?.value ?? value(of: line, state.plan)
        }
        result.append(
          Line(
            name: line.definition.name, title: line.title, over: line.over, labels: line.labels,
            definition: line.definition, values: values))
      }
    }
    return result
  }

  /// A figure that is watched in another state only.
  private static func value(of line: Watched, _ plan: Plan) -> Double {
    guard let place = plan.schema.place(of: line.definition.name) else { return .nan }
    return Watched.lines(of: place, plan).first { $0.title == line.title }?.value ?? .nan
  }

  private func promises() -> [(name: String, kept: [Bool?])] {
    first.agreement.promises.map { promise in (promise.name, states.map { $0.plan.judge(promise).holds }) }
  }

  private func json(_ set: [Changed], _ promises: [(name: String, kept: [Bool?])]) -> JSON {
    .object([
      ("scenarios", .array(states.map { .text($0.name) })),
      (
        "set",
        .array(
          set.map { item in
            .object([
              ("name", .text(item.name)), ("labels", .labels(item.labels)),
              ("values", .array(item.values.map { .value($0, item.units) }))
            ])
          })
      ),
      (
        "quantities",
        .array(
          lines.enumerated().map { at, line in
            .object([
              ("name", .text(line.name)), ("labels", .labels(line.labels)),
              ("values", .array(line.values.map { .value($0, line.definition.units) })),
              ("parts", .array(differences?.json(at) ?? []))
            ])
          })
      ),
      (
        "promises",
        .array(promises.map { .object([("promise", .text($0.name)), ("kept", .array($0.kept.map { .bool($0) }))]) })
      )
    ])
  }
}
