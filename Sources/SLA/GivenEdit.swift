// What is given for one quantity, changed in the file where it stands.
//
//     follow_up:
//       attempts: 6                        a spot for all tiers
//     tiers:
//       CEO: {attempts: 8}                 a spot for one of them; it goes before the one for all
//     teams:
//       AE:
//         reps: {2026-07: 7, 2026-09: 8}   a spot by month: each value holds until the next
//
// Every cell of the quantity is decided by one written value. A value is exchanged where its cells change alike; labels
// that part from a value for all get a value of their own, and where all of them part, the value becomes one for each.

import Calc

/// The edits of one quantity.
struct GivenEdit {
  let definition: Definition
  let now: Agreement
  let read: Agreement

  private var schema: Schema { now.schema }
  private var style: FigureStyle { FigureStyle(agreement: now, definition: definition) }
  private var writer: AgreementWriter { AgreementWriter(agreement: now) }

  init(definition: Definition, now: Agreement, read: Agreement) {
    (self.definition, self.now, self.read) = (definition, now, read)
  }

  /// A value in the file, or its values by month, with the labels it is for.
  private struct Spot {
    var path: YAMLPath
    var labels: [Checked.Selection]
    var node: YAMLNode
    /// Its values by month, in their order; nil where one value is for all months.
    var months: [(index: Int, key: String)]?
  }

  /// A map in the file that holds values by label.
  private struct Holder {
    var path: YAMLPath
    var labels: [Checked.Selection]
    var axis: Int
  }

  private var roots: [YAMLPath] = []
  private var spots: [Spot] = []
  private var holders: [Holder] = []

  // MARK: Where it stands

  private mutating func find(in root: YAMLNode) {
    (roots, spots, holders) = ([], [], [])
    for group in AgreementReader.groups { find(root[group], [.key(group)], []) }
    for (axis, part) in [(Model.tier, "tiers"), (Model.team, "teams")] {
      for entry in root[part]?.entries ?? [] {
        guard let label = schema.label(entry.key.text), label.place == axis else { continue }
        find(entry.value, [.key(part), .key(entry.key.text)], [label])
      }
    }
  }

  private mutating func find(_ group: YAMLNode?, _ path: YAMLPath, _ labels: [Checked.Selection]) {
    for entry in group?.entries ?? [] {
      let name = schema.vocabulary.canonical(Vocabulary.fold(entry.key.text)) ?? entry.key.text
      guard name == definition.name else { continue }
      roots.append(path + [.key(entry.key.text)])
      collect(entry.value, path + [.key(entry.key.text)], labels)
    }
  }

  private mutating func collect(_ node: YAMLNode, _ path: YAMLPath, _ labels: [Checked.Selection]) {
    guard let entries = node.entries else {
      spots.append(Spot(path: path, labels: labels, node: node))
      return
    }
    var months: [(index: Int, key: String)] = []
    for entry in entries {
      guard let label = schema.label(entry.key.text) else { continue }
      if label.place == Model.month {
        months.append((label.index, entry.key.text))
      } else {
        if !holders.contains(where: { $0.path == path }) {
          holders.append(Holder(path: path, labels: labels, axis: label.place))
        }
        collect(entry.value, path + [.key(entry.key.text)], labels + [label])
      }
    }
    if !months.isEmpty {
      months.sort { $0.index < $1.index }
      spots.append(Spot(path: path, labels: labels, node: node, months: months))
    }
  }

  // MARK: Anew

  /// Writes the quantity as a whole new file would have it, in the place of all that stands for it.
  mutating func writeAnew(_ given: Given?, in file: inout FileEdits) throws(Diagnostic) {
    find(in: file.root)
    let place = schema.place(of: definition.name) ?? 0
    let layout = given.map { writer.layout(place, $0) } ?? []
    // A value for all stays in the group where it stands.
    let old = roots.first { $0.count == 2 }
    let wanted = layout.map { item in
      item.path.count == 2 && old != nil ? (path: old ?? item.path, value: item.value) : item
    }
    for root in roots where !wanted.contains(where: { $0.path == root }) { try file.remove(root) }
    for item in wanted { try file.put(item.path, item.value) }
  }

  // MARK: In place

  /// Changes the values that differ.
  /// - Returns: false where that would not say what is given; then nothing is changed.
  mutating func write(from old: Given?, to new: Given?, in file: inout FileEdits) throws(Diagnostic) -> Bool {
    find(in: file.root)
    guard let new else {
      for root in roots { try file.remove(root) }
      return true
    }
    let first = definition.axes.places.first.map { AxisSet(place: $0) } ?? []
    // One figure that is divided among the labels is another thing than a figure for each.
    let isDividedAnew = definition.spread != nil && old?.axes.contains(first) != new.axes.contains(first)
    // Ranges that hold for all are one unknown; for each label they are as many.
    let isOneUnknown = new.isUncertain && old?.axes != new.axes
    guard !roots.isEmpty, !isDividedAnew, !isOneUnknown else { return false }
    var draft = file
    guard try change(old ?? Given(over: [], in: schema), new, in: &draft) else { return false }
    file = draft
    return true
  }

  /// A combination of labels, and along it what is given by month, before and now.
  private struct Row {
    var labels: [Checked.Selection]
    /// The spot that decides it; nil for none.
    var spot: Int?
    var old: [Given.Cell?]
    var new: [Given.Cell?]
    /// The months that the spot decides; along the others another one does.
    var isOwn: [Bool]

    var isChanged: Bool { zip(zip(old, new), isOwn).contains { $1 && $0.0 != $0.1 } }
  }

  private mutating func change(_ old: Given, _ new: Given, in file: inout FileEdits) throws(Diagnostic) -> Bool {
    var axes = old.axes.union(new.axes)
    for spot in spots { for label in spot.labels { axes.insert(AxisSet(place: label.place)) } }
    for holder in holders { axes.insert(AxisSet(place: holder.axis)) }
    if definition.axes.contains(place: Model.month) { axes.insert(AxisSet(place: Model.month)) }
    let rows = rows(old.expanded(over: axes, in: schema), new.expanded(over: axes, in: schema), axes)
    var parted: [Row] = []
    for (index, spot) in spots.enumerated() {
      let own = rows.filter { $0.spot == index }
      let changed = own.filter(\.isChanged)
      guard let first = changed.first else { continue }
      if changed.count == own.count, own.allSatisfy({ $0.new == first.new && $0.isOwn == first.isOwn }) {
        guard try write(first, at: spot, in: &file) else { return false }
      } else if changed.count < own.count {
        parted += changed
      } else {
        guard try divide(spot, own, in: &file) else { return false }
      }
    }
    parted += rows.filter { $0.spot == nil && $0.isChanged }
    if isImplied(parted, rows) { return true }
    for row in parted { guard try add(row, in: &file) else { return false } }
    return true
  }

  /// Every combination of labels with the spots that decide it; a combination stands once for each of them.
  private func rows(_ old: Given, _ new: Given, _ axes: AxisSet) -> [Row] {
    let grid = Grid(axes: axes, shape: old.shape, cells: [])
    let byMonth = axes.contains(place: Model.month)
    let count = byMonth ? schema.axes[Model.month].labels.count : 1
    return stride(from: 0, to: old.cells.count, by: count).flatMap { start -> [Row] in
      let labels = zip(axes.places, grid.position(of: start)).filter { $0.0 != Model.month }
        .map { Checked.Selection(place: $0.0, index: $0.1) }
      let deciding = (0..<count).map { decider(labels, byMonth ? $0 : nil) }
      let cells = start..<start + count
      return Set(deciding).map { spot in
        Row(
          labels: labels, spot: spot, old: Array(old.cells[cells]), new: Array(new.cells[cells]),
          isOwn: deciding.map { $0 == spot })
      }
    }
  }

  /// The spot that decides a cell: as reading has it, the one with the most labels, of equal ones the last. A spot by
  /// month takes the months before its first one where nothing else does.
  private func decider(_ labels: [Checked.Selection], _ month: Int?) -> Int? {
    var best: (spot: Int, rank: Int)?
    for (index, spot) in spots.enumerated() where spot.labels.allSatisfy({ labels.contains($0) }) {
      var rank = spot.labels.count + (spot.months == nil ? 0 : 1)
      if let months = spot.months, let month {
        let isNamed =
          definition.holdsForItsMonth
          ? months.contains { $0.index == month } : months.first.map { $0.index <= month } ?? false
        if !isNamed { rank = -1 }
      }
      if rank >= best?.rank ?? Int.min { best = (index, rank) }
    }
    return best?.spot
  }

  // MARK: Values

  /// Another value, or other values by month, at a spot.
  private func write(_ row: Row, at spot: Spot, in file: inout FileEdits) throws(Diagnostic) -> Bool {
    let wanted = zip(zip(row.old, row.new), row.isOwn).map { $1 ? $0.1 : $0.0 }
    if let months = spot.months { return try write(wanted, row.old, months, at: spot, in: &file) }
    if let one = wanted.first, wanted.allSatisfy({ $0 == one }) {
      guard let one else {
        try file.remove(spot.path)
        return true
      }
      try file.replace(spot.path, with: .text(style.text(one, like: spot.node.text)))
      return true
    }
    guard let node = byMonth(wanted, like: spot.node.text) else { return false }
    try file.replace(spot.path, with: node)
    return true
  }

  /// Values by month where there are such already: those that change are exchanged, further months begin where the
  /// value would otherwise not change.
  private func write(
    _ wanted: [Given.Cell?], _ old: [Given.Cell?], _ months: [(index: Int, key: String)], at spot: Spot,
    in file: inout FileEdits
  ) throws(Diagnostic) -> Bool {
    let labels = schema.axes[Model.month].labels
    var last: Given.Cell?
    var lastText = months.first.flatMap { spot.node[$0.key]?.text }
    for (month, cell) in wanted.enumerated() {
      if definition.holdsForItsMonth { last = nil }
      if let key = months.first(where: { $0.index == month })?.key {
        let path = spot.path + [.key(key)]
        lastText = spot.node[key]?.text ?? lastText
        guard let cell else {
          guard last == nil else { return false }
          try file.remove(path)
          continue
        }
        if cell != old[month] { try file.replace(path, with: .text(style.text(cell, like: lastText))) }
        last = cell
      } else if cell != last {
        guard let cell else { return false }
        let next = months.first { $0.index > month }?.key
        try file.make(
          .add(spot.path, key: labels[month], value: .text(style.text(cell, like: lastText)), before: next))
        last = cell
      }
    }
    return true
  }

  /// A row as one value, or as a map of the months in which it changes; nil where it ends.
  private func byMonth(_ row: [Given.Cell?], like old: String?) -> YAMLNode? {
    if let one = row.first, row.allSatisfy({ $0 == one }) { return one.map { .text(style.text($0, like: old)) } }
    var entries: [(String, YAMLNode)] = []
    var last: Given.Cell?
    for (label, cell) in zip(schema.axes[Model.month].labels, row) where definition.holdsForItsMonth || cell != last {
      guard let cell else {
        if definition.holdsForItsMonth { continue }
        return nil
      }
      entries.append((label, .text(style.text(cell, like: old))))
      last = cell
    }
    return .mapping(entries, inBraces: true)
  }

  /// A value for all becomes one for each label.
  private func divide(_ spot: Spot, _ rows: [Row], in file: inout FileEdits) throws(Diagnostic) -> Bool {
    guard spot.months == nil, rows.allSatisfy({ !$0.isOwn.contains(false) }) else { return false }
    var entries: [(String, YAMLNode)] = []
    for row in rows {
      let open = row.labels.filter { !spot.labels.contains($0) }
      guard open.count == 1, let value = byMonth(row.new, like: spot.node.text) else { return false }
      entries.append((schema.axes[open[0].place].labels[open[0].index], value))
    }
    try file.replace(spot.path, with: .mapping(entries, inBraces: true))
    return true
  }

  // MARK: New values

  /// A value of its own for a combination of labels.
  private mutating func add(_ row: Row, in file: inout FileEdits) throws(Diagnostic) -> Bool {
    guard !row.isOwn.contains(false), let value = byMonth(row.new, like: spots.first?.node.text) else { return false }
    find(in: file.root)
    let holder = holders.first { holder in
      holder.labels.allSatisfy { row.labels.contains($0) } && row.labels.count == holder.labels.count + 1
        && row.labels.contains { $0.place == holder.axis }
    }
    if let holder, let label = row.labels.first(where: { $0.place == holder.axis }) {
      try file.put(holder.path + [.key(schema.axes[label.place].labels[label.index])], value)
      return true
    }
    var path: YAMLPath
    var rest = row.labels
    if let home = rest.firstIndex(where: { $0.place == Model.tier || $0.place == Model.team }) {
      let label = rest.remove(at: home)
      path = [.key(label.place == Model.tier ? "tiers" : "teams"), .key(schema.axes[label.place].labels[label.index])]
    } else {
      path = [.key(writer.section(definition))]
    }
    path.append(.key(definition.name))
    guard !roots.contains(where: { $0.dropLast() == path.dropLast() }) else { return false }
    let node = rest.reversed().reduce(value) { node, label in
      .mapping([(schema.axes[label.place].labels[label.index], node)], inBraces: true)
    }
    try file.put(path, node)
    return true
  }

  /// Whether the labels of shares that are left out take just what the others leave.
  private func isImplied(_ parted: [Row], _ rows: [Row]) -> Bool {
    guard definition.isShares, !parted.isEmpty, parted.allSatisfy({ $0.spot == nil }) else { return false }
    let left = 1 - rows.filter { $0.spot != nil }.reduce(0) { $0 + (($1.new.first ?? nil)?.value ?? 0) }
    let open = rows.filter { $0.spot == nil }
    let even = left / Double(open.count)
    return open.allSatisfy { abs((($0.new.first ?? nil)?.value ?? 0) - even) <= 1e-12 }
  }
}
