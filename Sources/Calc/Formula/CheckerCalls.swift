// The calls of a formula: functions cell by cell, reductions over axes, totals by a quantity's own rule, and the few that
// name an axis, a quantity or a promise rather than a value.

extension Checker {
  mutating func call(_ name: String, _ arguments: [Syntax], _ span: Range<Int>) throws(Diagnostic) -> Checked {
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
      let count: Phrase = arguments.isEmpty ? "nothing given" : "\(arguments.count) given"
      throw error("\(function.name) is written \(function.usage)", span, mark: count, hint: function.example)
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
      guard let axis = try axis(arguments[0]) else {
        throw error("index takes an axis: \(axisNames)", arguments[0].span, mark: "no axis")
      }
      return Checked(.index(axis), .number, AxisSet(place: axis), span)
    case .count:
      guard let axis = try axis(arguments[0]) else {
        throw error("count takes an axis: \(axisNames)", arguments[0].span, mark: "no axis")
      }
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
      return try promise(named(arguments[0], function), arguments[0].span)
    case .missedMonths:
      let name = try named(arguments[0], function)
      _ = try promise(name, arguments[0].span)
      return missedMonths(name, span)
    }
  }

  /// How many of the latest months in a row a promise was broken. A month that is open, or of which nothing is known,
  /// counts for nothing at the end and ends the row before it.
  private func missedMonths(_ name: String, _ span: Range<Int>) -> Checked {
    guard let place = schema.outcome(of: name) else {
      return Checked(.undefined("“\(name)” has no test on what happened"), .number, [], span)
    }
    let axes = schema.definitions[place].axes
    guard let month = schema.axis(named: "month"), axes.contains(place: month) else {
      return Checked(.undefined("“\(name)” is judged over the whole period, not by month"), .number, [], span)
    }
    let rest = axes.subtracting(AxisSet(place: month))
    let months = schema.axes[month].labels.indices.map { index -> Checked in
      let kept = Checked(.quantity(place, at: [Checked.Selection(place: month, index: index)]), .truth, rest, span)
      let all = rest.isEmpty ? kept : Checked(.reduce(.least, kept, over: rest, where: nil), .truth, [], span)
      return Checked(.cells({ $0[0] == 1 ? 1 : $0[0] == 0 ? 0 : -1 }, [all], name: "kept"), .number, [], span)
    }
    let count = months.count
    return Checked(
      .cells({ Checker.missed(UnsafeBufferPointer(start: $0, count: count)) }, months, name: "missed_months"), .number,
      [], span)
  }

  /// The zeros in a row before the trailing -1s; undefined where there are only -1s.
  private static func missed(_ months: UnsafeBufferPointer<Double>) -> Double {
    let told = months.reversed().drop { $0 < 0 }
    return told.isEmpty ? .nan : Double(told.prefix { $0 == 0 }.count)
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

  /// The promise's name that an argument is.
  private func named(_ argument: Syntax, _ function: Function) throws(Diagnostic) -> String {
    if case .text(let name) = argument.node { return name }
    let near = Suggestion.best(for: text(argument.span), among: schema.promiseNames)
    throw error(
      "\(function.name) takes a promise in quotation marks", argument.span,
      hint: near.map { text(replacing: argument.span, by: "\"\($0)\"") })
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
          hint: Suggestion.best(for: text(arguments[1].span), among: schema.axes.map(\.name)).map {
            text(replacing: arguments[1].span, by: $0)
          })
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
      throw error("\(function.name) is written \(function.usage)", arguments[next + 1].span, mark: "one too many")
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
