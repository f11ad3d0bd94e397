// An agreement as a new file: every figure in the section a person would look for it, in the form it was written.
// (Saving into the file it came from changes only what changed and is another matter.)

import Calc
import Leads

/// Writes an agreement as a whole new file.
public struct AgreementWriter {
  private let agreement: Agreement
  private var schema: Schema { agreement.schema }
  /// Groups of commas would end a value in `{ }`.
  private var format: QuantityFormat {
    QuantityFormat(form: .files(language: agreement.language), currency: agreement.currency, grouped: false)
  }

  /// The text of a file that reads back as this agreement.
  /// - Throws: a text in it that YAML cannot hold.
  public static func text(of agreement: Agreement) throws(Diagnostic) -> String {
    try YAMLWriter().document(AgreementWriter(agreement: agreement).root())
  }

  private func root() -> YAMLNode {
    var entries: [(String, YAMLNode)] = [("agreement", .text(agreement.title))]
    func add(_ key: String, _ node: YAMLNode?) { if let node, !node.isEmpty { entries.append((key, node)) } }
    if agreement.kind != .internal { add("kind", .text(agreement.kind.rawValue)) }
    if agreement.language != "en" { add("language", .text(agreement.language)) }
    add("currency", .text(agreement.currency))
    add(
      "period",
      .mapping(
        [("start", .text("\(agreement.period.start)")), ("months", .text("\(agreement.period.months)"))], inBraces: true
      ))
    if agreement.businessHours != .standard {
      add("business_hours", .text("\(clock(agreement.businessHours.opens))-\(clock(agreement.businessHours.closes))"))
    }
    add("holidays", .sequence(agreement.holidays.map { .text("\($0)") }, inBrackets: true))
    add("parties", parties())
    let stages = schema.axes[Model.stage].labels
    add("stages", .sequence(stages.map { .text($0) }, inBrackets: true))
    for section in ["goal", "leads", "follow_up", "assumptions"] { add(section, group(section)) }
    add("tiers", labelled(Model.tier))
    add("teams", labelled(Model.team))
    add("formulas", formulas())
    add("promises", .sequence(agreement.promises.map { promise($0) }))
    add("scenarios", .mapping(agreement.scenarios.map { ($0.name, changes($0.changes)) }))
    add("sources", .mapping(agreement.sources.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }))
    if let watch = agreement.watch { add("watch", .sequence(watch.map { .text($0) }, inBrackets: true)) }
    for (key, node) in agreement.prose { add(key, node) }
    add("actuals", agreement.actuals.node(format))
    return .mapping(entries)
  }

  private func clock(_ minutes: Int) -> String { "\(minutes / 60):\(padded(minutes % 60, 2))" }

  private func parties() -> YAMLNode {
    .mapping(
      agreement.parties.map { party in
        var fields: [(String, YAMLNode)] = []
        if let director = party.director { fields.append(("director", .text(director))) }
        if let email = party.email { fields.append(("email", .text(email))) }
        return (party.key, .mapping(fields, inBraces: true))
      })
  }

  // MARK: Figures

  /// The section that holds a quantity given for all labels.
  private func section(_ definition: Definition) -> String {
    guard definition.role == .driver else { return "assumptions" }
    switch definition.group {
    case "Goal": return "goal"
    case "Leads", "Marketing": return "leads"
    case "Follow-up", "Response": return "follow_up"
    default: return "assumptions"
    }
  }

  /// Whether a given stands under its tiers or teams: it differs by them.
  private func home(_ place: Int, _ given: Given) -> Int? {
    let definition = schema.definitions[place]
    guard definition.role == .driver else { return nil }
    return [Model.tier, Model.team].first { given.axes.contains(place: $0) }
  }

  private func givens() -> [(place: Int, definition: Definition, given: Given)] {
    schema.definitions.indices.compactMap { place in
      guard schema.definitions[place].group != "Own", let given = agreement.givens[place] else { return nil }
      return (place, schema.definitions[place], given)
    }
  }

  private func group(_ name: String) -> YAMLNode {
    .mapping(
      givens().filter { home($0.place, $0.given) == nil && section($0.definition) == name }.map {
        ($0.definition.name, node($0.given, [:], $0.definition))
      })
  }

  private func labelled(_ axis: Int) -> YAMLNode? {
    let labels = schema.axes[axis].labels
    guard !labels.isEmpty,
      axis != Model.tier || labels != ["all"] || givens().contains(where: { home($0.place, $0.given) == axis })
    else { return nil }
    return .mapping(
      labels.enumerated().map { index, label in
        let own = givens().filter { home($0.place, $0.given) == axis }.compactMap { item -> (String, YAMLNode)? in
          let node = node(item.given, [axis: index], item.definition)
          return node.isEmpty ? nil : (item.definition.name, node)
        }
        return (label, own.isEmpty ? .mapping([], inBraces: true) : .mapping(own))
      })
  }

  /// A given at some labels, nested over its other axes.
  private func node(_ given: Given, _ fixed: [Int: Int], _ definition: Definition) -> YAMLNode {
    guard let place = given.axes.places.first(where: { fixed[$0] == nil }) else {
      let grid = Grid(axes: given.axes, shape: given.shape, cells: [])
      let index = given.axes.places.reduce(0) { $0 + grid.stride(of: $1) * (fixed[$1] ?? 0) }
      return given.cells[index].map { .text(text($0, definition)) } ?? .mapping([], inBraces: true)
    }
    var entries: [(String, YAMLNode)] = []
    var last: YAMLNode?
    for (index, label) in schema.axes[place].labels.enumerated() {
      let inner = node(given, fixed.merging([place: index]) { $1 }, definition)
      // A value by month holds until the next named one.
      if place == Model.month, !definition.holdsForItsMonth, let last, last.means(inner) { continue }
      if !inner.isEmpty { entries.append((label, inner)) }
      last = inner
    }
    return .mapping(entries, inBraces: true)
  }

  private func text(_ cell: Given.Cell, _ definition: Definition) -> String {
    let months = definition.units.flow == .month ? 1 : agreement.period.months
    func own(_ value: Double) -> Double { cell.per.map { $0.written(value, over: months) } ?? value }
    switch cell.spread {
    case .range(let low, let high):
      return format.full(Written(.range(own(low), own(high)), units: definition.units, per: cell.per))
    case .counts(let some, let all): return format.full(Written(.counts(some, of: all), units: definition.units))
    default: return format.full(own(cell.value), definition.units, per: cell.per)
    }
  }

  private func formulas() -> YAMLNode {
    .mapping(
      agreement.formulas.map { name, text in
        guard let place = schema.place(of: name), let given = agreement.givens[place]?.single else {
          return (name, .text(text))
        }
        let definition = schema.definitions[place]
        let written = self.text(given, definition)
        return (
          name, .text(definition.units.isMoney && given.per == nil ? written + " " + agreement.currency : written)
        )
      })
  }

  // MARK: Clauses

  private func promise(_ promise: Promise) -> YAMLNode {
    var fields: [(String, YAMLNode)] = [
      ("by", .text(promise.by)), ("promise", .text(promise.name)), ("test", .text(promise.testText))
    ]
    if let actual = promise.actual { fields.append(("actual", .text(actual.source.text(actual.test.span)))) }
    if let otherwise = promise.otherwise { fields.append(("otherwise", .text(otherwise))) }
    if !promise.relief.isEmpty { fields.append(("relief", changes(promise.relief))) }
    if !promise.tell.isEmpty { fields.append(("tell", .sequence(promise.tell.map { .text($0) }, inBrackets: true))) }
    if let credit = promise.credit { fields.append(("credit", .text(credit))) }
    return .mapping(fields)
  }

  /// Changes as a map. Several steps of one target, which a map cannot hold, are told as the value they lead to.
  private func changes(_ changes: [Change]) -> YAMLNode {
    var entries: [(String, YAMLNode)] = []
    for change in changes {
      let key = change.target
      let value: YAMLNode =
        change.from.map { .mapping([($0, .text(change.text))], inBraces: true) } ?? .text(change.text)
      if let at = entries.firstIndex(where: { $0.0 == key }) {
        entries[at].1 = value
      } else {
        entries.append((key, value))
      }
    }
    return .mapping(entries)
  }
}
