// The clauses of an agreement's file: promises with what happens otherwise, scenarios, sources, and the prose.

import Calc

extension AgreementReader {
  // MARK: Promises

  mutating func readPromises() {
    guard let node = root["promises"], !node.isEmpty else { return }
    guard let items = node.items else {
      complain(
        "promises are a list", node.span, hint: "promises:\n    - {by: marketing, promise: …, test: coverage >= 100%}")
      return
    }
    for item in items { readPromise(item) }
  }

  private mutating func readPromise(_ node: YAMLNode) {
    guard node.entries != nil else {
      complain("a promise has keys: by, promise, test", node.span)
      return
    }
    let known = ["by", "promise", "test", "otherwise", "relief", "tell", "actual", "credit"]
    unknownKeys(of: node, known: known, in: "a promise")
    guard let name = scalar(node["promise"], "promise") else {
      complain("a promise has a name", node.span, hint: "promise: Deliver the lead quota")
      return
    }
    guard let by = scalar(node["by"], "by") else {
      complain("“\(name)” does not say who promises it", node.span, hint: "by: marketing")
      return
    }
    let parties = agreement.parties.isEmpty ? ["marketing", "sales"] : agreement.parties.map(\.key)
    guard parties.contains(by) else {
      complain(
        "\(by) is no party of the agreement", node["by"]?.span ?? node.span, mark: "unknown",
        why: "Its parties are \(parties.joined(separator: ", ")).",
        hint: "by: \(Suggestion.best(for: by, among: parties) ?? parties[0])")
      return
    }
    guard !agreement.promises.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
      complain(
        "“\(name)” is promised twice", node["promise"]?.span ?? node.span, why: "A promise is known by its name.")
      return
    }
    guard let test = node["test"], let text = scalar(test, "test") else {
      complain("“\(name)” has no test", node.span, hint: "test: coverage >= 100%")
      return
    }
    guard let (syntax, source) = formula(text, test) else { return }
    var promise = Promise(
      by: by, name: name, test: syntax, source: source, otherwise: scalar(node["otherwise"], "otherwise"), relief: [],
      tell: [], actual: nil, credit: scalar(node["credit"], "credit"))
    if let actual = node["actual"], let text = scalar(actual, "actual"), let (syntax, source) = formula(text, actual) {
      promise.actual = (syntax, source)
    }
    if let tell = node["tell"], !tell.isEmpty {
      promise.tell = tell.items?.compactMap(\.text) ?? tell.text.map { [$0] } ?? []
    }
    if let relief = node["relief"], !relief.isEmpty { promise.relief = changes(relief, in: "relief") }
    add(promise)
  }

  /// A test of a promise: parsed, checked to be a test.
  private mutating func formula(_ text: String, _ node: YAMLNode) -> (Syntax, Source)? {
    let line = source.place(node.span).line
    let own = Source(text, file: source.file, firstLine: line)
    do throws(Diagnostic) {
      let syntax = try Parser.formula(
        own, vocabulary: agreement.schema.vocabulary,
        figures: FigureReader(form: .files(language: agreement.language), currency: agreement.currency))
      let checked = try Checker.check(syntax, in: agreement.schema, source: own)
      guard checked.units.flavour == .truth, !checked.units.hasDimension else {
        complain("a promise's test compares two values", node.span, mark: "no test", hint: "\(text) >= …")
        return nil
      }
      return (syntax, own)
    } catch {
      complain(error, in: node)
      return nil
    }
  }

  /// Notes a promise, and lets its name stand for whether it is kept.
  private mutating func add(_ promise: Promise) {
    let hidden = "promise \(agreement.promises.count + 1)"
    var definition = Definition(
      hidden, title: Phrase(verbatim: promise.name), group: "Promises", units: .truth, role: .test)
    definition.formula = Syntax(.call("holds", [promise.test]), promise.test.span)
    definition.source = promise.source
    agreement.schema.add(definition)
    if let place = agreement.schema.place(of: hidden) { agreement.schema.add(promise: promise.name, as: place) }
    addOutcome(of: promise)
    agreement.promises.append(promise)
  }

  /// Lets `missed_months` know a promise: whether it was kept in each month that is over.
  private mutating func addOutcome(of promise: Promise) {
    guard let (test, source) = promise.actualTest(in: agreement.schema),
      let checked = try? Checker.check(test, in: agreement.schema, source: source)
    else { return }
    let hidden = "outcome \(agreement.promises.count + 1)"
    var definition = Definition(
      hidden, title: Phrase(verbatim: promise.name), group: "Promises", axes: checked.axes, units: .truth, role: .test)
    let isOver = Syntax(.reference(Reference("month_over")), test.span)
    let open = Syntax(.call("undefined", [Syntax(.text("the month is not over yet"), test.span)]), test.span)
    definition.formula =
      checked.axes.contains(place: Model.month) ? Syntax(.choose(isOver, then: test, else: open), test.span) : test
    definition.source = source
    agreement.schema.add(definition)
    if let place = agreement.schema.place(of: hidden) { agreement.schema.add(outcomeOf: promise.name, as: place) }
  }

  // MARK: Scenarios

  mutating func readScenarios() {
    guard let node = root["scenarios"], !node.isEmpty else { return }
    guard let entries = node.entries else {
      complain(
        "scenarios are named, each with its changes", node.span, hint: "scenarios:\n    cautious: {close_rate: -0.5pp}")
      return
    }
    for entry in entries {
      let name = entry.key.text
      if let why = Names.fault(name) {
        complain(why, entry.key.span, mark: "no name", hint: "\(Names.free(like: name, in: agreement.schema)):")
        continue
      }
      if let other = agreement.scenarios.first(where: { $0.name.lowercased() == name.lowercased() }) {
        complain(
          "\(other.name) and \(name) are one name: capitals do not count", entry.key.span, mark: "a second time")
        continue
      }
      let list = entry.value.isEmpty ? [] : changes(entry.value, in: name)
      agreement.scenarios.append(Scenario(name, changes: list))
    }
  }

  /// A map of changes: `close_rate: -0.5pp`, `"reps[SDR]": 5`, `reps: {SDR: 5}`.
  private mutating func changes(_ node: YAMLNode, in section: String) -> [Change] {
    guard let entries = node.entries else {
      complain("\(section) holds named changes", node.span, hint: "\(section): {close_rate: -0.5pp}")
      return []
    }
    var result: [Change] = []
    for entry in entries {
      guard let reference = reference(entry.key, in: section),
        let place = agreement.schema.place(of: reference.name)
      else { continue }
      let definition = agreement.schema.definitions[place]
      collect(entry.value, definition, reference.labels.map(\.text), &result)
    }
    return result
  }

  private mutating func reference(_ key: YAMLNode.Key, in section: String) -> Reference? {
    do throws(Diagnostic) {
      let own = Source(key.text)
      var parser = Parser(
        own, vocabulary: agreement.schema.vocabulary, figures: FigureReader(currency: agreement.currency))
      let reference = try parser.reference()
      try parser.end()
      guard let place = agreement.schema.place(of: reference.name) else {
        unknownKey(key, known: agreement.schema.definitions.filter { $0.role == .driver }.map(\.name), in: section)
        return nil
      }
      _ = try Checker(agreement.schema, source: own).selections(reference, of: agreement.schema.definitions[place])
      return reference
    } catch {
      faults.append(error.with { $0.place = source.place(key.span) })
      return nil
    }
  }

  private mutating func collect(
    _ node: YAMLNode, _ definition: Definition, _ labels: [String], _ result: inout [Change]
  ) {
    if let text = node.text, !node.isNothing {
      let start = contentStart(node)
      let source = source
      do throws(Diagnostic) {
        let written = try reader.read(text, for: agreement.wanted(definition)) {
          source.place(start + $0.lowerBound..<start + $0.upperBound)
        }
        result.append(Change(name: definition.name, labels: labels, written: written, text: text))
      } catch {
        complain(error, in: node)
      }
      return
    }
    guard let entries = node.entries else {
      complain("\(definition.name) changes to one value, or to one for each label", node.span)
      return
    }
    var months: [(index: Int, entry: YAMLNode.Entry)] = []
    for entry in entries {
      guard let label = agreement.schema.label(entry.key.text) else {
        complain("“\(entry.key.text)” is not a label of \(definition.name)", entry.key.span, mark: "unknown")
        continue
      }
      if label.place == Model.month {
        months.append((label.index, entry))
      } else {
        collect(entry.value, definition, labels + [entry.key.text], &result)
      }
    }
    for (_, entry) in months.sorted(by: { $0.index < $1.index }) {
      guard let text = entry.value.text else { continue }
      let source = source
      do throws(Diagnostic) {
        let written = try reader.read(text, for: agreement.wanted(definition)) { _ in source.place(entry.value.span) }
        let isAlone = definition.holdsForItsMonth
        result.append(
          Change(
            name: definition.name, labels: isAlone ? labels + [entry.key.text] : labels,
            from: isAlone ? nil : entry.key.text, written: written, text: text))
      } catch {
        complain(error, in: entry.value)
      }
    }
  }

  // MARK: The rest

  /// - Returns: the plan at base, nil where there is something to complain about.
  mutating func readRest() -> Plan? {
    for entry in root["sources"]?.entries ?? [] {
      let name = agreement.schema.vocabulary.canonical(Vocabulary.fold(entry.key.text)) ?? entry.key.text
      guard agreement.schema.place(of: name) != nil else {
        unknownKey(entry.key, known: agreement.schema.definitions.map(\.name), in: "sources")
        continue
      }
      if let text = scalar(entry.value, "sources") { agreement.sources[name] = text }
    }
    if let node = root["watch"], !node.isEmpty {
      var names: [String] = []
      for item in node.items ?? [node] {
        let text = item.text ?? ""
        let name = agreement.schema.vocabulary.canonical(Vocabulary.fold(text)) ?? text
        if let definition = agreement.schema.definition(name), definition.role != .test {
          names.append(name)
        } else {
          complain(
            "nothing is called \(text)", item.span, mark: "unknown",
            hint: Suggestion.best(for: text, among: agreement.schema.definitions.map(\.name)))
        }
      }
      agreement.watch = names
    }
    for entry in root.entries ?? []
    where Prose.keys.contains(entry.key.text) || entry.key.text == "tracking" {
      if !entry.value.isEmpty { agreement.prose.append((entry.key.text, entry.value)) }
    }
    return faults.isEmpty ? planned() : nil
  }

  /// The plan of what was read. A scenario that cannot be carried out is a fault of the file.
  private mutating func planned() -> Plan? {
    let plan: Plan
    do throws(Diagnostic) {
      plan = try Plan(agreement)
    } catch {
      faults.append(error)
      return nil
    }
    for scenario in agreement.scenarios {
      let entry = root["scenarios"]?.entries?.first { $0.key.text == scenario.name }
      attempt(scenario.changes, on: plan, entry?.value)
    }
    for (at, promise) in agreement.promises.enumerated() where !promise.relief.isEmpty {
      let items = root["promises"]?.items ?? []
      attempt(promise.relief, on: plan, items.indices.contains(at) ? items[at]["relief"] : nil)
    }
    return plan
  }

  /// Carries out the changes of a scenario or of a relief, one after the other, and notes the one that fails.
  /// - Parameter node: the map they stand in.
  private mutating func attempt(_ changes: [Change], on plan: Plan, _ node: YAMLNode?) {
    var plan = plan
    for change in changes {
      do throws(Diagnostic) {
        plan = try plan.with(change)
      } catch {
        let entry = node?.entries?.first { entry in
          let name = Vocabulary.fold(String(entry.key.text.prefix { $0 != "[" }))
          return agreement.schema.vocabulary.canonical(name) == change.name
        }
        let span = entry.map { $0.key.span.lowerBound..<$0.value.span.upperBound } ?? node?.span ?? 0..<0
        faults.append(
          error.hinting(Self.asEntry).with { $0.place = source.place(span) })
        return
      }
    }
  }

  /// `set close_rate[CEO] 6%` as the entry of a file: `"close_rate[CEO]": 6%`.
  private static func asEntry(_ line: String) -> String {
    guard line.hasPrefix("set "), let blank = line.dropFirst(4).firstIndex(of: " ") else { return line }
    let target = line.dropFirst(4)[..<blank]
    return (target.contains("[") ? "\"\(target)\"" : "\(target)") + ":" + line[blank...]
  }
}
