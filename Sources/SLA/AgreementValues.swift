// The figures of an agreement's file: formulas of its own, and what every driver is given as.
//
//     attempts: 6                         under a group: for all labels
//     attempts: {CEO: 8}                  for that label; the others keep the value for all, or the default
//     CEO: {attempts: 8}                  under tiers: the same
//     reps: {2026-07: 7, 2026-09: 8}      by month: each holds until the next named month
//
// A label's own value goes before one for all.

import Calc
import Leads

extension AgreementReader {
  /// One written value of a driver with the labels it is for.
  private struct Entry {
    var selections: [Checked.Selection]
    /// It holds from its month up to here (a month index), where it names a month.
    var until: Int?
    var cell: Given.Cell
    var span: Range<Int>
  }

  // MARK: Formulas

  mutating func readFormulas() {
    guard let node = root["formulas"], !node.isEmpty else { return }
    guard let entries = node.entries else {
      complain(
        "formulas are named, each with its formula", node.span,
        hint: "formulas:\n    pipeline: total(leads * deal_size)")
      return
    }
    guard entries.count <= Agreement.mostFormulas else {
      complain(
        "there are \(entries.count) formulas; \(Agreement.mostFormulas) are the most",
        entries[Agreement.mostFormulas].key.span)
      return
    }
    var pending: [(name: String, key: Range<Int>, node: YAMLNode, text: String)] = []
    for entry in entries {
      let name = Vocabulary.fold(entry.key.text)
      if let why = Names.fault(name) {
        complain(why, entry.key.span, mark: "no name", hint: "\(Names.free(like: name, in: agreement.schema)):")
      } else if agreement.schema.place(of: name) != nil {
        complain(
          "\(name) is a quantity of the model", entry.key.span, why: "To give it another value, set it.",
          hint: "assumptions: {\(name): …}")
      } else if agreement.schema.label(name) != nil || agreement.schema.axis(named: name) != nil {
        complain("\(name) names a label or an axis already", entry.key.span)
      } else if let text = scalar(entry.value, name) {
        pending.append((name, entry.key.span, entry.value, text))
        agreement.schema.add(word: name)
      }
    }
    order(pending)
  }

  /// Defines formulas so that each comes after those it reads; a cycle is told with its path.
  private mutating func order(_ formulas: [(name: String, key: Range<Int>, node: YAMLNode, text: String)]) {
    var state: [String: Int] = [:]
    var path: [String] = []
    func visit(_ at: Int, _ reader: inout AgreementReader) {
      let (name, key, node, text) = formulas[at]
      if state[name] == 2 { return }
      if state[name] == 1 {
        let loop = path.drop { $0 != name } + [name]
        reader.complain(
          "\(name) would depend on itself", key, mark: "goes round", why: "\(loop.joined(separator: " → "))")
        reader.unread.formUnion(loop)
        return
      }
      state[name] = 1
      path.append(name)
      let names = (try? Parser.words(text, vocabulary: reader.agreement.schema.vocabulary)) ?? []
      for (other, formula) in formulas.enumerated() where names.contains(formula.name) { visit(other, &reader) }
      path.removeLast()
      state[name] = 2
      if reader.unread.contains(name) { return }
      do throws(Diagnostic) {
        let line = reader.source.place(node.span).line
        try reader.agreement.define(name, text, source: Source(text, file: reader.source.file, firstLine: line))
      } catch {
        reader.complain(error, in: node)
        reader.unread.insert(name)
      }
    }
    for at in formulas.indices { visit(at, &self) }
  }

  // MARK: Givens

  mutating func readGivens() {
    var entries: [Int: [Entry]] = [:]
    var first: [Int: Range<Int>] = [:]
    for group in AgreementReader.groups {
      guard let node = root[group], !node.isEmpty else { continue }
      guard let drivers = node.entries else {
        complainUnnamed(group, node, hint: "\(group): {quota: 1.2M per quarter}")
        continue
      }
      for driver in drivers { readDriver(driver.key, driver.value, [], group, &entries, &first) }
    }
    for (axis, part) in [(Model.tier, "tiers"), (Model.team, "teams")] {
      for labelled in root[part]?.entries ?? [] {
        guard let label = agreement.schema.label(labelled.key.text), label.place == axis else { continue }
        if labelled.value.isEmpty { continue }
        guard let drivers = labelled.value.entries else {
          complainUnnamed(labelled.key.text, labelled.value, hint: "\(labelled.key.text): {…: …}")
          continue
        }
        var own: [Int: Range<Int>] = [:]
        for driver in drivers { readDriver(driver.key, driver.value, [label], labelled.key.text, &entries, &own) }
      }
    }
    refuseTwoCloseRates(entries)
    for (place, list) in entries.sorted(by: { $0.key < $1.key }) { settle(place, list) }
    assumeShares()
  }

  private mutating func refuseTwoCloseRates(_ entries: [Int: [Entry]]) {
    let schema = agreement.schema
    guard let rate = schema.place(of: "close_rate"), let conversion = schema.place(of: "conversion"),
      let given = entries[rate]?.first, entries[conversion] != nil
    else { return }
    complain(
      "close_rate is given although it follows from conversion", given.span,
      why: "With stages, the close rate is the product of the conversions; give one or the other.")
  }

  private mutating func readDriver(
    _ key: YAMLNode.Key, _ node: YAMLNode, _ at: [Checked.Selection], _ section: String,
    _ entries: inout [Int: [Entry]], _ seen: inout [Int: Range<Int>]
  ) {
    let schema = agreement.schema
    let name = schema.vocabulary.canonical(Vocabulary.fold(key.text)) ?? key.text
    guard let place = schema.place(of: name) else {
      let drivers = schema.definitions.filter { $0.role == .driver }.map(\.name)
      unknownKey(key, known: drivers, in: section)
      return
    }
    let definition = schema.definitions[place]
    switch definition.role {
    case .driver: break
    case .computed where section == "assumptions": break
    case .computed:
      complain(
        "\(name) is computed; a value that is to replace its formula stands under assumptions", key.span,
        hint: "assumptions: {\(name): \(node.text ?? "…")}")
      return
    case .fact where definition.group == Model.actuals:
      complain(
        "\(name) is what happened and is not given here", key.span, why: "It stands under actuals, as track writes it.")
      return
    case .fact, .test:
      complain("\(name) follows from the agreement's dates and cannot be given", key.span)
      return
    }
    for selection in at where !definition.axes.contains(place: selection.place) {
      let axes = definition.axes.places.map { schema.axes[$0].name }
      complain(
        "\(name) is not split by \(schema.axes[selection.place].name)", key.span,
        why: axes.isEmpty
          ? "It has one value for all: it stands under goal, leads or follow_up."
          : "It is split by \(axes.joined(separator: " and ")): it stands there, or for all under goal.")
      return
    }
    if let before = seen[place] {
      complain("\(name) is given twice", key.span, why: "It stands in line \(source.place(before).line) already.")
      return
    }
    seen[place] = key.span
    if agreement.lines[name] == nil { agreement.lines[name] = source.place(key.span).line }
    var list: [Entry] = []
    readValue(node, definition, at, &list)
    entries[place, default: []] += list
  }

  private mutating func readValue(
    _ node: YAMLNode, _ definition: Definition, _ at: [Checked.Selection], _ list: inout [Entry]
  ) {
    if node.isNothing {
      complain("\(definition.name) has no value", node.span, mark: "here")
      return
    }
    if let text = node.text {
      guard let cell = cell(text, node, definition) else { return }
      list.append(Entry(selections: at, until: nil, cell: cell, span: node.span))
      return
    }
    guard let entries = node.entries else {
      complain("\(definition.name) is one value, or one for each label", node.span, hint: "\(definition.name): {…: …}")
      return
    }
    var months: [(index: Int, node: YAMLNode)] = []
    for entry in entries {
      guard let label = selection(entry.key, definition, at) else { continue }
      if label.place == Model.month {
        months.append((label.index, entry.value))
      } else {
        readValue(entry.value, definition, at + [label], &list)
      }
    }
    readMonths(months.sorted { $0.index < $1.index }, definition, at, node.span, &list)
  }

  private mutating func readMonths(
    _ months: [(index: Int, node: YAMLNode)], _ definition: Definition, _ at: [Checked.Selection], _ span: Range<Int>,
    _ list: inout [Entry]
  ) {
    guard let first = months.first else { return }
    let count = agreement.schema.axes[Model.month].labels.count
    if first.index > 0, definition.isRequired, !definition.holdsForItsMonth {
      let label = agreement.schema.axes[Model.month].labels[first.index]
      complain(
        "\(definition.name) has no value before \(label)", span,
        why: "A value by month holds until the next named month, and there is no default.",
        hint: "\(agreement.schema.axes[Model.month].labels[0]): …")
    }
    for (order, month) in months.enumerated() {
      guard let text = month.node.text else {
        complain("\(definition.name) has one value in a month", month.node.span)
        continue
      }
      guard let cell = cell(text, month.node, definition) else { continue }
      let next = order + 1 < months.count ? months[order + 1].index : count
      list.append(
        Entry(
          selections: at + [Checked.Selection(place: Model.month, index: month.index)],
          until: definition.holdsForItsMonth ? month.index + 1 : next, cell: cell, span: month.node.span))
    }
  }

  private mutating func selection(
    _ key: YAMLNode.Key, _ definition: Definition, _ at: [Checked.Selection]
  ) -> Checked.Selection? {
    let schema = agreement.schema
    guard let label = schema.label(key.text) else {
      let known = schema.labels(of: definition.axes)
      if Month(key.text) != nil {
        let months = schema.axes[Model.month].labels
        complain(
          "\(key.text) is not a month of the agreement", key.span, mark: "unknown",
          why: "Its months are \(months.prefix(12).joined(separator: ", "))\(months.count > 12 ? " …" : "").")
        return nil
      }
      complain(
        "“\(key.text)” is not a label of \(definition.name)", key.span, mark: "unknown",
        why: known.isEmpty
          ? "\(definition.name) has one value for all." : "Its labels are \(known.prefix(12).joined(separator: ", ")).",
        hint: Suggestion.best(for: key.text, among: known).map { "\($0):" })
      return nil
    }
    guard definition.axes.contains(place: label.place) else {
      complain("\(definition.name) is not split by \(schema.axes[label.place].name)", key.span)
      return nil
    }
    guard !at.contains(where: { $0.place == label.place }) else {
      complain("\(definition.name) is given for two labels of \(schema.axes[label.place].name) at once", key.span)
      return nil
    }
    return label
  }

  /// One written value, in the quantity's units and within its bounds; complains and returns nil where it is not.
  private mutating func cell(_ text: String, _ node: YAMLNode, _ definition: Definition) -> Given.Cell? {
    do throws(Diagnostic) {
      return try written(text, node, definition)
    } catch {
      complain(error.hinting { $0.contains(":") ? $0 : "\(definition.name): \($0)" }, in: node)
      return nil
    }
  }

  private func written(_ text: String, _ node: YAMLNode, _ definition: Definition) throws(Diagnostic) -> Given.Cell {
    let start = contentStart(node)
    let written = try reader.read(text, for: agreement.wanted(definition)) {
      source.place(start + $0.lowerBound..<start + $0.upperBound)
    }
    if case .step = written.shape {
      throw Diagnostic(
        "\(text) is a change; here stands a value", at: source.place(node.span),
        why: "Changes stand in scenarios and in commands.")
    }
    let change = Change(name: definition.name, written: written, text: text)
    return try change.value(of: definition, schema: agreement.schema, old: nil)
  }

  /// Makes one Given of all that was written for a quantity.
  private mutating func settle(_ place: Int, _ entries: [Entry]) {
    let schema = agreement.schema
    let definition = schema.definitions[place]
    var axes: AxisSet = []
    for entry in entries { for selection in entry.selections { axes.insert(AxisSet(place: selection.place)) } }
    var given = Given(over: axes, in: schema)
    for entry in entries.sorted(by: { $0.selections.count < $1.selections.count }) {
      let labels = entry.selections.filter { $0.place != Model.month }
      let month = entry.selections.first { $0.place == Model.month }?.index
      for cell in given.cells.indices where given.holds(cell, at: labels, from: month) {
        if let until = entry.until {
          let grid = Grid(axes: given.axes, shape: given.shape, cells: [])
          let position = grid.position(of: cell)
          let at = given.axes.places.firstIndex(of: Model.month) ?? 0
          if position[at] >= until { continue }
        }
        given.cells[cell] = entry.cell
      }
    }
    if definition.isShares { given = shared(given, definition, entries) }
    if definition.name == "seasonality", !given.cells.contains(where: { ($0?.value ?? 1) > 0 }) {
      complain(
        "seasonality is 0 in every month", entries.first?.span ?? 0..<0, why: "The goal has to fall due in some month.")
    }
    agreement.givens[place] = given.compact()
  }

  /// Shares: labels not given divide evenly what the given ones leave.
  private mutating func shared(_ given: Given, _ definition: Definition, _ entries: [Entry]) -> Given {
    let schema = agreement.schema
    guard let axis = definition.axes.places.first else { return given }
    var result = given.expanded(over: AxisSet(place: axis), in: schema)
    let sum = result.cells.reduce(0) { $0 + ($1?.value ?? 0) }
    let open = result.cells.indices.filter { result.cells[$0] == nil }
    let span = entries.last?.span ?? 0..<0
    let shown = Change.spoken(sum: sum)
    let format = QuantityFormat(currency: schema.currency)
    let parts = zip(schema.axes[axis].labels, result.cells).compactMap { label, cell in
      cell.map { "\(label) \(format.short($0.value, .percent))" }
    }
    let spoken = parts.prefix(8).joined(separator: ", ") + (parts.count > 8 ? " …" : "")
    if sum > 1 + 1e-9 {
      complain(
        "\(definition.name) adds up to \(shown), more than 100%", span, mark: "too much", why: "\(spoken).")
    } else if open.isEmpty, sum < 1 - 1e-9 {
      complain(
        "\(definition.name) adds up to \(shown), not 100%", span, mark: "too little",
        why: "\(spoken). Leave one \(schema.axes[axis].name) out and it takes the rest.")
    }
    for cell in open { result.cells[cell] = Given.Cell(max(0, 1 - sum) / Double(open.count)) }
    return result
  }

  /// Three or more teams and nobody said who does which work: said as an assumption.
  private mutating func assumeShares() {
    let schema = agreement.schema
    guard schema.axes[Model.team].labels.count >= 3 else { return }
    for name in ["follow_up_share", "selling_share", "service_share"] {
      guard let place = schema.place(of: name), agreement.givens[place] == nil else { continue }
      agreement.remarks.append("assumed: \(name) divides evenly over \(schema.axes[Model.team].labels.count) teams")
    }
  }
}

extension Agreement {
  /// What a quantity asks of a value written for it.
  public func wanted(_ definition: Definition) -> Wanted {
    Wanted(
      definition.units, name: definition.name, bareTime: definition.bareFigure ? .hours : nil,
      hoursPerDay: businessHours.hours)
  }

  /// No agreement has more formulas of its own: far above what people write, far below where a chain of them, each
  /// reading the next, would be too deep for the call stack.
  static let mostFormulas = 500

  /// Adds a quantity of one's own: a plain value is a driver, anything else a formula.
  /// - Parameter source: the text itself, with the file and line it stands in.
  public mutating func define(_ name: String, _ text: String, source: Source) throws(Diagnostic) {
    guard formulas.count < Self.mostFormulas || formulas.contains(where: { $0.name == name }) else {
      throw Diagnostic("there are \(formulas.count) formulas already; more are not kept")
    }
    var definition = Definition(
      name, title: Phrase(verbatim: Self.titled(name)), describe: "A quantity of this agreement's own.",
      group: "Own", role: .computed)
    let syntax = try Parser.formula(
      source, vocabulary: schema.vocabulary,
      figures: FigureReader(form: .files(language: language), currency: currency))
    definition.source = source
    var given: Given.Cell?
    if case .figure(let figure, _) = syntax.node {
      definition.role = .driver
      definition.units = Self.units(of: figure)
      definition.bounds.upper = definition.units.isPercent ? 1 : 1e13
      let written = Written(.exact(figure.value), units: definition.units, per: figure.per)
      given = Given.Cell(written.over(months: period.months).plain ?? .nan, per: figure.per)
      definition.absence = "\(name) is not given"
    } else {
      let checked = try Checker.check(syntax, in: schema, source: source)
      definition.formula = syntax
      definition.units = checked.units.still
      definition.axes = checked.axes
      definition.totals = Self.totals(checked.units)
    }
    schema.add(definition)
    formulas.removeAll { $0.name == name }
    formulas.append((name, text))
    if let place = schema.place(of: name) { givens[place] = given.map { Given($0) } }
  }

  private static func units(of figure: Figure) -> Units {
    var units: Units =
      switch figure.unit {
      case .none: .number
      case .percent, .points: .percent
      case .money: .money
      case .hours: .hours
      case .days: .days
      }
    if figure.per != nil {
      units.flow = .period
      if units == Units(flow: .period) { units = Units(money: 1, flow: .period) }
    }
    return units
  }

  private static func totals(_ units: Units) -> Definition.Totals {
    if units.isMoney || units.isHours || units.noun != nil { return .sum }
    return .none
  }

  /// "pipeline_per_rep" as a title: "Pipeline per rep".
  private static func titled(_ name: String) -> String {
    let words = String(name.map { $0 == "_" ? " " : $0 })
    return (words.first?.uppercased() ?? "") + words.dropFirst()
  }
}
