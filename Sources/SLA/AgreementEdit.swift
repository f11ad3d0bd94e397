// Saving in place: from what a file says and what the agreement is now to the changes that make the file say it, and
// nothing else.
//
//     bytes → tree → agreement as read ─┐
//                     agreement now ────┴─ what differs → edits of the tree → splices → new bytes → read again: the same?
//
// A quantity is first changed value by value where each stands (GivenEdit). Where the file would then not say exactly
// what is given, that quantity is written anew in the place a whole new file would have it.

import Calc

/// Makes a file say what an agreement says.
public struct AgreementEdit {
  private let now: Agreement
  private let read: Agreement
  private var file: FileEdits
  private var writer: AgreementWriter { AgreementWriter(agreement: now) }

  /// The text of a file with everything changed that differs from an agreement.
  /// - Parameters:
  ///   - bytes: the file as it was read; an agreement that can be read.
  ///   - agreement: what it is to say: the same agreement, edited.
  /// - Throws: why it cannot be made to say so; the file is to stay as it is.
  public static func text(
    of agreement: Agreement, in bytes: [UInt8], file: String? = nil
  ) throws(Diagnostic) -> String {
    let (source, root, _) = YAMLReader.read(bytes: bytes, file: file)
    guard let source, let root else { throw Diagnostic("the file as it was read cannot be read") }
    let read = try AgreementReader.read(bytes: bytes, file: file)
    var anew: Set<String> = []
    while true {
      var edit = AgreementEdit(now: agreement, read: read, file: FileEdits(root))
      try edit.makeAll(anew: anew)
      let text = try YAMLEdit.apply(edit.file.edits, to: source, root: root).source.text
      let again = try AgreementReader.read(bytes: Array(text.utf8), file: file)
      let unlike = agreement.unlike(again)
      guard !unlike.isSubset(of: anew) else { return text }
      anew.formUnion(unlike)
    }
  }

  private mutating func makeAll(anew: Set<String>) throws(Diagnostic) {
    try editFormulas()
    for (place, definition) in now.schema.definitions.enumerated()
    where definition.role == .driver || definition.role == .computed {
      let old = read.schema.place(of: definition.name).flatMap { read.givens[$0] }
      let new = writer.isToldByFormula(place) ? nil : now.givens[place]
      var edit = GivenEdit(definition: definition, now: now, read: read)
      if anew.contains(definition.name) {
        try edit.writeAnew(new, in: &file)
      } else if old != new {
        guard try !edit.write(from: old, to: new, in: &file) else { continue }
        try edit.writeAnew(new, in: &file)
      }
    }
    try editScenarios()
    try editSources()
    try editWatch()
    try editProse()
    try editActuals()
  }

  // MARK: What happened

  private mutating func editActuals() throws(Diagnostic) {
    guard now.actuals != read.actuals else { return }
    guard !now.actuals.isEmpty else { return try file.remove(["actuals"]) }
    try file.put(["actuals"], writer.actuals)
  }

  // MARK: Formulas

  private mutating func editFormulas() throws(Diagnostic) {
    let entries = file.root["formulas"]?.entries ?? []
    for (name, text) in now.formulas {
      let entry = entries.first { Vocabulary.fold($0.key.text) == name }
      let old = read.formulas.first { $0.name == name }?.text
      let isSame = old == text && givens(name, in: read) == givens(name, in: now)
      if isSame, entry != nil { continue }
      let new = writer.formula(name, text, like: entry?.value.text)
      try file.put(["formulas", .key(entry?.key.text ?? name)], .text(new))
    }
    for entry in entries where !now.formulas.contains(where: { $0.name == Vocabulary.fold(entry.key.text) }) {
      try file.remove(["formulas", .key(entry.key.text)])
    }
  }

  private func givens(_ name: String, in agreement: Agreement) -> Given? {
    agreement.schema.place(of: name).flatMap { agreement.givens[$0] }
  }

  // MARK: Scenarios

  private mutating func editScenarios() throws(Diagnostic) {
    for old in read.scenarios where !now.scenarios.contains(where: { $0.name == old.name }) {
      try file.remove(["scenarios", .key(old.name)])
    }
    for scenario in now.scenarios {
      let path: YAMLPath = ["scenarios", .key(scenario.name)]
      guard let old = read.scenarios.first(where: { $0.name == scenario.name }), let node = file.root[path] else {
        try file.put(path, try writer.scenario(scenario))
        continue
      }
      var names: [String] = []
      for change in old.changes + scenario.changes where !names.contains(change.name) { names.append(change.name) }
      let written = WrittenChanges(node, at: path, in: now.schema)
      for name in names {
        let (before, after) = (old.changes.filter { $0.name == name }, scenario.changes.filter { $0.name == name })
        guard !before.elementsEqual(after, by: { $0.isAlike($1) }) else { continue }
        if try !exchange(before, after, written.leaves.filter { $0.name == name }) {
          for key in written.keys[name] ?? [] { try file.remove(path + [.key(key)]) }
          for (key, value) in try writer.entries(of: name, in: scenario) { try file.put(path + [.key(key)], value) }
        }
      }
    }
  }

  /// Other values in the places of the old ones.
  /// - Returns: false where the changes are not the same ones with other values.
  private mutating func exchange(
    _ before: [Change], _ after: [Change], _ leaves: [WrittenChanges.Leaf]
  ) throws(Diagnostic) -> Bool {
    guard before.count == after.count, before.count == leaves.count,
      zip(before, after).allSatisfy({ $0.labels == $1.labels && $0.from == $1.from })
    else { return false }
    for (leaf, change) in zip(leaves, after) { try file.replace(leaf.path, with: .text(writer.text(change))) }
    return true
  }

  // MARK: The rest

  private mutating func editSources() throws(Diagnostic) {
    let vocabulary = now.schema.vocabulary
    let entries = file.root["sources"]?.entries ?? []
    func name(_ key: String) -> String { vocabulary.canonical(Vocabulary.fold(key)) ?? key }
    for entry in entries where now.sources[name(entry.key.text)] == nil {
      try file.remove(["sources", .key(entry.key.text)])
    }
    for (source, text) in now.sources.sorted(by: { $0.key < $1.key }) where read.sources[source] != text {
      let key = entries.first { name($0.key.text) == source }?.key.text ?? source
      try file.put(["sources", .key(key)], .text(text))
    }
  }

  private mutating func editWatch() throws(Diagnostic) {
    guard now.watch != read.watch else { return }
    guard let watch = now.watch else { return try file.remove(["watch"]) }
    try file.put(["watch"], .sequence(watch.map { .text($0) }, inBrackets: true))
  }

  /// The parts that are kept as they are.
  private mutating func editProse() throws(Diagnostic) {
    for (key, node) in now.prose where file.root[key].map({ !$0.means(node) }) ?? true {
      try file.put([.key(key)], node)
    }
    for (key, _) in read.prose where !now.prose.contains(where: { $0.key == key }) { try file.remove([.key(key)]) }
  }
}

/// Where the changes of a scenario stand, in the order in which they are read.
private struct WrittenChanges {
  struct Leaf {
    var name: String
    var path: YAMLPath
  }

  private(set) var leaves: [Leaf] = []
  /// The keys of a quantity in the scenario.
  private(set) var keys: [String: [String]] = [:]

  init(_ node: YAMLNode, at path: YAMLPath, in schema: Schema) {
    for entry in node.entries ?? [] {
      let own = Vocabulary.fold(String(entry.key.text.prefix { $0 != "[" }))
      let name = schema.vocabulary.canonical(own) ?? own
      keys[name, default: []].append(entry.key.text)
      collect(entry.value, name, path + [.key(entry.key.text)], schema)
    }
  }

  private mutating func collect(_ node: YAMLNode, _ name: String, _ path: YAMLPath, _ schema: Schema) {
    guard let entries = node.entries else {
      if !node.isNothing { leaves.append(Leaf(name: name, path: path)) }
      return
    }
    var months: [(index: Int, key: String)] = []
    for entry in entries {
      guard let label = schema.label(entry.key.text) else { continue }
      if label.place == Model.month {
        months.append((label.index, entry.key.text))
      } else {
        collect(entry.value, name, path + [.key(entry.key.text)], schema)
      }
    }
    for (_, key) in months.sorted(by: { $0.index < $1.index }) {
      leaves.append(Leaf(name: name, path: path + [.key(key)]))
    }
  }
}

extension Change {
  /// Whether a file would say the same for both.
  func isAlike(_ other: Change) -> Bool {
    name == other.name && labels == other.labels && from == other.from && written == other.written
  }
}

extension Agreement {
  /// The quantities that are given otherwise in another agreement. What binary arithmetic cannot keep apart, as of a
  /// flow written per quarter, is not told apart.
  func unlike(_ other: Agreement) -> Set<String> {
    var names: Set<String> = []
    for (place, definition) in schema.definitions.enumerated() {
      let (a, b) = (givens[place], other.schema.place(of: definition.name).flatMap { other.givens[$0] })
      let isAlike: Bool =
        if let a, let b {
          a.axes == b.axes && a.cells.elementsEqual(b.cells) { Given.Cell.areAlike($0, $1) }
        } else {
          a == nil && b == nil
        }
      if !isAlike { names.insert(definition.name) }
    }
    return names
  }
}

extension Given.Cell {
  fileprivate static func areAlike(_ a: Given.Cell?, _ b: Given.Cell?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    func close(_ x: Double, _ y: Double) -> Bool { abs(x - y) <= 1e-12 * max(abs(x), abs(y)) }
    let isSpreadAlike =
      switch (a.spread, b.spread) {
      case (.range(let low, let high), .range(let otherLow, let otherHigh)):
        close(low, otherLow) && close(high, otherHigh)
      default: a.spread == b.spread
      }
    return a.per == b.per && isSpreadAlike && close(a.value, b.value)
  }
}
