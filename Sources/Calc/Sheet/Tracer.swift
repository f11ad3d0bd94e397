// Why a value is what it is: walks a checked formula cell by cell, slowly, with the sheet's values in it. The
// evaluator says only that a value is undefined; the tracer says the reason, in words.

/// Evaluates parts of formulas at one cell, for explanations.
public struct Tracer {
  public let sheet: Sheet
  private var schema: Schema { sheet.schema }

  public init(_ sheet: Sheet) { self.sheet = sheet }

  /// The value of a part at label indices by axis place.
  public func value(_ checked: Checked, at position: [Int]) -> Double {
    switch checked.node {
    case .quantity(let place, let selections): return sheet.cell(place, at: selected(position, selections))
    case .constant(let value): return value
    default:
      let grid = sheet.evaluate(checked)
      var cell = 0
      for place in grid.axes.places {
        cell += grid.stride(of: place) * (place < position.count ? position[place] : 0)
      }
      return cell < grid.cells.count ? grid.cells[cell] : .nan
    }
  }

  /// Where a quantity's cell stands, as label indices by axis place.
  public func position(of cell: Int, in grid: Grid) -> [Int] {
    var position = [Int](repeating: 0, count: schema.axes.count)
    for (place, index) in zip(grid.axes.places, grid.position(of: cell)) where place < position.count {
      position[place] = index
    }
    return position
  }

  /// Why a cell of a quantity is undefined; nil where it is defined.
  public func reason(_ place: Int, at position: [Int]) -> Phrase? { reason(place, at: position, depth: 0) }

  private func reason(_ place: Int, at position: [Int], depth: Int) -> Phrase? {
    guard sheet.cell(place, at: position).isNaN, depth < 64 else { return nil }
    let definition = schema.definitions[place]
    if let empty = definition.axes.places.first(where: { schema.axes[$0].labels.isEmpty }) {
      return "the agreement has no \(schema.axes[empty].name)s"
    }
    guard let formula = sheet.program.formulas[place] else {
      return definition.absence ?? "\(definition.name) is not given\(labels(definition.axes, position))"
    }
    if definition.role != .computed, let absence = definition.absence { return absence }
    return reason(formula, at: position, depth: depth + 1) ?? "\(definition.name) is too large or too small to compute"
  }

  /// Why a formula is undefined at a cell; nil where it is defined.
  public func reason(_ checked: Checked, at position: [Int]) -> Phrase? { reason(checked, at: position, depth: 0) }

  private func reason(_ checked: Checked, at position: [Int], depth: Int) -> Phrase? {
    guard depth < 200 else { return nil }
    switch checked.node {
    case .undefined(let why): return why
    case .quantity(let place, let selections):
      return reason(place, at: selected(position, selections), depth: depth + 1)
    case .binary(.divide, let top, let bottom):
      if let why = reason(top, at: position, depth: depth + 1) ?? reason(bottom, at: position, depth: depth + 1) {
        return why
      }
      return value(bottom, at: position) == 0 ? nothing(bottom, position) : nil
    case .choose(let test, let yes, let no):
      if let why = reason(test, at: position, depth: depth + 1) { return why }
      return reason(value(test, at: position) != 0 ? yes : no, at: position, depth: depth + 1)
    case .reduce(let reduction, let x, let over, let condition):
      if let empty = over.places.first(where: { schema.axes[$0].labels.isEmpty }) {
        return "the agreement has no \(schema.axes[empty].name)s"
      }
      if let why = firstReason(
        over, position,
        { at in
          if let condition {
            if let why = self.reason(condition, at: at, depth: depth + 1) { return why }
            if self.value(condition, at: at) == 0 { return nil }
          }
          return self.reason(x, at: at, depth: depth + 1)
        })
      {
        return why
      }
      if condition != nil, reduction != .sum, reduction != .product {
        return "no \(over.places.first.map { schema.axes[$0].name } ?? "cell") meets the condition"
      }
      return nil
    case .runningProduct(let x, let along):
      return firstReason(AxisSet(place: along), position) { self.reason(x, at: $0, depth: depth + 1) }
    case .ahead(let x, let lag, let later, let along):
      return reason(lag, at: position, depth: depth + 1) ?? reason(later, at: position, depth: depth + 1)
        ?? firstReason(AxisSet(place: along), position) { self.reason(x, at: $0, depth: depth + 1) }
    default:
      for part in checked.parts { if let why = reason(part, at: position, depth: depth + 1) { return why } }
      if case .cells(_, _, let name) = checked.node, value(checked, at: position).isNaN {
        return "\(name) has no value there"
      }
      return nil
    }
  }

  private func firstReason(_ over: AxisSet, _ position: [Int], _ body: ([Int]) -> Phrase?) -> Phrase? {
    var at = position
    func walk(_ places: ArraySlice<Int>) -> Phrase? {
      guard let place = places.first, place < at.count else { return body(at) }
      for index in schema.axes[place].labels.indices {
        at[place] = index
        if let why = walk(places.dropFirst()) { return why }
      }
      return nil
    }
    return walk(over.places[...])
  }

  private func selected(_ position: [Int], _ selections: [Checked.Selection]) -> [Int] {
    var result = position
    for selection in selections where selection.place < result.count { result[selection.place] = selection.index }
    return result
  }

  /// "SDR has no available hours in 2026-08": what a division by zero means.
  private func nothing(_ part: Checked, _ position: [Int]) -> Phrase {
    if case .reduce(_, let inner, _, _) = part.node { return nothing(inner, part.axes, position) }
    if case .quantity(let place, let selections) = part.node {
      let definition = schema.definitions[place]
      return phrase(definition, definition.axes, selected(position, selections))
    }
    if let read = part.reads.first(where: { sheet.cell($0, at: position) == 0 }) {
      return phrase(schema.definitions[read], schema.definitions[read].axes, position)
    }
    return "it divides by 0"
  }

  private func nothing(_ inner: Checked, _ axes: AxisSet, _ position: [Int]) -> Phrase {
    guard case .quantity(let place, _) = inner.node else {
      return inner.reads.first.map { phrase(schema.definitions[$0], axes, position) } ?? "it divides by 0"
    }
    return phrase(schema.definitions[place], axes, position)
  }

  private func phrase(_ definition: Definition, _ axes: AxisSet, _ position: [Int]) -> Phrase {
    let month = schema.axis(named: "month")
    let own = axes.intersection(definition.axes)
    let when = month.flatMap { place -> String? in
      own.contains(place: place) ? schema.axes[place].labels[position[place]] : nil
    }
    let who = own.places.first { $0 != month }.map { schema.axes[$0].labels[position[$0]] }
    let title = lowered(definition.title.description)
    switch (who, when) {
    case (let who?, let when?): return "\(who) has no \(title) in \(when)"
    case (let who?, nil): return "\(who) has no \(title)"
    case (nil, let when?): return "there is no \(title) in \(when)"
    case (nil, nil): return "\(title) is 0"
    }
  }

  private func labels(_ axes: AxisSet, _ position: [Int]) -> String {
    let names = axes.places.filter { schema.axes[$0].name != "month" }.map { schema.axes[$0].labels[position[$0]] }
    return names.isEmpty ? "" : " for \(names.joined(separator: ", "))"
  }

  private func lowered(_ title: String) -> String {
    guard let first = title.first, title.dropFirst().first?.isUppercase != true else { return title }
    return first.lowercased() + title.dropFirst()
  }
}
