// From what was written to what it means: names become quantities, and every part gets its units and its axes, so
// that nonsense (reps plus money, a test of a percentage against 85) is refused before anything is computed.
//
//     units   + - and comparisons want the same dimension; a percentage keeps what it multiplies; leads ÷ leads is
//             a plain number; a plain figure takes on the units of what it stands beside, but never those of a
//             percentage from 1 up (85 or 85 %?) nor of a time (5 min or 5 h?)
//     axes    two parts of different axes run over all of them; labels in brackets and reductions take axes away

/// Checks formulas against the names of a schema.
public struct Checker {
  public let schema: Schema
  let source: Source
  /// The `n` of a `least` that is being checked.
  var bound: (name: String, axes: AxisSet)?
  var depth = 0
  /// What the parameters of the template that is being checked stand for.
  var parameters: [String: Checked] = [:]

  public init(_ schema: Schema, source: Source) {
    self.schema = schema
    self.source = source
  }

  /// Checks a formula.
  /// - Throws: the first thing in it that makes no sense.
  public static func check(_ syntax: Syntax, in schema: Schema, source: Source) throws(Diagnostic) -> Checked {
    var checker = Checker(schema, source: source)
    return try checker.check(syntax)
  }

  mutating func check(_ syntax: Syntax) throws(Diagnostic) -> Checked {
    switch syntax.node {
    case .figure(let figure, _):
      if case .money(let code) = figure.unit, !Currency.fits(code, own: schema.currency) {
        throw error(
          "\(code) is not the agreement's currency, \(schema.currency)", syntax.span, mark: "not \(schema.currency)",
          why: "Rates of exchange are not known here: write the amount in \(schema.currency).")
      }
      return constant(figure, syntax.span, flow: nil)
    case .counts(let some, let all):
      return Checked(.constant(Double(some) / Double(all)), .percent, [], syntax.span)
    case .month(let label): return try month(label, syntax.span)
    case .text(let name): return try promise(name, syntax.span)
    case .reference(let reference): return try self.reference(reference, syntax.span)
    case .call(let name, let arguments): return try call(name, arguments, syntax.span)
    case .negate(let part):
      let x = try check(part)
      return Checked(.negate(x), x.units.still, x.axes, syntax.span, isPlainFigure: x.isPlainFigure)
    case .not(let part):
      let x = try truth(part)
      return Checked(.not(x), .truth, x.axes, syntax.span)
    case .binary(let op, let left, let right): return try binary(op, left, right, syntax.span)
    case .choose(let test, let yes, let no):
      let condition = try truth(test)
      let (x, y, units) = try alike(yes, no, "chooses between")
      return Checked(.choose(condition, x, y), units, condition.axes.union(x.axes).union(y.axes), syntax.span)
    }
  }

  // MARK: Leaves

  private func constant(_ figure: Figure, _ span: Range<Int>, flow: Units.Flow?) -> Checked {
    let months = flow == .month ? 1 : schema.months
    let value = figure.per.map { $0.amount(figure.value, over: months) } ?? figure.value
    var units: Units
    switch figure.unit {
    case .none: units = .number
    case .percent, .points: units = .percent
    case .money: units = .money
    case .hours: units = .hours
    case .days: units = .days
    }
    if figure.per != nil { units.flow = flow ?? .period }
    return Checked(.constant(value), units, [], span, isPlainFigure: figure.unit == .none)
  }

  private func month(_ label: String, _ span: Range<Int>) throws(Diagnostic) -> Checked {
    guard let found = schema.label(label) else {
      throw error(
        "\(label) is not a month of the agreement", span,
        why: "Its months are \(Checker.list(schema.axis(named: "month").map { schema.axes[$0].labels } ?? [])).")
    }
    return Checked(.constant(Double(found.index)), .number, [], span)
  }

  func promise(_ name: String, _ span: Range<Int>) throws(Diagnostic) -> Checked {
    guard let place = schema.promise(name) else {
      let near = Suggestion.best(for: name, among: schema.promiseNames)
      throw error(
        "there is no promise “\(name)”", span, mark: "unknown",
        why: "Promises: \(Checker.list(schema.promiseNames.map { "“\($0)”" })).",
        hint: near.map { text(replacing: span, by: "\"\($0)\"") })
    }
    return Checked(.quantity(place, at: []), .truth, [], span)
  }

  private func reference(_ reference: Reference, _ span: Range<Int>) throws(Diagnostic) -> Checked {
    if let argument = parameters[reference.name], reference.labels.isEmpty { return argument }
    if let bound, reference.name == bound.name, reference.labels.isEmpty {
      return Checked(.bound, .number, bound.axes, span)
    }
    if schema.place(of: reference.name) == nil, let (index, units) = schema.choice(reference.name) {
      return Checked(.constant(Double(index)), units, [], span)
    }
    let place = try quantity(reference)
    let definition = schema.definitions[place]
    let at = try selections(reference, of: definition)
    var axes = definition.axes
    for selection in at { axes.remove(AxisSet(place: selection.place)) }
    return Checked(.quantity(place, at: at), definition.units, axes, span)
  }

  /// The quantity that a reference names.
  /// - Throws: for a name nobody knows, with the nearest known ones.
  public func quantity(_ reference: Reference) throws(Diagnostic) -> Int {
    if let place = schema.place(of: reference.name) { return place }
    let typed = reference.span.isEmpty ? Checker.words(reference.name) : text(reference.span)
    if schema.axis(named: reference.name) != nil {
      throw error(
        "\(reference.name) is an axis: what quantities are split by, not a quantity", reference.span,
        hint: "count(\(reference.name))")
    }
    if let label = schema.label(reference.name) ?? schema.label(typed) {
      let axis = schema.axes[label.place]
      throw error(
        "\(axis.labels[label.index]) is a \(axis.name), not a quantity", reference.span,
        hint: "leads[\(axis.labels[label.index])]")
    }
    if Function.named(reference.name) != nil {
      throw error("\(reference.name) is a function and needs brackets", reference.span, hint: "\(reference.name)(…)")
    }
    // `leads CEO` for `leads[CEO]`: a known name with a label behind it.
    let words = Checker.words(reference.name).split(separator: " ").map(String.init)
    if words.count > 1 {
      for split in (1..<words.count).reversed() {
        let name = words[..<split].joined(separator: "_")
        if let known = schema.vocabulary.canonical(name), schema.place(of: known) != nil,
          let label = schema.label(words[split...].joined(separator: " "))
        {
          let labelled = "\(known)[\(schema.axes[label.place].labels[label.index])]"
          throw error("a label stands in brackets", reference.span, hint: text(replacing: reference.span, by: labelled))
        }
      }
    }
    let near = Suggestion.nearest(to: reference.name, among: schema.definitions.lazy.map(\.name))
    throw error(
      "nothing is called \(typed)", reference.span, mark: "unknown",
      why: near.count > 1 ? "Near: \(Checker.list(near))." : nil,
      hint: near.first.map { text(replacing: reference.span, by: $0) })
  }

  /// The axes and labels that a reference is taken at; `all` selects nothing.
  public func selections(
    _ reference: Reference, of definition: Definition
  ) throws(Diagnostic) -> [Checked.Selection] {
    var result: [Checked.Selection] = []
    for label in reference.labels {
      if label.text.lowercased() == "all" { continue }
      guard let found = schema.label(label.text) else {
        let known = schema.labels(of: definition.axes)
        let near = Suggestion.best(for: label.text, among: known)
        throw error(
          "\(label.text) is not a label of \(definition.name)", label.span, mark: "unknown",
          why: known.isEmpty
            ? "\(definition.name) has one value for all."
            : "Its labels are \(Checker.list(known)).",
          hint: near.map { text(replacing: label.span, by: $0) })
      }
      guard definition.axes.contains(place: found.place) else {
        let axes = definition.axes.places.map { schema.axes[$0].name }
        throw error(
          "\(definition.name) is not split by \(schema.axes[found.place].name)", label.span,
          mark: "\(schema.axes[found.place].name)",
          why: axes.isEmpty
            ? "\(definition.name) has one value for all." : "\(definition.name) is split by \(Checker.list(axes)).",
          hint: axes.isEmpty ? text(replacing: whole(reference), by: definition.name) : nil)
      }
      guard !result.contains(where: { $0.place == found.place }) else {
        let before = reference.labels.last { $0.span.upperBound <= label.span.lowerBound }
        throw error(
          "\(definition.name) is taken at two labels of \(schema.axes[found.place].name)", label.span,
          mark: "one too many", why: "One label at a time, or none for all of them.",
          hint: before.map { text(replacing: $0.span.upperBound..<label.span.upperBound, by: "") })
      }
      result.append(found)
    }
    return result.sorted { $0.place < $1.place }
  }

  // MARK: Operators

  mutating func truth(_ syntax: Syntax) throws(Diagnostic) -> Checked {
    let x = try check(syntax)
    guard x.units.flavour == .truth, !x.units.hasDimension else {
      throw error(
        "\(x.units.spoken) stands where a test is expected", syntax.span, mark: "no test",
        why: "A test compares two values: utilization <= 100%.")
    }
    return x
  }

  private mutating func binary(
    _ op: Syntax.Operator, _ left: Syntax, _ right: Syntax, _ span: Range<Int>
  ) throws(Diagnostic) -> Checked {
    switch op {
    case .and, .or:
      let x = try truth(left)
      let y = try truth(right)
      return Checked(.binary(op, x, y), .truth, x.axes.union(y.axes), span)
    case .add, .subtract:
      let (x, y, units) = try alike(left, right, op == .add ? "adds" : "subtracts")
      return Checked(
        .binary(op, x, y), units, x.axes.union(y.axes), span, isPlainFigure: x.isPlainFigure && y.isPlainFigure)
    case .multiply, .divide:
      let x = try check(left)
      let y = try check(right)
      try refuseChoice(x)
      try refuseChoice(y)
      let units = op == .multiply ? Checker.product(x.units, y.units) : Checker.quotient(x.units, y.units)
      return Checked(
        .binary(op, x, y), units, x.axes.union(y.axes), span, isPlainFigure: x.isPlainFigure && y.isPlainFigure)
    default:
      if let chosen = try choice(op, left, right, span) { return chosen }
      if let chosen = try choice(op, right, left, span) { return chosen }
      let (x, y, _) = try alike(left, right, "compares", comparing: true)
      return Checked(.binary(op, x, y), .truth, x.axes.union(y.axes), span)
    }
  }

  /// `clock = elapsed`: a choice against one of its words.
  private mutating func choice(
    _ op: Syntax.Operator, _ left: Syntax, _ right: Syntax, _ span: Range<Int>
  ) throws(Diagnostic) -> Checked? {
    guard case .reference(let word) = right.node, word.labels.isEmpty, case .reference(let named) = left.node,
      let place = schema.place(of: named.name), let words = schema.definitions[place].units.choices
    else { return nil }
    guard op == .equal || op == .unequal else {
      throw error("\(named.name) is a choice: it is compared with = or !=", span)
    }
    guard let index = words.firstIndex(of: word.name) else {
      throw error(
        "\(named.name) is \(Checker.list(words, last: "or")), not \(word.name)", right.span, mark: "unknown",
        hint: text(replacing: right.span, by: Suggestion.best(for: word.name, among: words) ?? words.first ?? ""))
    }
    let x = try check(left)
    let y = Checked(.constant(Double(index)), .number, [], right.span)
    return Checked(.binary(op, x, y), .truth, x.axes, span)
  }

  private func refuseChoice(_ x: Checked) throws(Diagnostic) {
    if x.units.choices != nil { throw error("a choice is a word, not a number to reckon with", x.span) }
  }

  /// Two parts that must be counted in the same: both checked, and their common units.
  mutating func alike(
    _ left: Syntax, _ right: Syntax, _ verb: String, comparing: Bool = false
  ) throws(Diagnostic) -> (Checked, Checked, Units) {
    var x = try check(left)
    var y = try check(right)
    // A figure with a period beside a flow is turned into that flow's own period.
    if case .figure(let figure, _) = left.node, figure.per != nil {
      x = constant(figure, left.span, flow: y.units.flow)
    }
    if case .figure(let figure, _) = right.node, figure.per != nil {
      y = constant(figure, right.span, flow: x.units.flow)
    }
    let units = try common(x, y, verb, comparing: comparing)
    return (x, y, units)
  }

  func common(_ x: Checked, _ y: Checked, _ verb: String, comparing: Bool) throws(Diagnostic) -> Units {
    try refuseChoice(x)
    try refuseChoice(y)
    for (figure, other) in [(x, y), (y, x)] where figure.isPlainFigure && !other.isPlainFigure {
      let value = Checker.constantValue(figure)
      if case .undefined = figure.node { return other.units.still }
      if value == 0 { return other.units.still }
      let shown = text(figure.span)
      let isWhole = shown.utf8.allSatisfy { $0 &- 0x30 < 10 }
      // 1 - reach is the rest of a whole; coverage - 4 could be 4 % or 400 %.
      if other.units.isPercent, let value, comparing ? abs(value) >= 1 : abs(value) > 1 {
        throw error(
          "\(shown) stands beside a percentage: a bare figure from 1 up is not read as one", figure.span,
          mark: comparing ? nil : "two readings",
          hint: Diagnostic.hint(
            (comparing || !isWhole ? ["\(shown)%"] : ["\(shown)%", "\(shown)00%"])
              .map { text(replacing: figure.span, by: $0) }))
      }
      if other.units.isHours {
        throw error(
          "\(shown) stands beside a time: is it minutes or hours?", figure.span, mark: "min or h?",
          hint: !isWhole
            ? nil
            : Diagnostic.hint(["min", "h"].map { text(replacing: figure.span, by: "\(shown) \($0)") }))
      }
      if other.units.isDays {
        throw error(
          "\(shown) stands beside days", figure.span,
          hint: isWhole ? text(replacing: figure.span, by: "\(shown) days") : nil)
      }
      if !other.units.hasDimension || other.units.isMoney { return other.units.still }
    }
    guard x.units.sameDimension(y.units) else {
      throw error(
        "it \(verb) \(x.units.spoken) and \(y.units.spoken)", x.span.lowerBound..<y.span.upperBound,
        mark: "\(x.units.spoken) · \(y.units.spoken)",
        why: x.units.isHours && y.units.isDays || x.units.isDays && y.units.isHours
          ? "A business day is not a calendar day: times of work are in hours and minutes." : nil)
    }
    if x.units.hasDimension { return x.units.still }
    switch (x.units.flavour, y.units.flavour) {
    case (.count(let one), .count(let other)) where one != other:
      throw error("it \(verb) \(one) and \(other)", x.span.lowerBound..<y.span.upperBound, mark: "\(one) · \(other)")
    case (.percent, .count(let noun)), (.count(let noun), .percent):
      throw error(
        "it \(verb) \(x.units.isPercent ? "a percentage and \(noun)" : "\(noun) and a percentage")",
        x.span.lowerBound..<y.span.upperBound, mark: "\(x.units.spoken) · \(y.units.spoken)",
        why: comparing ? nil : "To raise a count by a share, multiply: \(noun) * (1 + 10%).")
    case (.truth, .truth) where verb != "compares": return .number
    case (.number, _): return y.units.flavour == .truth ? .number : y.units.still
    default: return x.units.flavour == .truth ? .number : x.units.still
    }
  }

  static func constantValue(_ x: Checked) -> Double? {
    switch x.node {
    case .constant(let value): value
    case .negate(let part): constantValue(part).map { -$0 }
    default: nil
    }
  }

  static func product(_ x: Units, _ y: Units) -> Units {
    let units = Units(
      flavour(product: x, y), money: x.money + y.money, hours: x.hours + y.hours, days: x.days + y.days)
    return units
  }

  private static func flavour(product x: Units, _ y: Units) -> Units.Flavour {
    if x.hasDimension || y.hasDimension { return .number }
    switch (x.flavour, y.flavour) {
    case (.percent, .percent): return .percent
    case (.percent, let other), (let other, .percent), (.number, let other), (let other, .number):
      return other == .truth ? .number : other
    case (.count(let one), .count(let other)) where one == other: return .number
    default: return .number
    }
  }

  static func quotient(_ x: Units, _ y: Units) -> Units {
    let flavour: Units.Flavour =
      !x.hasDimension && !y.hasDimension && (y.flavour == .percent || y.flavour == .number) && x.flavour != y.flavour
        && x.flavour != .truth
      ? x.flavour : .number
    return Units(flavour, money: x.money - y.money, hours: x.hours - y.hours, days: x.days - y.days)
  }

  // MARK: Words

  /// Where a reference stands with its labels and their brackets.
  private func whole(_ reference: Reference) -> Range<Int> {
    let end = reference.labels.last?.span.upperBound ?? reference.span.upperBound
    let rest = text(end..<source.text.utf8.count).utf8
    let closing = rest.firstIndex(of: 0x5D).map { rest.distance(from: rest.startIndex, to: $0) + 1 }
    return reference.span.lowerBound..<end + (reference.labels.isEmpty ? 0 : closing ?? 0)
  }

  func text(_ span: Range<Int>) -> String { source.text(span) }

  /// The whole text with a part of it replaced: what to type instead.
  func text(replacing span: Range<Int>, by new: String) -> String {
    let bytes = source.text.utf8.count
    let whole = source.text(0..<span.lowerBound) + new + source.text(min(span.upperBound, bytes)..<bytes)
    return whole.utf8.count <= 200 ? whole : new
  }

  static func list(_ words: [String], last: String = "and") -> String {
    guard words.count > 1 else { return words.first ?? "" }
    if words.count > 12 { return words.prefix(10).joined(separator: ", ") + " … (\(words.count) in all)" }
    return words.dropLast().joined(separator: ", ") + " \(last) " + (words.last ?? "")
  }

  static func words(_ name: String) -> String { name.replacing("_", by: " ") }

  func error(
    _ message: Phrase, _ span: Range<Int>, mark: Phrase? = nil, why: Phrase? = nil, hint: String? = nil
  ) -> Diagnostic {
    var result = Diagnostic(message, at: source.place(span), mark: mark, hint: hint)
    if let why { result.why = [why] }
    return result
  }
}
