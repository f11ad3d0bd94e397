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
  private var bound: (name: String, axes: AxisSet)?
  private var depth = 0
  /// What the parameters of the template that is being checked stand for.
  private var parameters: [String: Checked] = [:]

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
          "\(code) is not the agreement's currency, \(schema.currency)", syntax.span, mark: "not \(schema.currency)")
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

  private func promise(_ name: String, _ span: Range<Int>) throws(Diagnostic) -> Checked {
    guard let place = schema.promise(name) else {
      let near = Suggestion.best(for: name, among: schema.promiseNames)
      throw error(
        "there is no promise “\(name)”", span, mark: "promise?",
        hint: near.map { "\"\($0)\"" })
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
    let typed = Checker.words(reference.name)
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
    let words = typed.split(separator: " ").map(String.init)
    if words.count > 1 {
      for split in (1..<words.count).reversed() {
        let name = words[..<split].joined(separator: "_")
        if let known = schema.vocabulary.canonical(name), schema.place(of: known) != nil,
          let label = schema.label(words[split...].joined(separator: " "))
        {
          throw error(
            "a label stands in brackets", reference.span,
            hint: "\(known)[\(schema.axes[label.place].labels[label.index])]")
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
          hint: axes.isEmpty
            ? text(replacing: reference.span.lowerBound..<label.span.upperBound + 1, by: definition.name) : nil)
      }
      guard !result.contains(where: { $0.place == found.place }) else {
        throw error("\(definition.name) is taken at two labels of \(schema.axes[found.place].name)", label.span)
      }
      result.append(found)
    }
    return result.sorted { $0.place < $1.place }
  }

  // MARK: Operators

  private mutating func truth(_ syntax: Syntax) throws(Diagnostic) -> Checked {
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
  private mutating func alike(
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

  private func common(_ x: Checked, _ y: Checked, _ verb: String, comparing: Bool) throws(Diagnostic) -> Units {
    try refuseChoice(x)
    try refuseChoice(y)
    for (figure, other) in [(x, y), (y, x)] where figure.isPlainFigure && !other.isPlainFigure {
      let value = Checker.constantValue(figure)
      if case .undefined = figure.node { return other.units.still }
      if value == 0 { return other.units.still }
      let shown = text(figure.span)
      if other.units.isPercent, comparing, let value, abs(value) >= 1 {
        throw error(
          "\(shown) stands beside a percentage: a bare figure from 1 up is not read as one", figure.span,
          hint: text(replacing: figure.span, by: "\(shown)%"))
      }
      if other.units.isHours {
        throw error(
          "\(shown) stands beside a time: is it minutes or hours?", figure.span, mark: "min or h?",
          hint: text(replacing: figure.span, by: "\(shown) min"))
      }
      if other.units.isDays {
        throw error(
          "\(shown) stands beside days", figure.span, hint: text(replacing: figure.span, by: "\(shown) days"))
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
        "it \(verb) a percentage and \(noun)", x.span.lowerBound..<y.span.upperBound,
        why: "To raise a count by a share, multiply: leads * (1 + 10%).")
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

  // MARK: Calls

  private mutating func call(_ name: String, _ arguments: [Syntax], _ span: Range<Int>) throws(Diagnostic) -> Checked {
    if let template = schema.templates[name] { return try expanded(template, name, arguments, span) }
    guard let function = Function.named(name) else {
      if schema.place(of: name) != nil {
        throw error(
          "\(name) is a quantity, not a function: labels stand in square brackets",
          span.lowerBound..<span.lowerBound + name.utf8.count,
          hint: text(span).replacing("(", by: "[").replacing(")", by: "]"))
      }
      let near = Suggestion.best(for: name, among: Function.standard.lazy.map(\.name))
      let end = span.lowerBound + name.utf8.count
      throw error(
        "there is no function \(name)", span.lowerBound..<end, mark: "unknown",
        hint: near.map { text(replacing: span.lowerBound..<end, by: $0) })
    }
    guard function.arity.contains(arguments.count) else {
      throw error(
        "\(function.name) takes \(function.takes)", span, mark: "takes \(function.takes)", hint: function.usage)
    }
    depth += 1
    defer { depth -= 1 }
    guard depth < 40 else { throw error("the formula is nested too deeply", span) }
    switch function.form {
    case .cells(let compute):
      var checked: [Checked] = []
      for argument in arguments { checked.append(try check(argument)) }
      return try cells(function, compute, checked, span)
    case .reduce(let reduction): return try reduce(function, reduction, arguments, span)
    case .total: return try total(arguments, span)
    case .runningProduct:
      let x = try check(arguments[0])
      let axis = try arguments.count > 1 ? axis(arguments[1]) : onlyAxis(x, span)
      guard let axis else { return Checked(.negate(Checked(.negate(x), x.units, x.axes, span)), x.units, x.axes, span) }
      return Checked(.runningProduct(x, along: axis), x.units, x.axes.union(AxisSet(place: axis)), span)
    case .ahead:
      let x = try check(arguments[0])
      let lag = try check(arguments[1])
      let later = try check(arguments[2])
      guard let month = schema.axis(named: "month"), x.axes.contains(place: month) else {
        return Checked(
          .cells({ $0[0] }, [x, lag, later], name: "ahead"), x.units, x.axes.union(lag.axes).union(later.axes), span)
      }
      let axes = x.axes.union(lag.axes).union(later.axes)
      return Checked(.ahead(x, lag: lag, later: later, along: month), x.units, axes, span)
    case .index:
      guard let axis = try axis(arguments[0]) else { throw error("index takes an axis: \(axisNames)", span) }
      return Checked(.index(axis), .number, AxisSet(place: axis), span)
    case .count:
      guard let axis = try axis(arguments[0]) else { throw error("count takes an axis: \(axisNames)", span) }
      return Checked(.constant(Double(schema.axes[axis].labels.count)), .number, [], span)
    case .given:
      guard case .reference(let reference) = arguments[0].node else {
        throw error("given takes a quantity", arguments[0].span)
      }
      return Checked(.given(try quantity(reference)), .truth, [], span)
    case .least: return try least(arguments, span)
    case .holds:
      let x = try truth(arguments[0])
      let worst = x.axes.isEmpty ? x : Checked(.reduce(.least, x, over: x.axes, where: nil), .truth, [], span)
      return Checked(.cells({ $0[0] == 1 ? 1 : 0 }, [worst], name: "holds"), .truth, [], span)
    case .undefined:
      guard case .text(let why) = arguments[0].node else {
        throw error("undefined takes the reason in quotation marks", arguments[0].span)
      }
      return Checked(.undefined(Phrase(verbatim: why)), .number, [], span, isPlainFigure: true)
    case .kept:
      guard case .text(let name) = arguments[0].node else {
        throw error("kept takes a promise in quotation marks", arguments[0].span)
      }
      return try promise(name, span)
    case .missedMonths:
      guard case .text(let name) = arguments[0].node else {
        throw error("missed_months takes a promise in quotation marks", arguments[0].span)
      }
      _ = try promise(name, arguments[0].span)
      return Checked(.undefined("no actuals are tracked yet"), .number, [], span)
    }
  }

  /// A template with the arguments in the place of its parameters.
  private mutating func expanded(
    _ template: Schema.Template, _ name: String, _ arguments: [Syntax], _ span: Range<Int>
  ) throws(Diagnostic) -> Checked {
    guard arguments.count == template.parameters.count else {
      let takes = template.parameters.joined(separator: ", ")
      throw error("\(name) takes \(takes)", span, mark: "takes \(takes)")
    }
    var inner = Checker(schema, source: template.source)
    for (parameter, argument) in zip(template.parameters, arguments) {
      inner.parameters[parameter] = try check(argument)
    }
    inner.bound = bound
    let body = try inner.check(template.formula)
    return Checked(body.node, template.units, body.axes, span)
  }

  private func cells(
    _ function: Function, _ compute: @escaping @Sendable (UnsafePointer<Double>) -> Double, _ arguments: [Checked],
    _ span: Range<Int>
  ) throws(Diagnostic) -> Checked {
    var axes: AxisSet = []
    for argument in arguments { axes.formUnion(argument.axes) }
    var units: Units
    switch function.result {
    case .fixed(let fixed): units = fixed
    case .first: units = arguments[0].units
    case .same:
      units = arguments[0].units
      for (one, other) in zip(arguments, arguments.dropFirst()) {
        units = try common(one, other, "takes", comparing: false)
      }
    }
    return Checked(
      .cells(compute, arguments, name: function.name), units, axes, span,
      isPlainFigure: arguments.allSatisfy(\.isPlainFigure))
  }

  private mutating func reduce(
    _ function: Function, _ reduction: Reduction, _ arguments: [Syntax], _ span: Range<Int>
  ) throws(Diagnostic) -> Checked {
    let x = try check(arguments[0])
    var over: AxisSet = []
    var next = 1
    while next < arguments.count, let place = try axis(arguments[next]) {
      over.insert(AxisSet(place: place))
      guard x.axes.contains(place: place) else {
        let split = x.axes.places.map { schema.axes[$0].name }
        throw error(
          "what \(function.name) takes is not split by \(schema.axes[place].name)", arguments[next].span,
          why: split.isEmpty ? "It is one value." : "It is split by \(Checker.list(split)).")
      }
      next += 1
    }
    if next == 1, arguments.count > 1 {
      // min and max of several values, cell by cell.
      guard reduction == .least || reduction == .most else {
        throw error(
          "\(function.name) takes one value and an axis: \(axisNames)", arguments[1].span, mark: "no axis",
          hint: function.usage)
      }
      var checked = [x]
      for argument in arguments.dropFirst() { checked.append(try check(argument)) }
      var result = checked[0]
      for other in checked.dropFirst() {
        let units = try common(result, other, "takes", comparing: false)
        result = Checked(
          .cells(reduction == .least ? Checker.smaller : Checker.larger, [result, other], name: function.name), units,
          result.axes.union(other.axes), span,
          isPlainFigure: result.isPlainFigure && other.isPlainFigure)
      }
      return result
    }
    guard arguments.count - next <= 1 else {
      throw error("\(function.name) takes \(function.takes)", arguments[next + 1].span, hint: function.usage)
    }
    if next == 1 { over = x.axes }
    let condition = next < arguments.count ? try truth(arguments[next]) : nil
    let units = reduction == .product && x.units.hasDimension ? .number : x.units
    if over.isEmpty { return Checked(x.node, units, x.axes, span, isPlainFigure: x.isPlainFigure) }
    return Checked(
      .reduce(reduction, x, over: over, where: condition), units.flavour == .truth ? .number : units,
      x.axes.union(condition?.axes ?? []).subtracting(over), span)
  }

  private static let smaller: @Sendable (UnsafePointer<Double>) -> Double = {
    $0[0].isNaN || $0[0] < $0[1] ? $0[0] : $0[1]
  }
  private static let larger: @Sendable (UnsafePointer<Double>) -> Double = {
    $0[0].isNaN || $0[0] > $0[1] ? $0[0] : $0[1]
  }

  private mutating func total(_ arguments: [Syntax], _ span: Range<Int>) throws(Diagnostic) -> Checked {
    let x = try check(arguments[0])
    var over: AxisSet = []
    for argument in arguments.dropFirst() {
      guard let place = try axis(argument) else {
        throw error("total takes a value and axes: \(axisNames)", argument.span)
      }
      over.insert(AxisSet(place: place))
    }
    over = over.isEmpty ? x.axes : over.intersection(x.axes)
    return try total(x, over: over, span)
  }

  /// The total of a part over some of its axes: by the rule of the quantity it names, else the sum.
  mutating func total(_ x: Checked, over: AxisSet, _ span: Range<Int>) throws(Diagnostic) -> Checked {
    guard !over.isEmpty else { return x }
    let sum = Checked(.reduce(.sum, x, over: over, where: nil), x.units, x.axes.subtracting(over), span)
    guard case .quantity(let place, _) = x.node else {
      guard x.units.isPercent else { return sum }
      throw error("percentages do not add up", span, why: "Take their mean, or total the quantity they are a part of.")
    }
    let definition = schema.definitions[place]
    switch definition.totals {
    case .sum: return sum
    case .none:
      throw error(
        "\(definition.name) has no total", span, why: "Its labels stand side by side; they do not add up.",
        hint: text(replacing: span, by: "mean(\(definition.name))"))
    case .ratio:
      let mean = Checked(.reduce(.mean, x, over: over, where: nil), x.units, x.axes.subtracting(over), span)
      guard let formula = definition.formula, let written = definition.source else { return mean }
      var inner = Checker(schema, source: written)
      guard let ratio = try inner.check(formula).ratioOfSums(over: over) else { return mean }
      let given = Checked(.given(place), .truth, [], span)
      return Checked(.choose(given, mean, ratio), x.units, x.axes.subtracting(over), span)
    }
  }

  private mutating func least(_ arguments: [Syntax], _ span: Range<Int>) throws(Diagnostic) -> Checked {
    guard case .reference(let variable) = arguments[0].node, variable.labels.isEmpty else {
      throw error("least takes a name of its own and a test: least(n; n * 2 >= 9)", arguments[0].span)
    }
    guard schema.place(of: variable.name) == nil, bound == nil else {
      throw error("\(variable.name) is taken: use a name of its own", arguments[0].span, hint: "least(n; …)")
    }
    bound = (variable.name, [])
    defer { bound = nil }
    let axes = try truth(arguments[1]).axes
    bound = (variable.name, axes)
    let test = try truth(arguments[1])
    return Checked(.least(test), .number, axes, span)
  }

  /// The axis that an argument names, nil when it names none.
  private func axis(_ syntax: Syntax) throws(Diagnostic) -> Int? {
    guard case .reference(let reference) = syntax.node, reference.labels.isEmpty else { return nil }
    return schema.axis(named: reference.name)
  }

  private func onlyAxis(_ x: Checked, _ span: Range<Int>) throws(Diagnostic) -> Int? {
    guard x.axes.count <= 1 else { throw error("an axis is missing: \(axisNames)", span) }
    return x.axes.places.first
  }

  private var axisNames: String { Checker.list(schema.axes.map(\.name), last: "or") }

  // MARK: Words

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

  private func error(
    _ message: Phrase, _ span: Range<Int>, mark: Phrase? = nil, why: Phrase? = nil, hint: String? = nil
  ) -> Diagnostic {
    var result = Diagnostic(message, at: source.place(span), mark: mark, hint: hint)
    if let why { result.why = [why] }
    return result
  }
}

extension Checked {
  /// The two sides of the last division, each summed over the axes; nil where there is no division.
  func ratioOfSums(over: AxisSet) -> Checked? {
    func summed(_ x: Checked) -> Checked {
      let axes = over.intersection(x.axes)
      guard !axes.isEmpty else { return x }
      return Checked(.reduce(.sum, x, over: axes, where: nil), x.units, x.axes.subtracting(axes), x.span)
    }
    switch node {
    case .binary(.divide, let top, let bottom):
      return Checked(.binary(.divide, summed(top), summed(bottom)), units, axes.subtracting(over), span)
    case .choose(let test, let yes, let no):
      guard let ratio = no.ratioOfSums(over: over), case .binary(let op, let left, let right) = test.node,
        op.isComparison
      else { return nil }
      let condition = Checked(
        .binary(op, summed(left), summed(right)), .truth, test.axes.subtracting(over), test.span)
      return Checked(.choose(condition, summedOrKept(yes, over), ratio), units, axes.subtracting(over), span)
    default: return nil
    }
  }

  private func summedOrKept(_ x: Checked, _ over: AxisSet) -> Checked {
    x.axes.intersection(over).isEmpty
      ? x
      : Checked(
        .reduce(.mean, x, over: over.intersection(x.axes), where: nil), x.units, x.axes.subtracting(over), x.span)
  }
}
