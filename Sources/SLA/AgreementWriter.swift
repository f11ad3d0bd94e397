// An agreement as a new file: every figure in the section a person would look for it, in the form it was written.
// (Saving into the file it came from changes only what changed and is another matter.)

import Calc
import Leads

/// Writes an agreement as a whole new file.
public struct AgreementWriter {
  let agreement: Agreement
  private var schema: Schema { agreement.schema }
  /// The text of a file that reads back as this agreement.
  /// - Throws: a text in it that YAML cannot hold.
  public static func text(of agreement: Agreement) throws(Diagnostic) -> String {
    try YAMLWriter().document(AgreementWriter(agreement: agreement).root())
  }

  private func root() throws(Diagnostic) -> YAMLNode {
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
      add("business_hours", .text(agreement.businessHours.written))
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
    var scenarios: [(String, YAMLNode)] = []
    for scenario in agreement.scenarios { scenarios.append((scenario.name, try self.scenario(scenario))) }
    add("scenarios", .mapping(scenarios))
    add("sources", .mapping(agreement.sources.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) }))
    if let watch = agreement.watch { add("watch", .sequence(watch.map { .text($0) }, inBrackets: true)) }
    for (key, node) in agreement.prose { add(key, node) }
    add("actuals", actuals)
    return .mapping(entries)
  }

  /// What happened, as it stands in a file.
  var actuals: YAMLNode {
    let form = NumberForm.files(language: agreement.language)
    let format = QuantityFormat(form: form, currency: agreement.currency, grouped: false)
    return agreement.actuals.node(format, agreement.period)
  }

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
  func section(_ definition: Definition) -> String {
    guard definition.role == .driver, definition.group != "Own" else { return "assumptions" }
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
      guard let given = agreement.givens[place], !isToldByFormula(place) else { return nil }
      return (place, schema.definitions[place], given)
    }
  }

  /// Whether a quantity of one's own stands with its figure among the formulas: a driver that is one plain figure.
  func isToldByFormula(_ place: Int) -> Bool {
    let definition = schema.definitions[place]
    return definition.group == "Own" && definition.role == .driver
      && agreement.givens[place].map { $0.single.map { $0.spread == nil } ?? false } ?? true
  }

  /// Where a given stands in a whole new file: each path with the value under it.
  func layout(_ place: Int, _ given: Given) -> [(path: YAMLPath, value: YAMLNode)] {
    let definition = schema.definitions[place]
    guard let axis = home(place, given) else {
      return [([.key(section(definition)), .key(definition.name)], node(given, [:], definition))]
    }
    let part = YAMLStep.key(axis == Model.tier ? "tiers" : "teams")
    return schema.axes[axis].labels.enumerated().compactMap { index, label in
      let node = node(given, [axis: index], definition)
      return node.isEmpty ? nil : ([part, .key(label), .key(definition.name)], node)
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
  func node(_ given: Given, _ fixed: [Int: Int], _ definition: Definition) -> YAMLNode {
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
    FigureStyle(agreement: agreement, definition: definition).text(cell, like: nil)
  }

  private func formulas() -> YAMLNode {
    .mapping(agreement.formulas.map { ($0.name, .text(formula($0.name, $0.text, like: nil))) })
  }

  /// The text of a quantity of one's own: a driver's figure, or the formula.
  /// - Parameter old: the text that stands in the file.
  func formula(_ name: String, _ text: String, like old: String?) -> String {
    guard let place = schema.place(of: name), isToldByFormula(place), let given = agreement.givens[place]?.single else {
      return text
    }
    let definition = schema.definitions[place]
    let written = FigureStyle(agreement: agreement, definition: definition).text(given, like: old)
    let isBare = written.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }
    return definition.units.isMoney && given.per == nil && isBare ? written + " " + agreement.currency : written
  }

  // MARK: Clauses

  private func promise(_ promise: Promise) -> YAMLNode {
    var fields: [(String, YAMLNode)] = [
      ("by", .text(promise.by)), ("promise", .text(promise.name)), ("test", .text(promise.testText))
    ]
    if let actual = promise.actual { fields.append(("actual", .text(actual.source.text(actual.test.span)))) }
    if let otherwise = promise.otherwise { fields.append(("otherwise", .text(otherwise))) }
    if !promise.relief.isEmpty { fields.append(("relief", .mapping(entries(of: promise.relief)))) }
    if !promise.tell.isEmpty { fields.append(("tell", .sequence(promise.tell.map { .text($0) }, inBrackets: true))) }
    if let credit = promise.credit { fields.append(("credit", .text(credit))) }
    return .mapping(fields)
  }

  /// A scenario's changes as a map, quantity by quantity in the order in which they first come.
  func scenario(_ scenario: Scenario) throws(Diagnostic) -> YAMLNode {
    var names: [String] = []
    for change in scenario.changes where !names.contains(change.name) { names.append(change.name) }
    var result: [(String, YAMLNode)] = []
    for name in names { result += try entries(of: name, in: scenario) }
    return .mapping(result, inBraces: result.isEmpty)
  }

  /// The changes of one quantity in a scenario. What a map cannot hold, such as two steps of different kinds, is told
  /// as the values it leads to.
  func entries(of name: String, in scenario: Scenario) throws(Diagnostic) -> [(String, YAMLNode)] {
    let changes = merged(scenario.changes.filter { $0.name == name })
    let keys = changes.map { $0.target + " " + ($0.from ?? "") }
    let targets = changes.map(\.target)
    let isOrdered = Set(targets).count == 1 || Set(targets).count == targets.count
    if Set(keys).count == keys.count, isOrdered, isByMonth(changes) { return entries(of: changes) }
    let plan = try Plan(agreement, scenario: scenario.name)
    guard let place = schema.place(of: name), let given = plan.givens[place] else { return [] }
    return values(given, schema.definitions[place])
  }

  /// Whether changes of one target come in the order of their months, as reading a map gives them.
  private func isByMonth(_ changes: [Change]) -> Bool {
    guard Set(changes.map(\.target)).count == 1, changes.count > 1 else { return true }
    let months = changes.map { $0.from.flatMap { schema.label($0)?.index } ?? 0 }
    return zip(months, months.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// Neighbouring steps of one kind and target are one step.
  private func merged(_ changes: [Change]) -> [Change] {
    var result: [Change] = []
    for change in changes {
      if var last = result.last, last.target == change.target, last.from == change.from, last.written.per == nil,
        change.written.per == nil, case .step(let a) = last.written.shape, case .step(let b) = change.written.shape,
        let both = a.followed(by: b)
      {
        last.written.shape = .step(both)
        last.text = ""
        result[result.count - 1] = last
      } else {
        result.append(change)
      }
    }
    return result
  }

  /// Changes as the entries of a map; those of one target that begin in different months stand together.
  private func entries(of changes: [Change]) -> [(String, YAMLNode)] {
    var entries: [(key: String, value: YAMLNode)] = []
    let months = schema.axes[Model.month].labels
    for change in changes {
      let value = YAMLNode.text(text(change))
      let isOfSeveral = changes.count { $0.target == change.target } > 1
      let month =
        change.from.map { from in schema.label(from).map { months[$0.index] } ?? from }
        ?? (isOfSeveral ? months.first : nil)
      guard let month else {
        entries.append((change.target, value))
        continue
      }
      if let at = entries.firstIndex(where: { $0.key == change.target }) {
        let old = (entries[at].value.entries ?? []).map { ($0.key.text, $0.value) }
        entries[at].value = .mapping(old + [(month, value)], inBraces: true)
      } else {
        entries.append((change.target, .mapping([(month, value)], inBraces: true)))
      }
    }
    return entries.map { ($0.key, $0.value) }
  }

  /// A change's value as files write it: as it was typed where that reads back as the same.
  func text(_ change: Change) -> String {
    guard let definition = schema.definition(change.name) else { return change.text }
    let form = NumberForm.files(language: agreement.language)
    let reader = QuantityReader(form: form, currency: agreement.currency)
    if let again = try? reader.read(change.text, for: agreement.wanted(definition)), again == change.written {
      return change.text
    }
    return QuantityFormat(form: form, currency: agreement.currency, grouped: false).full(change.written)
  }

  /// What a quantity is given as, as the entries of a scenario: one for each combination of labels.
  private func values(_ given: Given, _ definition: Definition) -> [(String, YAMLNode)] {
    let places = given.axes.places.filter { $0 != Model.month }
    guard !places.isEmpty else {
      return [(definition.axes == [] ? definition.name : "\(definition.name)[all]", node(given, [:], definition))]
    }
    let shape = places.map { schema.axes[$0].labels.count }
    let grid = Grid(axes: given.axes.subtracting(AxisSet(place: Model.month)), shape: shape, cells: [])
    return (0..<shape.reduce(1, *)).compactMap { cell in
      let position = grid.position(of: cell)
      let fixed = Dictionary(uniqueKeysWithValues: zip(places, position))
      let labels = zip(places, position).map { schema.axes[$0].labels[$1] }
      let node = node(given, fixed, definition)
      return node.isEmpty ? nil : ("\(definition.name)[\(labels.joined(separator: ", "))]", node)
    }
  }
}
