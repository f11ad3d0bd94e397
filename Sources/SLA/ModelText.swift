// Reads the model's text (sla.model, whose head says how an entry is written) into definitions. The text ships inside
// the program; a fault in it is a fault of the program, and a test reads it whole.

import Calc

/// The definitions of a model's text.
struct ModelText {
  private let source: Source
  private let schema: Schema

  /// - Parameters:
  ///   - schema: the axes; definitions are added to it.
  init(_ source: Source, schema: Schema) {
    self.source = source
    self.schema = schema
  }

  /// The schema with the text's definitions in it.
  func read() throws(Diagnostic) -> Schema {
    var schema = schema
    var pending: [(definition: Definition, formula: Range<Int>?)] = []
    var group = ""
    var party: String?
    var entry: Definition?
    var formula: Range<Int>?
    var sentences: [String] = []
    var templates: [(definition: Definition, formula: Range<Int>?)] = []
    func finish() {
      if var done = entry {
        done.describe = Phrase(verbatim: sentences.joined(separator: " "))
        if done.name.contains("(") { templates.append((done, formula)) } else { pending.append((done, formula)) }
      }
      entry = nil
      formula = nil
      sentences = []
    }
    var offset = 0
    for line in source.text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let span = offset..<offset + line.count
      offset += line.count + 1
      let text = String(Substring(line))
      if text.isEmpty || text.hasPrefix("#") { continue }
      if text.hasPrefix("== ") {
        finish()
        let parts = text.dropFirst(3).split(separator: "|").map { $0.trimmed }
        group = parts.first ?? ""
        party = parts.count > 1 ? parts[1] : nil
      } else if !text.hasPrefix(" ") {
        finish()
        entry = try header(text, group, span)
        if entry?.side == nil { entry?.side = party }
      } else if var current = entry {
        let body = text.drop { $0 == " " }
        let indent = text.utf8.count - body.utf8.count
        func formulaAfter(_ word: String) -> Range<Int> { span.lowerBound + indent + word.utf8.count..<span.upperBound }
        if body.hasPrefix("= ") {
          formula = formulaAfter("= ")
        } else if body.hasPrefix("default ") {
          current.role = .driver
          formula = formulaAfter("default ")
        } else if body == "required" || body.hasPrefix("required ") {
          current.role = .driver
          current.isRequired = true
          if body != "required" { formula = formulaAfter("required ") }
        } else if body == "not given" {
          current.role = .driver
        } else if body == "fact" {
          current.role = .fact
        } else if body.hasPrefix("undefined ") {
          current.absence = Phrase(verbatim: String(body.dropFirst(11).dropLast()))
        } else {
          sentences.append(String(body))
        }
        entry = current
      }
    }
    finish()
    for (definition, _) in pending { schema.add(settled(definition)) }
    for word in pending.flatMap({ $0.definition.units.choices ?? [] }) { schema.add(word: word) }
    for (definition, _) in templates {
      schema.add(words: definition.name.split { "(),".contains($0) }.map { $0.trimmed })
    }
    func parsed(_ formula: Range<Int>) throws(Diagnostic) -> (Syntax, Source) {
      let text = Source(source.text(formula), file: source.file)
      return (try Parser.formula(text, vocabulary: schema.vocabulary, figures: FigureReader()), text)
    }
    for (definition, formula) in templates {
      guard let formula else { continue }
      let words = definition.name.split { "(),".contains($0) }.map { $0.trimmed }
      let (syntax, text) = try parsed(formula)
      schema.add(
        template: Schema.Template(
          parameters: Array(words.dropFirst()), units: definition.units, formula: syntax, source: text), as: words[0])
    }
    for (definition, formula) in pending {
      guard let formula, let place = schema.place(of: definition.name) else { continue }
      let (syntax, text) = try parsed(formula)
      schema.update(place) {
        $0.formula = syntax
        $0.source = text
      }
    }
    return schema
  }

  /// Bounds that follow from role and units.
  private func settled(_ definition: Definition) -> Definition {
    var result = definition
    if result.units.isPercent, result.role == .driver, result.bounds.upper == 1e13 { result.bounds.upper = 1 }
    if result.units.isDays, result.bounds.upper == 1e13 { result.bounds.upper = 36_500 }
    return result
  }

  /// `name[axes] "Title"  units, bounds; attributes`
  private func header(_ text: String, _ group: String, _ span: Range<Int>) throws(Diagnostic) -> Definition {
    func fault(_ message: Phrase) -> Diagnostic { Diagnostic(message, at: source.place(span)) }
    guard let open = text.firstIndex(of: "\""), let close = text[text.index(after: open)...].firstIndex(of: "\"") else {
      throw fault("an entry begins: name[axes] \"Title\"  units")
    }
    // `answered(agents)` is a formula with parameters and has no axes of its own.
    if text[..<open].contains("(") {
      var definition = Definition(String(text[..<open]).trimmedName, title: "", group: group, role: .computed)
      try units(&definition, text[text.index(after: close)...].split(separator: ",").map { $0.trimmed }, fault)
      return definition
    }
    let named = text[..<open].split(whereSeparator: { "[], ".contains($0) }).map(String.init)
    var axes: AxisSet = []
    for name in named.dropFirst() {
      guard let place = schema.axis(named: name) else { throw fault("there is no axis \(name)") }
      axes.insert(AxisSet(place: place))
    }
    let clauses = text[text.index(after: close)...].split(separator: ";").map { $0.trimmed }
    let counted = (clauses.first ?? "").split(separator: ",").map { $0.trimmed }
    var definition = Definition(
      named.first ?? "", title: Phrase(verbatim: String(text[text.index(after: open)..<close])), group: group,
      axes: axes, role: .computed)
    try units(&definition, counted, fault)
    for clause in clauses.dropFirst() { try attribute(&definition, clause, fault) }
    return definition
  }

  private func units(
    _ definition: inout Definition, _ words: [String], _ fault: (Phrase) -> Diagnostic
  ) throws(Diagnostic) {
    var noun = words.first ?? ""
    if noun.hasPrefix("choice ") {
      definition.units = Units(.choice([String(noun.dropFirst(7))] + words.dropFirst()))
      return
    }
    var flow: Units.Flow?
    if noun.hasSuffix(" per period") { flow = .period }
    if noun.hasSuffix(" per month") { flow = .month }
    if flow != nil { noun = String(noun.split(separator: " ")[0]) }
    switch noun {
    case "money": definition.units = .money
    case "money a day": definition.units = Units(money: 1, days: -1)
    case "percent": definition.units = .percent
    case "number": definition.units = .number
    case "yes or no": definition.units = .truth
    case "hours": definition.units = .hours
    case "days": definition.units = .days
    default: definition.units = .count(noun)
    }
    definition.units.flow = flow
    for bound in words.dropFirst() {
      if bound == "any" {
        definition.bounds.lower = -1e13
      } else if bound.hasPrefix("> "), let value = Double(bound.dropFirst(2)) {
        definition.bounds.lower = value
        definition.bounds.aboveLower = true
      } else if bound.hasPrefix(">= "), let value = Double(bound.dropFirst(3)) {
        definition.bounds.lower = value
      } else {
        throw fault("“\(bound)” is no bound")
      }
    }
  }

  private func attribute(
    _ definition: inout Definition, _ clause: String, _ fault: (Phrase) -> Diagnostic
  ) throws(Diagnostic) {
    let words = clause.split(separator: " ").map(String.init)
    switch (words.first ?? "", words.count > 1 ? words[1] : "") {
    case ("totals", "sum"): definition.totals = .sum
    case ("totals", "ratio"): definition.totals = .ratio
    case ("dealt", _):
      definition.isDealt = true
      definition.rounding = .up
    case ("rounds", "up"): definition.rounding = .up
    case ("rounds", "down"): definition.rounding = .down
    case ("shares", _): definition.isShares = true
    case ("split", "by") where words.count == 3: definition.spread = words[2]
    case ("month", "alone"): definition.holdsForItsMonth = true
    case ("bare", _): definition.bareFigure = true
    case ("side", let side) where !side.isEmpty: definition.side = side
    case ("never", "up"): definition.never = .up
    case ("never", "down"): definition.never = .down
    case ("worst", let end) where end == "highest" || end == "lowest":
      definition.worst = end == "highest" ? .up : .down
      if let quote = clause.firstIndex(of: "\"") {
        definition.worstWord = Phrase(verbatim: clause[clause.index(after: quote)...].filter { $0 != "\"" })
      }
    case ("flatters", _): definition.flatters = true
    case ("term", _): definition.weakens = true
    default: throw fault("“\(clause)” means nothing here")
    }
  }
}

extension String {
  fileprivate var trimmedName: String { self[...].trimmed }
}
