// `why`: the formula with the numbers in it, two levels deep; where each was given and its source.

import Calc
import Documents
import SLA

extension Command {
  static let why = Command(
    "why", usage: ["why NAME[LABEL]", "why all NAME"],
    does: "Explains a number: its formula, the numbers in it, where they were given. With all, down to the drivers.",
    examples: ["why leads", "why utilization[{team}, {month}]", "why all close_rate"], next: "levers",
    takes: .then([.maybe(.word("all")), .slot(.name)])
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    guard !parser.isAtEnd else { throw Diagnostic("why needs a name", hint: "why leads") }
    let isDeep = try parser.takeWord("all")
    let reference = try parser.reference()
    try parser.end()
    let checker = Checker(plan.schema, source: parser.source)
    let place = try checker.quantity(reference)
    let at = try checker.selections(reference, of: plan.schema.definitions[place])
    return Explanation(plan: plan, loaded: session.loaded, format: session.format, depth: isDeep ? 40 : 2)
      .reply(place, at)
  }
}

/// The tree behind a number, as lines and as JSON.
struct Explanation {
  let plan: Plan
  /// The agreement as it was opened or last saved.
  let loaded: Plan?
  let format: QuantityFormat
  let depth: Int

  private var schema: Schema { plan.schema }
  private var figures: Figures { Figures(plan: plan, format: format) }

  /// One number of the tree.
  private struct Node {
    var place: Int
    var at: [Checked.Selection]
    var value: Double
    /// The value is a total or the worst cell of several.
    var manner: String?
    var formula: String?
    var source: String
    var of: [Node]
  }

  func reply(_ place: Int, _ at: [Checked.Selection]) -> Reply {
    let node = node(place, at, level: 0)
    var reply = Reply()
    let definition = schema.definitions[place]
    reply.say(Styled(definition.title.description, .strong) + Styled("  \(definition.describe)", .quiet))
    write(node, 0, into: &reply)
    let assumed = flattering(place)
    if !assumed.isEmpty { reply.say(Styled("assumed: \(assumed.joined(separator: ", "))" as Phrase, .quiet)) }
    reply.answer = { json(node) }
    return reply
  }

  // MARK: The tree

  private func node(_ place: Int, _ at: [Checked.Selection], level: Int) -> Node {
    let definition = schema.definitions[place]
    let (value, manner) = value(place, at)
    let selected = !at.isEmpty && at.count == definition.axes.count || definition.axes.isEmpty
    var node = Node(
      place: place, at: at, value: value, manner: manner, formula: nil, source: source(place, at), of: [])
    guard let checked = plan.sheet.program.formulas[place], !isGiven(place, at), !isTold(place, at), level < depth,
      definition.role == .computed || !checked.reads.isEmpty
    else { return node }
    node.formula = definition.formula.map { syntax in
      selected ? syntax.written { numbers($0, at) } : syntax.written()
    }
    for read in checked.reads where schema.definitions[read].role != .test {
      let inner = at.filter { schema.definitions[read].axes.contains(place: $0.place) }
      node.of.append(self.node(read, inner, level: level + 1))
    }
    return node
  }

  /// The value at some labels: itself, its total, or its worst cell.
  private func value(_ place: Int, _ at: [Checked.Selection]) -> (Double, String?) {
    let definition = schema.definitions[place]
    let labels = at.map { schema.axes[$0.place].labels[$0.index] }
    let text =
      labels.isEmpty ? definition.name : "\(definition.name)[\(labels.map { "\"\($0)\"" }.joined(separator: ", "))]"
    guard let grid = figures.evaluate(text)?.grid else { return (.nan, nil) }
    if grid.cells.count == 1 { return (grid.cells[0], nil) }
    let isSame = grid.cells.dropFirst().allSatisfy { $0 == grid.cells[0] }
    if isSame, definition.totals != .sum { return (grid.cells.first ?? .nan, nil) }
    if grid.cells.allSatisfy(\.isNaN) { return (.nan, nil) }
    if definition.totals != .none, let total = figures.evaluate("total(\(text))")?.grid.scalar, !total.isNaN {
      return (total, "in all")
    }
    return (.nan, spread(grid, definition))
  }

  /// "CEO 5%, Director 4%, Manager 2.5%"
  private func spread(_ grid: Grid, _ definition: Definition) -> String {
    let parts = grid.cells.indices.prefix(6).map { cell in
      let labels = figures.spoken(schema.labels(of: cell, over: grid.axes))
      return "\(labels) \(figures.shown(grid.cells[cell], definition))"
    }
    return parts.joined(separator: ", ") + (grid.cells.count > 6 ? " …" : "")
  }

  /// A reference in a formula as its number.
  private func numbers(_ reference: Reference, _ at: [Checked.Selection]) -> String {
    guard let place = schema.place(of: reference.name) else { return reference.written }
    let definition = schema.definitions[place]
    let own = reference.labels.compactMap { schema.label($0.text) }
    let inner =
      own
      + at.filter { selection in
        definition.axes.contains(place: selection.place) && !own.contains { $0.place == selection.place }
      }
    guard inner.count == definition.axes.count else { return reference.written }
    let (value, _) = value(place, inner)
    return value.isNaN ? reference.written : figures.shown(value, definition)
  }

  /// Whether the value at some labels is given: its cell is, or every cell of a value told for all.
  private func isGiven(_ place: Int, _ at: [Checked.Selection]) -> Bool {
    guard let given = plan.givens[place] else { return false }
    return given.cells.indices.allSatisfy { !given.holds($0, at: at, from: nil) || given.cells[$0] != nil }
  }

  /// Whether what was tracked tells the value at some labels, in the place of the formula.
  private func isTold(_ place: Int, _ at: [Checked.Selection]) -> Bool {
    guard schema.definitions[place].role == .fact, let pin = plan.sheet.pin(place) else { return false }
    let grid = pin.grid
    return grid.cells.indices.allSatisfy { cell in
      let isElsewhere = zip(grid.axes.places, grid.position(of: cell)).contains { axis, index in
        at.contains { $0.place == axis && $0.index != index }
      }
      return isElsewhere || !grid.cells[cell].isNaN
    }
  }

  private func source(_ place: Int, _ at: [Checked.Selection]) -> String {
    let definition = schema.definitions[place]
    if definition.role == .fact {
      guard definition.group == Model.actuals else { return "from the agreement's dates" }
      let isFormula = plan.sheet.program.formulas[place] != nil && !isTold(place, at)
      return isFormula ? "computed" : "tracked: \(plan.agreement.actuals.spokenSources)"
    }
    guard let given = plan.givens[place], isGiven(place, at) else {
      if definition.role == .computed { return "computed" }
      return definition.formula == nil ? "not given" : "default"
    }
    let isOfBase = plan.agreement.givens[place] == given
    let isNew = loaded.map { $0.agreement.givens[place] != plan.agreement.givens[place] } ?? true
    var text = definition.role == .computed ? "pinned" : "given"
    if !isOfBase {
      text += " in \(plan.scenario)"
    } else if isNew {
      text += " in this session"
    } else if let line = plan.agreement.lines[definition.name] {
      text += " in \(plan.agreement.file ?? "the example"), line \(line)"
    }
    if let note = plan.agreement.sources[definition.name] { text += ": \(note)" }
    return text
  }

  /// Drivers behind a number whose default flatters it.
  private func flattering(_ place: Int) -> [String] {
    plan.sheet.program.dependencies(of: [place]).filter {
      schema.definitions[$0].flatters && plan.givens[$0] == nil && !(plan.sheet.grid($0).cells.first ?? .nan).isNaN
    }.map { "\(schema.definitions[$0].name) \(defaultText($0))" }
  }

  private func defaultText(_ place: Int) -> String {
    let value = plan.sheet.grid(place).cells.first ?? .nan
    return format.full(value, schema.definitions[place].units)
  }

  // MARK: Writing

  private func write(_ node: Node, _ indent: Int, into reply: inout Reply) {
    let definition = schema.definitions[node.place]
    let pad = String(repeating: "  ", count: indent)
    var line = Styled(pad + target(node), indent == 0 ? .strong : .plain)
    if !node.value.isNaN {
      line += Styled("  \(shown(node))\(unit(definition))", .strong)
      if let manner = node.manner { line += Styled(" \(manner)") }
    } else if let manner = node.manner {
      line += Styled("  \(manner)", .strong)
    } else {
      let reason = Tracer(plan.sheet).reason(node.place, at: position(node.at))
      line += Styled("  – \(reason.map { "\($0)" } ?? "undefined")")
    }
    if node.formula == nil || node.source != "computed" { line += Styled("   \(node.source)", .quiet) }
    reply.say(line)
    if let formula = node.formula {
      let symbols = definition.formula?.written() ?? formula
      reply.say(Styled("\(pad)  = \(symbols)", .code))
      if symbols != formula { reply.say(Styled("\(pad)  = \(formula)", .quiet)) }
    }
    for inner in node.of { write(inner, indent + 1, into: &reply) }
  }

  /// A number of the tree as tables show it.
  private func shown(_ node: Node) -> String {
    let definition = schema.definitions[node.place]
    guard let dealt = plan.sheet.dealt(node.place, at: node.at) else { return figures.shown(node.value, definition) }
    let whole = dealt.contains(nil) ? nil : dealt.compactMap { $0 }.reduce(0, +)
    return figures.whole(whole, definition.units)
  }

  private func unit(_ definition: Definition) -> String {
    if let noun = definition.units.noun { return " \(noun)" }
    return definition.units.isMoney ? " \(schema.currency)" : ""
  }

  private func target(_ node: Node) -> String {
    let name = schema.definitions[node.place].name
    let months = figures.monthNames()
    let labels = node.at.map { at in
      at.place == Model.month && months.indices.contains(at.index)
        ? months[at.index] : schema.axes[at.place].labels[at.index]
    }
    return labels.isEmpty ? name : "\(name)[\(labels.joined(separator: ", "))]"
  }

  private func position(_ at: [Checked.Selection]) -> [Int] {
    var position = [Int](repeating: 0, count: schema.axes.count)
    for selection in at { position[selection.place] = selection.index }
    return position
  }

  private func json(_ node: Node) -> JSON {
    let definition = schema.definitions[node.place]
    let labels = node.at.map { (axis: schema.axes[$0.place].name, label: schema.axes[$0.place].labels[$0.index]) }
    return .object([
      ("name", .text(definition.name)), ("labels", .labels(labels)), ("value", .value(node.value, definition.units)),
      ("formula", .text(node.formula)), ("source", .text(node.source)), ("of", .array(node.of.map { json($0) }))
    ])
  }
}
